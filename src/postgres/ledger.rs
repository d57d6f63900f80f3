//! Making the ledger ready to be written: created when there is none, given our
//! columns when it is dbmate's, unverified rows stamped.
//!
//! Always under the lock, and only what is missing: `IF NOT EXISTS` is neither
//! race-free nor allowed to roles without CREATE.

use std::rc::Rc;

use super::error::Error;
use super::interrupt::Interrupt;
use super::ledger_table::{Columns, LedgerTable};
use super::lock::LockKey;
use super::messages::BUSY;
use super::quote::{literal, literal_or_null, qualified};
use super::rows::{required, text};
use super::session::Session;
use super::survey_sql::COLUMNS;
use super::watch::Watch;
use crate::migration::Migration;
use crate::target::Timeouts;

/// How preparing ended.
#[derive(Debug)]
pub enum Prepared {
    /// Created, or given its columns: so many rows were there before.
    Done {
        /// The number of unverified rows found.
        rows: usize,
    },
    /// Somebody else holds the lock (or a lock on the table).
    Busy,
    /// It isn't as it was seen: look again.
    Changed,
}

/// Creates the ledger `schema.table` (`seen` is `None`), or adds the columns that `seen` lacks.
///
/// # Errors
/// [`Error`] of the server (42501 without the right to) or the connection.
pub async fn prepare_ledger(
    session: &Session,
    (schema, table): (&str, &str),
    seen: Option<&LedgerTable>,
    timeouts: &Timeouts,
    watch: Watch<'_>,
) -> Result<Prepared, Error> {
    let key = LockKey::of(schema, table);
    let work = async {
        session
            .execute(&begin_locked(session, key, timeouts), watch)
            .await?;
        let found = session.rows(&read_columns(schema, table), watch).await?;
        let columns = match found.first() {
            Some(row) => text(row, "columns")?,
            None => None,
        };
        let sql = match (seen, columns) {
            (None, None) => create(schema, table),
            (Some(seen), Some(columns)) if is_as_seen(&seen.columns, columns) => {
                add_columns(&seen.sql(), &seen.columns)
            }
            _ => return Ok(Prepared::Changed),
        };
        session.execute(&sql, watch).await?;
        if seen.is_none() {
            revoke_grants(session, schema, table, watch).await?;
        }
        let rows = session
            .rows(
                &format!("select count(*) as count from {}", qualified(schema, table)),
                watch,
            )
            .await?;
        let rows = rows
            .first()
            .map_or(Ok("0"), |row| required(row, "count"))?
            .parse()
            .unwrap_or_default();
        session.execute("commit", watch).await?;
        Ok(Prepared::Done { rows })
    };
    finish(session, work.await, watch).await
}

/// Writes what the files of unverified versions hold now into their rows. Returns the
/// migrations whose rows had no checksum until now; `None` when somebody else holds the lock
/// (or a lock on the table).
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn stamp(
    session: &Session,
    ledger: &LedgerTable,
    migrations: &[Rc<Migration>],
    timeouts: &Timeouts,
    watch: Watch<'_>,
) -> Result<Option<Vec<Rc<Migration>>>, Error> {
    let mut stamped = Vec::new();
    let work = async {
        let key = LockKey::of_ledger(ledger);
        session
            .execute(&begin_locked(session, key, timeouts), watch)
            .await?;
        for migration in migrations {
            let updated = session.rows(&stamp_one(ledger, migration), watch).await?;
            if !updated.is_empty() {
                stamped.push(Rc::clone(migration));
            }
        }
        session.execute("commit", watch).await?;
        Ok(Prepared::Done {
            rows: stamped.len(),
        })
    };
    let ended = work.await;
    Ok(match finish(session, ended, watch).await? {
        Prepared::Done { .. } => Some(stamped),
        Prepared::Busy | Prepared::Changed => None,
    })
}

/// Rolls back unless the work was committed; a lock that wasn't free is no failure.
pub(super) async fn finish(
    session: &Session,
    ended: Result<Prepared, Error>,
    watch: Watch<'_>,
) -> Result<Prepared, Error> {
    if !matches!(ended, Ok(Prepared::Done { .. })) && !session.is_closed() {
        let calm = Interrupt::default();
        session.execute("rollback", watch.heeding(&calm)).await?;
    }
    match ended {
        Err(error) if error.raised(BUSY) || error.sqlstate() == Some("55P03") => Ok(Prepared::Busy),
        other => other,
    }
}

/// Begins a transaction of ours that has the lock.
pub(super) fn begin_locked(session: &Session, key: LockKey, timeouts: &Timeouts) -> String {
    format!(
        "{}select (case when pg_try_advisory_xact_lock({}) then '1' else '{BUSY}' end)::int4",
        begin_ours(session, timeouts),
        key.0
    )
}

/// Begins a transaction of ours; ends with a semicolon.
pub(super) fn begin_ours(session: &Session, timeouts: &Timeouts) -> String {
    format!(
        "begin isolation level read committed read write;{}",
        local_settings(session, timeouts)
    )
}

/// The SETs that a transaction of ours works under; ends with a semicolon.
pub(super) fn local_settings(session: &Session, timeouts: &Timeouts) -> String {
    format!(
        "{}set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         set local statement_timeout = 0;set local lock_timeout = {};\
         set local idle_in_transaction_session_timeout = 0;{}",
        session.role.local(),
        timeouts.lock_timeout.as_millis(),
        session.no_transaction_timeout(),
    )
}

/// One row with the table's columns, NULL when there is no such relation.
fn read_columns(schema: &str, table: &str) -> String {
    format!(
        "select (select coalesce(string_agg(a.attname, ','), '') from pg_attribute a \
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns \
         from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = {} and c.relname = {}",
        literal(schema),
        literal(table)
    )
}

fn is_as_seen(seen: &Columns, found: &str) -> bool {
    COLUMNS
        .iter()
        .all(|(column, _)| seen.has(column) == found.split(',').any(|name| name == *column))
}

/// The DDL of a new ledger; README, "The ledger" shows it.
pub(super) fn create(schema: &str, table: &str) -> String {
    let relation = qualified(schema, table);
    let columns = COLUMNS.map(|(column, kind)| match column {
        "applied_at" => format!("{column} {kind} default now()"),
        "applied_by" => format!("{column} {kind} default session_user"),
        "applied_seq" => format!("{column} {kind} generated by default as identity"),
        _ => format!("{column} {kind}"),
    });
    format!(
        "create table {relation} (version varchar primary key, {});\
         create index on {relation} (applied_seq)",
        columns.join(", ")
    )
}

/// The DDL that adds what is missing. Defaults come after the columns, so that old rows
/// keep NULL; `applied_seq` numbers the rows found in version order.
pub(super) fn add_columns(relation: &str, present: &Columns) -> String {
    let missing: Vec<_> = COLUMNS
        .iter()
        .filter(|(column, _)| !present.has(column))
        .collect();
    let added: Vec<_> = missing
        .iter()
        .map(|(column, kind)| format!("add column {column} {kind}"))
        .collect();
    let mut sql = format!("alter table {relation} {}", added.join(", "));
    for (column, _) in missing {
        match *column {
            "applied_at" => sql.push_str(&format!(
                ";alter table {relation} alter column applied_at set default now()"
            )),
            "applied_by" => sql.push_str(&format!(
                ";alter table {relation} alter column applied_by set default session_user"
            )),
            "applied_seq" => sql.push_str(&format!(
                ";update {relation} l set applied_seq = o.number from (select version, row_number() \
                 over (order by version::numeric, version) as number from {relation}) o where o.version = l.version\
                 ;alter table {relation} alter column applied_seq set not null\
                 ;alter table {relation} alter column applied_seq add generated by default as identity\
                 ;select setval(pg_get_serial_sequence({}, 'applied_seq'), greatest(count(*), 1), count(*) > 0) from {relation}\
                 ;create index on {relation} (applied_seq)",
                literal(relation)
            )),
            _ => {}
        }
    }
    sql
}

/// The ALTER TABLE that an owner would run, for people to read.
#[must_use]
pub fn columns_for_owner(ledger: &LedgerTable) -> String {
    format!(
        "{};",
        add_columns(&ledger.sql(), &ledger.columns).replace(';', ";\n")
    )
}

/// The CREATE TABLE that an administrator would run, for people to read.
#[must_use]
pub fn table_for_owner(schema: &str, table: &str) -> String {
    format!("{};", create(schema, table).replace(';', ";\n"))
}

/// Takes away what ALTER DEFAULT PRIVILEGES gave others on a table of ours.
pub(super) async fn revoke_grants(
    session: &Session,
    schema: &str,
    table: &str,
    watch: Watch<'_>,
) -> Result<(), Error> {
    // One message, hence one implicit transaction, unless the caller began one.
    let sql = format!(
        "{}set local search_path = pg_catalog, pg_temp;\
         select distinct case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee \
         from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) a \
         where n.nspname = {} and c.relname = {} and a.grantee <> c.relowner order by 1",
        session.role.local(),
        literal(schema),
        literal(table)
    );
    let relation = qualified(schema, table);
    for row in session.rows(&sql, watch).await? {
        let grantee = required(&row, "grantee")?;
        let revoke = format!("revoke all on {relation} from {grantee} cascade");
        session.execute(&revoke, watch).await?;
    }
    Ok(())
}

pub(super) fn stamp_one(ledger: &LedgerTable, migration: &Migration) -> String {
    let down = migration.down_checksum().map(|sum| sum.to_string());
    format!(
        "update {} set name = coalesce(name, {}), checksum = {}, up_checksum = {}, down_checksum = {}, \
         script = coalesce(script, {}) where version = {} and checksum is null returning version",
        ledger.sql(),
        literal(&migration.name),
        literal(&migration.checksum.to_string()),
        literal(&migration.up_checksum().to_string()),
        literal_or_null(down.as_deref()),
        literal(crate::migration::stored_script(migration)),
        literal(migration.version.as_str()),
    )
}
