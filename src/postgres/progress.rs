//! The progress table: how far a non-transactional section came.
//!
//! Its statements run on the worker's own connection, between a migration's; what the
//! migration set (role, search path, read-only mode) is put aside for their transaction.

use super::error::Error;
use super::interrupt::Interrupt;
use super::ledger::revoke_grants;
use super::ledger_table::LedgerTable;
use super::quote::{literal, literal_or_null};
use super::rows::{flag, parsed, required, text};
use super::session::{Session, Watch};
use super::survey::{SurveyError, version};
use crate::migration::Direction;
use crate::plan::{PartialRow, Step};

/// The rows of the progress table, in numeric order.
pub(super) async fn read_partial(
    session: &Session,
    table: &LedgerTable,
    watch: Watch<'_>,
) -> Result<Vec<PartialRow>, SurveyError> {
    // Only an ordinary table is read: a view in its place could run anything as this role.
    let sql = format!(
        "{role}select (case when exists (select from pg_catalog.pg_class p \
         where p.oid operator(pg_catalog.=) pg_catalog.to_regclass({progress}) \
         and p.relkind operator(pg_catalog.=) 'r' and not p.relrowsecurity) \
         then '1' else 'proj-migrate: the progress table is not an ordinary table' end)::pg_catalog.int4;\
         select version, direction, statements, statements_done, statement_begun, error from {name}",
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
        });
    }
    partial.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(partial)
}

/// Makes the progress table when it isn't there. The guard's lock must be held.
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
                 and not c.relispartition and not c.relhassubclass as fit \
                 from pg_catalog.pg_class c join pg_catalog.pg_namespace n \
                 on n.oid operator(pg_catalog.=) c.relnamespace \
                 where n.nspname operator(pg_catalog.=) {} and c.relname operator(pg_catalog.=) {}",
                literal(&ledger.schema),
                literal(&name)
            ),
            watch,
        )
        .await?;
    if let Some(row) = found.first() {
        // A trigger in it would run as this role whatever its owner likes.
        return match flag(row, "fit")? {
            true => Ok(()),
            false => Err(Error::Protocol(format!(
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
         worker_pid int not null, worker_started timestamptz, run_id uuid, noted_at timestamptz default now())",
        ledger.progress_sql()
    )
}

/// The CREATE TABLE that an administrator would run, for people to read.
#[must_use]
pub fn progress_for_owner(ledger: &LedgerTable) -> String {
    format!("{};", create(ledger))
}

/// Notes that a section begins.
pub(super) fn insert(ledger: &LedgerTable, step: &Step, run_id: &str) -> String {
    format!(
        "insert into {} (version, direction, checksum, statements, statements_done, worker_pid, worker_started, run_id) \
         values ({}, '{}', {}, {}, 0, pg_backend_pid(), \
         (select backend_start from pg_stat_activity where pid = pg_backend_pid()), {})",
        ledger.progress_sql(),
        literal(step.migration.version.as_str()),
        step.direction,
        literal(&step.migration.checksum.to_string()),
        step.section().statements,
        literal(run_id)
    )
}

/// Notes that so many statements are done and which one (1-based) begins now.
pub(super) fn update(
    ledger: &LedgerTable,
    step: &Step,
    done: usize,
    begun: Option<usize>,
    error: Option<&str>,
) -> String {
    format!(
        "update {} set statements_done = {done}, statement_begun = {}, error = {}, noted_at = clock_timestamp() \
         where version = {}",
        ledger.progress_sql(),
        begun.map_or_else(|| "null".to_owned(), |begun| begun.to_string()),
        literal_or_null(error),
        literal(step.migration.version.as_str()),
    )
}

/// Forgets the section: it is done.
pub(super) fn delete(ledger: &LedgerTable, step: &Step) -> String {
    format!(
        "delete from {} where version = {}",
        ledger.progress_sql(),
        literal(step.migration.version.as_str())
    )
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
    // A reader with a long transaction, such as pg_dump, is not waited for.
    let sql = format!(
        "set local lock_timeout = 100;\
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
        "begin isolation level read committed read write;\
         set local session authorization default;set local role none;{}\
         set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         set local statement_timeout = 0;set local lock_timeout = 0;{}\
         {sql};commit",
        session.role.local(),
        session.no_transaction_timeout()
    );
    let ended = session.execute(&message, watch).await;
    if ended.is_err() && !session.is_closed() {
        session.execute("rollback", watch).await?;
    }
    ended
}
