//! The texts of a transaction's own messages: begin, check,
//! constraints, record, commit. Pure.
//!
//! Every check casts a text to `int4`: a false one raises 22P02 with our text, and the
//! server then skips everything behind it in the pipeline.

use std::time::Duration;

use super::lease::Lease;
use super::ledger_table::{Columns, LedgerTable};
use super::lock::LockKey;
use super::quote::{literal, literal_or_null, path_list};
use super::role::AssumedRole;
use super::transaction::Assumption;
use crate::migration::{Direction, Migration};
use crate::plan::Step;

/// Raised when somebody else holds the lock.
pub(super) const BUSY: &str = "proj-migrate: another run holds the lock";
/// Raised when the ledger isn't as the plan assumes.
pub(super) const CHANGED: &str = "proj-migrate: the ledger has changed";
/// Raised when the transaction isn't the one that was begun.
pub(super) const NOT_OURS: &str = "proj-migrate: the transaction is not the one that was begun";
/// Raised when the transaction came later than its lease allows.
pub(super) const LATE: &str = "proj-migrate: the transaction came too late";
/// Raised when the server is a standby.
pub(super) const STANDBY: &str = "proj-migrate: the server is a standby";

/// The settings of one transaction.
#[derive(Debug, Clone)]
pub(super) struct Settings<'a> {
    /// Proves at the end that the transaction is still the one begun.
    pub(super) nonce: &'a str,
    /// Of the migration's statements.
    pub(super) lock_timeout: Duration,
    /// Of the migration's statements; zero is none.
    pub(super) statement_timeout: Duration,
    /// The server's major version.
    pub(super) major: u32,
    /// The URL's search path.
    pub(super) search_path: Option<&'a str>,
    /// The role that the transaction becomes.
    pub(super) role: &'a AssumedRole,
}

/// Message 1. SET takes no snapshot, so that a migration may still set its isolation level.
pub(super) fn begin(settings: &Settings<'_>) -> String {
    format!(
        "begin isolation level read committed read write;{}{}",
        settings.role.local(),
        set_local(settings)
    )
}

/// The SETs of message 1; sent again behind a RESET ALL in a migration. Strings are read
/// as the lexer reads them, whatever the role's default.
pub(super) fn set_local(settings: &Settings<'_>) -> String {
    let mut sql = format!(
        "set local proj_migrate.tx = '{}';\
         set local lock_timeout = {};\
         set local statement_timeout = {};\
         set local idle_in_transaction_session_timeout = 0;\
         set local standard_conforming_strings = on",
        settings.nonce,
        settings.lock_timeout.as_millis(),
        settings.statement_timeout.as_millis(),
    );
    if settings.major >= 17 {
        sql.push_str(";set local transaction_timeout = 0");
    }
    if let Some(path) = settings.search_path {
        // set_config would take the list as it is, but a SELECT takes a snapshot.
        sql.push_str(";set local search_path = ");
        sql.push_str(&path_list(path));
    }
    sql
}

/// Which session holds the run's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LockBy {
    /// This transaction takes it.
    Transaction(LockKey),
    /// The guard holds it, and this transaction shares it: should it be lost, the lock tells
    /// until it is over.
    Guard(LockKey),
}

/// This backend's pid, as text: what our checks return when all is well, for whoever watches
/// it from another connection. The one at the start of a connection isn't it behind a pooler.
const PID: &str = "pg_catalog.pg_backend_pid()::pg_catalog.text";

/// Shares the lock that the guard holds; raises when it doesn't any more and somebody else
/// does.
pub(super) fn share(key: LockKey) -> String {
    format!(
        "select (case when pg_catalog.pg_try_advisory_xact_lock_shared({}) then {PID} else '{BUSY}' end)::pg_catalog.int4",
        key.0
    )
}

/// What message 2 takes and looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Check<'a> {
    /// The transaction's.
    pub(super) nonce: &'a str,
    /// Who holds the lock.
    pub(super) lock: LockBy,
    /// The ledger.
    pub(super) ledger: &'a LedgerTable,
    /// Creates the ledger, under the lock; ends with a semicolon.
    pub(super) create_ledger: Option<&'a str>,
    /// What the ledger must look like.
    pub(super) assumption: &'a Assumption,
    /// Until when it may be checked, where a lost connection is asked about.
    pub(super) lease: Option<Lease>,
}

/// Message 2: lock, then check. The second BEGIN is answered by a warning; it opens a
/// block if message 1 died before its own BEGIN, which would leave everything behind it
/// in autocommit. Lock and check are two SELECTs because the second one must have a
/// snapshot that is younger than the lock. Both return [`PID`].
pub(super) fn check(check: &Check<'_>) -> String {
    let nonce = check.nonce;
    let mut sql = "begin;set local row_security = off;".to_owned();
    sql.push_str(&match check.lock {
        LockBy::Transaction(key) => format!(
            "select (case when pg_catalog.pg_try_advisory_xact_lock({}) then {PID} else '{BUSY}' end)::pg_catalog.int4",
            key.0
        ),
        LockBy::Guard(key) => share(key),
    });
    sql.push(';');
    if let Some(create) = check.create_ledger {
        sql.push_str(create);
    }
    let late = check
        .lease
        .map(|lease| format!("when {} then '{LATE}' ", lease.is_over()))
        .unwrap_or_default();
    sql.push_str(&format!(
        "select (case when pg_catalog.pg_is_in_recovery() then '{STANDBY}' {late}\
         when pg_catalog.current_setting('proj_migrate.tx', true) operator(pg_catalog.=) '{nonce}' \
         then case when {} then {PID} else '{CHANGED}' end else '{NOT_OURS}' end)::pg_catalog.int4;\
         set local row_security to default",
        assumption(check.ledger, check.assumption)
    ));
    sql
}

/// Whether the ledger is as assumed, as an SQL expression.
fn assumption(ledger: &LedgerTable, assumed: &Assumption) -> String {
    let relation = ledger.sql();
    match assumed {
        Assumption::Rows { count, highest } => format!(
            "(select pg_catalog.count(*) operator(pg_catalog.=) {count} and coalesce(pg_catalog.max(applied_seq), 0) \
             operator(pg_catalog.=) {highest} from {relation})",
        ),
        Assumption::Highest(version) => format!(
            "(select version::pg_catalog.text from {relation} order by applied_seq desc limit 1) \
             operator(pg_catalog.=) {}",
            literal(version.as_str())
        ),
        Assumption::Versions(hash) => format!(
            "(select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(\
             version::pg_catalog.text, ',' order by version::pg_catalog.text collate pg_catalog.\"C\"), ''), 'UTF8')), 'hex') \
             from {relation}) operator(pg_catalog.=) '{hash}'",
        ),
    }
}

/// What the ledger's row says beyond the migration itself.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    /// The run.
    pub(super) run_id: &'a str,
    /// The run's label.
    pub(super) release: Option<&'a str>,
    /// The canonical text to store; `None` stores nothing.
    pub(super) script: Option<String>,
    /// What a revert finds in the ledger.
    pub(super) reverted: Reverted,
}

/// What a revert finds in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reverted {
    /// The version's row.
    Row,
    /// Perhaps the row: the version was never applied to its end, or its revert stopped midway.
    Partial,
}

impl Reverted {
    pub(super) fn of(step: &Step) -> Self {
        match step.partial {
            Some(_) => Self::Partial,
            None => Self::Row,
        }
    }
}

/// The last message: deferred constraints fail here, with better context than at COMMIT;
/// then the role is put back to `--role`, the step recorded with proof, and what the migration set
/// is reset. `then` is COMMIT, or nothing when other steps follow. One message, because each
/// one's reply wakes both sides; an error skips the rest of it, COMMIT included.
pub(super) fn finish(record_sql: &str, role: &AssumedRole, then: Then) -> String {
    let commit = match then {
        Then::Commit => ";commit",
        // The next step's own transaction would begin with deferred constraints deferred.
        Then::GoOn => ";set constraints all deferred",
    };
    format!(
        "set constraints all immediate;reset session authorization;reset role;{}\
         set local row_security = off;{record_sql};reset all{commit}",
        role.local()
    )
}

/// What stands at the end of [`finish`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Commit,
    GoOn,
}

/// The parts of [`finish`] that fail for different reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FinishPart {
    Constraints,
    Record,
    Commit,
}

/// The part that failed after so many of its statements were completed. A role's SET is one
/// more: a failing RESET ALL then counts as COMMIT's, whose outcome is looked up.
pub(super) fn finish_part(completed: usize) -> FinishPart {
    match completed {
        0 => FinishPart::Constraints,
        1..=5 => FinishPart::Record,
        _ => FinishPart::Commit,
    }
}

/// The statement that records a step: it raises unless exactly one row was written and
/// the transaction is still ours. Everything is qualified: it runs under whatever search
/// path the migration left, since setting one costs more than the rest of the message.
pub(super) fn record_with_proof(
    ledger: &LedgerTable,
    migration: &Migration,
    direction: Direction,
    entry: &Entry<'_>,
    nonce: &str,
) -> String {
    let ours = format!(
        "pg_catalog.current_setting('proj_migrate.tx', true) operator(pg_catalog.=) '{nonce}'"
    );
    match direction {
        // An INSERT of one row writes one row or fails; RETURNING the proof costs more.
        Direction::Up => {
            let version = format!(
                "case when (case when {ours} then '1' else '{NOT_OURS}' end)::pg_catalog.int4 is not null then {} end",
                literal(migration.version.as_str())
            );
            insert(ledger, version, migration, entry)
        }
        Direction::Down => format!(
            "with written as (delete from {} where version operator(pg_catalog.=) {} returning 1) \
             select (case when {ours} then case when pg_catalog.count(*) operator(pg_catalog.{}) 1 \
             then '1' else '{CHANGED}' end else '{NOT_OURS}' end)::pg_catalog.int4 from written",
            ledger.sql(),
            literal(migration.version.as_str()),
            match entry.reverted {
                Reverted::Row => "=",
                Reverted::Partial => "<=",
            }
        ),
    }
}

/// The ledger's INSERT, with the columns that the ledger has.
fn insert(
    ledger: &LedgerTable,
    version: String,
    migration: &Migration,
    entry: &Entry<'_>,
) -> String {
    let (columns, values): (Vec<_>, Vec<_>) = values(version, migration, entry)
        .into_iter()
        .filter(|(column, _)| *column == "version" || has(&ledger.columns, column))
        .unzip();
    format!(
        "insert into {} ({}) values ({})",
        ledger.sql(),
        columns.join(", "),
        values.join(", ")
    )
}

fn has(columns: &Columns, column: &str) -> bool {
    columns.has(column)
}

/// Column and SQL value of a new row; what isn't named has its default.
fn values(
    version: String,
    migration: &Migration,
    entry: &Entry<'_>,
) -> Vec<(&'static str, String)> {
    let mut values = vec![("version", version)];
    values.extend(stamp(migration));
    values.extend([
        ("script", literal_or_null(entry.script.as_deref())),
        (
            "duration_ms",
            "(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) \
             pg_catalog.transaction_timestamp()) operator(pg_catalog.*) 1000)::pg_catalog.int8"
                .to_owned(),
        ),
        ("run_id", literal(entry.run_id)),
        ("release", literal_or_null(entry.release)),
        ("tool_version", literal(env!("CARGO_PKG_VERSION"))),
    ]);
    values
}

/// Column and SQL value of what a stamp says: name and checksums.
pub(super) fn stamp(migration: &Migration) -> Vec<(&'static str, String)> {
    let down = migration.down_checksum().map(|sum| sum.to_string());
    vec![
        ("name", literal(&migration.name)),
        ("checksum", literal(&migration.checksum.to_string())),
        ("up_checksum", literal(&migration.up_checksum().to_string())),
        ("down_checksum", literal_or_null(down.as_deref())),
    ]
}
