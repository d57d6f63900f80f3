//! The progress table: how far a non-transactional section came.
//!
//! Its statements run on the worker's own connection, between a migration's; what the
//! migration set (role, search path, read-only mode) is put aside for their transaction.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::facts::{SurveyError, version};
use super::interrupt::Interrupt;
use super::ledger::revoke_grants;
use super::ledger_table::LedgerTable;
use super::messages::CHANGED;
use super::quote::{literal, literal_or_null};
use super::rows::{flag, parsed, required, text};
use super::session::Session;
use super::survey_sql::BRIEFLY;
use super::watch::Watch;
use crate::migration::Direction;
use crate::plan::{BegunNote, PartialRow, RunNote, ToldBy};

/// What the first versions didn't note yet; all of them texts.
const MORE: [&str; 5] = [
    "done_checksum",
    "begun_text",
    "told_by",
    "object",
    "indexes_before",
];

/// The rows of the progress table, in numeric order.
pub(super) async fn read_partial(
    session: &Session,
    table: &LedgerTable,
    watch: Watch<'_>,
) -> Result<Vec<PartialRow>, SurveyError> {
    // Only an ordinary table is read: a view in its place could run anything as this role.
    let sql = format!(
        "{role}{BRIEFLY}select (case when exists (select from pg_catalog.pg_class p \
         where p.oid operator(pg_catalog.=) pg_catalog.to_regclass({progress}) \
         and p.relkind operator(pg_catalog.=) 'r' and not p.relrowsecurity) \
         then '1' else 'proj-migrate: the progress table is not an ordinary table' end)::pg_catalog.int4;\
         select p.version, p.direction, p.statements, p.statements_done, p.statement_begun, p.error, \
         p.run_id, p.checksum, {more} from {name} p",
        more = MORE
            .map(|column| format!(
                "pg_catalog.to_jsonb(p) operator(pg_catalog.->>) '{column}' as {column}"
            ))
            .join(", "),
        role = session.role.local(),
        progress = literal(&table.progress_sql()),
        name = table.progress_sql(),
    );
    let mut partial = Vec::new();
    for row in &session.rows(&sql, watch).await? {
        partial.push(PartialRow {
            version: version(row, table)?,
            direction: match required(row, "direction")? {
                "down" => Direction::Down,
                _ => Direction::Up,
            },
            statements: parsed(row, "statements")?.unwrap_or_default(),
            statements_done: parsed(row, "statements_done")?.unwrap_or_default(),
            statement_begun: parsed(row, "statement_begun")?,
            error: text(row, "error")?.map(str::to_owned),
            note: RunNote {
                run_id: parsed(row, "run_id")?,
                checksum: parsed(row, "checksum")?,
                done_checksum: parsed(row, "done_checksum")?,
                begun: begun(row)?,
            },
        });
    }
    partial.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(partial)
}

/// The statement that was begun alone, if one was.
fn begun(row: &SimpleQueryRow) -> Result<Option<BegunNote>, Error> {
    let Some(noted) = text(row, "begun_text")? else {
        return Ok(None);
    };
    let indexes = text(row, "indexes_before")?.unwrap_or_default();
    Ok(Some(BegunNote {
        text: noted.to_owned(),
        told_by: ToldBy::of_word(text(row, "told_by")?.unwrap_or_default()),
        object: parsed(row, "object")?,
        indexes_before: indexes
            .split(',')
            .filter_map(|oid| oid.parse().ok())
            .collect(),
    }))
}

/// Makes the progress table when it isn't there, and gives it the columns that an earlier
/// version's lacks. The guard's lock must be held.
pub(super) async fn create_if_missing(
    session: &Session,
    ledger: &LedgerTable,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let name = format!("{}_progress", ledger.table);
    let found = session
        .rows(
            &format!(
                "select c.relkind operator(pg_catalog.=) 'r' and c.relpersistence operator(pg_catalog.=) 'p' \
                 and not c.relhastriggers and not c.relhasrules and not c.relrowsecurity \
                 and not c.relispartition and not c.relhassubclass as fit, \
                 (select pg_catalog.count(*) from pg_catalog.pg_attribute a where a.attrelid operator(pg_catalog.=) c.oid \
                 and a.attname operator(pg_catalog.=) any ('{{{more}}}'::pg_catalog.name[]) and not a.attisdropped) \
                 operator(pg_catalog.=) {count} as complete \
                 from pg_catalog.pg_class c join pg_catalog.pg_namespace n \
                 on n.oid operator(pg_catalog.=) c.relnamespace \
                 where n.nspname operator(pg_catalog.=) {} and c.relname operator(pg_catalog.=) {}",
                literal(&ledger.schema),
                literal(&name),
                more = MORE.join(","),
                count = MORE.len(),
            ),
            watch,
        )
        .await?;
    if let Some(row) = found.first() {
        // A trigger in it would run as this role whatever its owner likes.
        return match (flag(row, "fit")?, flag(row, "complete")?) {
            (true, true) => Ok(()),
            (true, false) => execute(session, &complete(ledger), watch).await,
            (false, _) => Err(Error::Protocol(format!(
                "{} is not an ordinary table without triggers, rules and row security",
                ledger.progress_sql()
            ))),
        };
    }
    execute(session, &create(ledger), watch).await?;
    let calm = Interrupt::default();
    revoke_grants(session, &ledger.schema, &name, watch.heeding(&calm)).await
}

fn create(ledger: &LedgerTable) -> String {
    format!(
        "create table {} (version varchar primary key, direction text not null, checksum text not null, \
         statements int not null, statements_done int not null, statement_begun int, error text, \
         worker_pid int not null, worker_started timestamptz, run_id uuid, noted_at timestamptz default now(), {})",
        ledger.progress_sql(),
        MORE.map(|column| format!("{column} text")).join(", ")
    )
}

fn complete(ledger: &LedgerTable) -> String {
    format!(
        "alter table {} {}",
        ledger.progress_sql(),
        MORE.map(|column| format!("add column if not exists {column} text"))
            .join(", ")
    )
}

/// The CREATE TABLE that an administrator would run, for people to read.
#[must_use]
pub fn progress_for_owner(ledger: &LedgerTable) -> String {
    format!("{};", create(ledger))
}

/// Makes the table, when it has no row, one that the survey need not read: a deleted row's
/// page would cost every later command a second round trip. Other sections write no rows
/// meanwhile, for the guard's lock is held.
pub(super) async fn empty(
    session: &Session,
    ledger: &LedgerTable,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let table = ledger.progress_sql();
    // A reader with a long transaction, such as pg_dump, is not waited for. Locked before it is
    // looked at: this may come late, when another run notes something there.
    let sql = format!(
        "set local lock_timeout = 100;lock table {table} in access exclusive mode;\
         select (case when exists (select from {table}) then 'rows' else '1' end)::int4;\
         truncate {table}"
    );
    execute(session, &sql, watch).await
}

/// Runs `sql` in a transaction of its own, whatever the migration has set. Not stopped
/// by a signal: what is noted here is what the operator will read afterwards.
pub(super) async fn execute(session: &Session, sql: &str, watch: Watch<'_>) -> Result<(), Error> {
    let calm = Interrupt::default();
    let watch = watch.heeding(&calm);
    let message = format!(
        "begin isolation level read committed read write;{}{sql};commit",
        aside(session)
    );
    let ended = session.execute(&message, watch).await;
    if ended.is_err() && !session.is_closed() {
        session.execute("rollback", watch).await?;
    }
    ended
}

/// Puts aside what a migration has set, until the transaction ends; ends with a semicolon.
pub(super) fn aside(session: &Session) -> String {
    format!(
        "set local session authorization default;set local role none;{}\
         set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         set local statement_timeout = 0;set local lock_timeout = 0;{}",
        session.role.local(),
        session.no_transaction_timeout()
    )
}

/// Forgets what another run left, in a transaction that has undone it; raises unless it is as
/// it was seen. Everything is qualified: it runs under whatever search path the section left.
pub(super) fn forget(ledger: &LedgerTable, partial: &PartialRow) -> String {
    let run = partial.note.run_id.map(|run| run.to_string());
    format!(
        "with forgotten as (delete from {} where version operator(pg_catalog.=) {} \
         and run_id is not distinct from {}::pg_catalog.uuid returning 1) \
         select (case when pg_catalog.count(*) operator(pg_catalog.=) 1 then '1' else '{CHANGED}' end)::pg_catalog.int4 \
         from forgotten",
        ledger.progress_sql(),
        literal(partial.version.as_str()),
        literal_or_null(run.as_deref())
    )
}
