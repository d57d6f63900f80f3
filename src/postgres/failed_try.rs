//! A migration that failed in one run, told to the runs that wait for the lock meanwhile: a row
//! of the log table. Written only where somebody waits, read only by who has waited.

use std::time::Duration;

use super::error::Error;
use super::interrupt::Interrupt;
use super::ledger::{begin_locked, begin_ours};
use super::ledger_table::LedgerTable;
use super::lock::{LockKey, look};
use super::log;
use super::quote::literal;
use super::rows::{flag, text};
use super::session::{Session, of_the_primary};
use super::watch::Watch;
use crate::outcome::ServerError;
use crate::plan::Step;
use crate::target::Timeouts;

/// The action of its row.
const ACTION: &str = "failed";

/// Who holds the lock while it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The transaction that failed: it is rolled back, and the lock taken again before anybody
    /// else can.
    ByTransaction,
    /// The guard.
    ByGuard,
}

/// Tells those who wait for the lock, if anybody does, that `step` failed with `error`; leaves no
/// transaction open. Without the right to write the log nobody is told: whoever waits then
/// tries by itself.
pub(super) async fn tell_failed_try(
    session: &Session,
    ledger: &LedgerTable,
    (step, error): (&Step, &ServerError),
    held: Held,
    (timeouts, watch): (&Timeouts, Watch<'_>),
) {
    let calm = Interrupt::default();
    let watch = watch.heeding(&calm);
    let told = async {
        let key = LockKey::of_ledger(ledger);
        let begin = match (held, would_fail_again(error)) {
            (Held::ByTransaction, true) => {
                format!("rollback;{};", begin_locked(session, key, timeouts))
            }
            (Held::ByGuard, true) => begin_ours(session, timeouts),
            (Held::ByTransaction, false) => return session.execute("rollback", watch).await,
            // No transaction is open.
            (Held::ByGuard, false) => return Ok(()),
        };
        let ask = begin + &waiters(key);
        let rows = session.rows(&ask, watch).await?;
        if rows
            .first()
            .map_or(Ok(false), |row| flag(row, "waited_for"))?
        {
            log::create_if_missing(session, ledger, watch).await?;
            let insert = insert(ledger, step, error);
            return session.execute(&format!("{insert};commit"), watch).await;
        }
        session.execute("rollback", watch).await
    };
    if told.await.is_err() && !session.is_closed() {
        // The migration's own error is what counts.
        let _ = session.execute("rollback", watch).await;
    }
}

/// Whether the error is the migration's own: not a wait, an interrupt, the server's want of
/// something, or what our own checks raise.
fn would_fail_again(error: &ServerError) -> bool {
    let passing = ["40", "53", "55P03", "57", "58", "08"];
    !passing.iter().any(|code| error.sqlstate.starts_with(code))
        && !error.message.contains("proj-migrate: ")
}

/// The error with which `step`, as it is, failed in another run after `since` by the server's
/// clock (time since 1970), if it did.
///
/// # Errors
/// [`Error`] of the connection.
pub async fn read_failed_try(
    session: &Session,
    ledger: &LedgerTable,
    (step, since): (&Step, Duration),
    watch: Watch<'_>,
) -> Result<Option<String>, Error> {
    let exists = format!(
        "select pg_catalog.has_table_privilege(pg_catalog.to_regclass({}), 'select') as readable",
        literal(&ledger.log_sql())
    );
    let rows = session.rows(&exists, watch).await?;
    if !rows
        .first()
        .map_or(Ok(false), |row| flag(row, "readable"))?
    {
        return Ok(None);
    }
    // One message is one implicit transaction: SET LOCAL ends with it. Checked on 13 to 18.
    let sql = format!(
        "set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         select reason from {} where version = {} and action = '{ACTION}' and old_row = {} \
         and logged_at > to_timestamp({}.{:06}) order by id desc limit 1",
        ledger.log_sql(),
        literal(step.migration.version.as_str()),
        tried(step),
        since.as_secs(),
        since.subsec_micros(),
    );
    match session.rows(&sql, watch).await {
        Ok(rows) => rows
            .first()
            .map_or(Ok(None), |row| Ok(text(row, "reason")?.map(str::to_owned))),
        // A log of another shape tells nothing.
        Err(Error::Server(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether another session's last statement was to look at the lock, under `search_path =
/// pg_catalog, pg_temp`. What a session ran last is
/// hidden from other roles: then nobody is seen to wait.
fn waiters(key: LockKey) -> String {
    format!(
        "select exists (select from pg_stat_activity where datname = current_database() \
         and pid <> pg_backend_pid() and query = {}) as waited_for",
        literal(&of_the_primary(&look(key)))
    )
}

/// What was tried: the direction, and the text that was.
fn tried(step: &Step) -> String {
    format!(
        "jsonb_build_object('direction', '{}', 'checksum', {})",
        step.direction,
        literal(&step.migration.checksum.to_string())
    )
}

fn insert(ledger: &LedgerTable, step: &Step, error: &ServerError) -> String {
    format!(
        "{} values ({}, '{ACTION}', {}, {}, {})",
        log::insert(ledger),
        literal(step.migration.version.as_str()),
        literal(&error.to_string()),
        literal(env!("CARGO_PKG_VERSION")),
        tried(step)
    )
}
