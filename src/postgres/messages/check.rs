//! The second message: the lock, then whether everything is as it is thought to be.

use super::raised::{BUSY, CHANGED, LATE, NOT_OURS, STANDBY};
use crate::postgres::assumption::Assumption;
use crate::postgres::lease::Lease;
use crate::postgres::ledger_table::LedgerTable;
use crate::postgres::lock::LockKey;

/// Which session holds the run's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::postgres) enum LockBy {
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
pub(in crate::postgres) fn share(key: LockKey) -> String {
    let taken = taken("pg_try_advisory_xact_lock_shared", key);
    format!("select ({taken})::pg_catalog.int4")
}

/// The lock, as an SQL expression: the backend's number, or the text that says who failed.
fn taken(function: &str, key: LockKey) -> String {
    format!(
        "case when pg_catalog.{function}({}) then {PID} else '{BUSY}' end",
        key.0
    )
}

/// For how long the server looks every second whether its client is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::postgres) enum Watchful {
    /// Until the transaction ends.
    Transaction,
    /// Until the session is discarded.
    Session,
}

/// Lets the server end, and roll back, what it does for a client that is gone; ends with a
/// semicolon. PostgreSQL 14 brought the setting, and raises where the system can't tell: it is
/// known to on Linux.
pub(in crate::postgres) fn watch_client(major: u32, watchful: Watchful) -> String {
    if major < 14 {
        return String::new();
    }
    let is_local = watchful == Watchful::Transaction;
    format!(
        "select case when pg_catalog.version() operator(pg_catalog.~~) '%linux%' \
         then pg_catalog.set_config('client_connection_check_interval', '1000', {is_local}) end;"
    )
}

/// Raises when a message that records something comes after its lease.
pub(in crate::postgres) fn in_time(lease: Lease) -> String {
    format!(
        "select (case when {} then '{LATE}' else '1' end)::pg_catalog.int4",
        lease.is_over()
    )
}

/// Whether message 1 was answered before message 2 is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::postgres) enum Begun {
    /// It was.
    Seen,
    /// Not: it may have died before its BEGIN (of a cancel request that came late), and all that
    /// follows would run in autocommit. Message 2 then ends the backend. A second BEGIN would do,
    /// too, but leave a warning in the server's log for every migration.
    Unseen,
}

/// What message 2 takes and looks at.
#[derive(Debug, Clone, Copy)]
pub(in crate::postgres) struct Check<'a> {
    /// The server's major version.
    pub(in crate::postgres) major: u32,
    /// The transaction's.
    pub(in crate::postgres) nonce: &'a str,
    /// Whether that is known to have begun.
    pub(in crate::postgres) begun: Begun,
    /// Who holds the lock.
    pub(in crate::postgres) lock: LockBy,
    /// The ledger.
    pub(in crate::postgres) ledger: &'a LedgerTable,
    /// Creates the ledger, under the lock; ends with a semicolon.
    pub(in crate::postgres) create_ledger: Option<&'a str>,
    /// What the ledger must look like.
    pub(in crate::postgres) assumption: &'a Assumption,
    /// Until when it may be checked, where a lost connection is asked about.
    pub(in crate::postgres) lease: Option<Lease>,
}

/// Message 2: lock, then check. Lock and check are two SELECTs because the second one must have a
/// snapshot that is younger than the lock. The first row is [`PID`].
pub(in crate::postgres) fn check(check: &Check<'_>) -> String {
    let nonce = check.nonce;
    let lock = match check.lock {
        LockBy::Transaction(key) => taken("pg_try_advisory_xact_lock", key),
        LockBy::Guard(key) => taken("pg_try_advisory_xact_lock_shared", key),
    };
    let lock = match check.begun {
        Begun::Seen => lock,
        Begun::Unseen => format!(
            "case when pg_catalog.current_setting('proj_migrate.tx', true) operator(pg_catalog.=) '{nonce}' \
             then {lock} when pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid()) then '{NOT_OURS}' end"
        ),
    };
    let mut sql = format!("set local row_security = off;select ({lock})::pg_catalog.int4;");
    sql.push_str(&watch_client(check.major, Watchful::Transaction));
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
        check.assumption.holds(check.ledger)
    ));
    sql
}
