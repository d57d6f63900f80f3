//! Settling an unknown outcome: the connection was lost after COMMIT was sent.
//!
//! Only whoever owns the lock that the lost transaction held knows that it is over
//! (an earlier look can lie: FACTS, "Transactions and recording").

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::connect::connect;
use super::error::Error;
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::messages::BUSY;
use super::quote::literal;
use super::rows::flag;
use super::session::{Session, Watch};
use crate::migration::Direction;
use crate::outcome::Signal;
use crate::plan::Step;
use crate::target::{Target, TargetSource};

/// How long to try before the outcome stays unknown.
const PATIENCE: Duration = Duration::from_secs(30);
/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// What became of the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was committed.
    Committed,
    /// It was rolled back.
    RolledBack,
    /// It couldn't be found out; why.
    Unknown(Vec<String>),
}

/// Reconnects, takes the lock and reads the version's row.
pub async fn settle(
    target: &Target,
    ledger: &LedgerTable,
    step: &Step,
    run_id: &str,
    watch: Watch<'_>,
) -> Settled {
    let deadline = Instant::now() + PATIENCE;
    let mut last;
    loop {
        // A host that is silent must not make it longer.
        let asked = timeout_at(deadline, ask(target, ledger, step, run_id, watch)).await;
        match asked.unwrap_or_else(|_| Err(Error::Lost(vec!["no answer".to_owned()]))) {
            Ok(Some(true)) => return Settled::Committed,
            Ok(Some(false)) => return Settled::RolledBack,
            Ok(None) => {
                last = vec!["the lost transaction still holds the lock".to_owned()];
            }
            Err(Error::Server(error)) => last = vec![error.to_string()],
            // Nobody starts a private server again that is gone.
            Err(Error::Lost(causes)) if target.source == TargetSource::Private => {
                return Settled::Unknown(causes);
            }
            Err(Error::Lost(causes)) => last = causes,
            Err(Error::Interrupted(signal) | Error::Unanswered(signal)) => {
                return given_up(signal);
            }
            Err(Error::Protocol(message)) => return Settled::Unknown(vec![message]),
        }
        if Instant::now() >= deadline {
            return Settled::Unknown(last);
        }
        if let Err(Error::Interrupted(signal)) = watch.pause(PAUSE).await {
            return given_up(signal);
        }
    }
}

fn given_up(signal: Signal) -> Settled {
    Settled::Unknown(vec![format!("{signal} while it was being found out")])
}

/// Whether the step was committed; `None` while the lock is held.
async fn ask(
    target: &Target,
    ledger: &LedgerTable,
    step: &Step,
    run_id: &str,
    watch: Watch<'_>,
) -> Result<Option<bool>, Error> {
    let connected = watch.unless_interrupted(connect(target)).await?;
    let session = connected.map_err(|error| error.error)?;
    let begin = format!(
        "begin isolation level read committed;{}",
        session.role.local()
    );
    let sql = begin + &question(ledger, step, run_id);
    read_answer(&session, &sql, watch).await
}

async fn read_answer(
    session: &Session,
    sql: &str,
    watch: Watch<'_>,
) -> Result<Option<bool>, Error> {
    match session.rows(sql, watch).await {
        Ok(rows) => Ok(rows.first().map(|row| flag(row, "committed")).transpose()?),
        Err(error) if error.raised(BUSY) => Ok(None),
        Err(error) => Err(error),
    }
}

/// In a transaction, which it ends. Two statements, so that the second one's snapshot is younger than the lock.
fn question(ledger: &LedgerTable, step: &Step, run_id: &str) -> String {
    let version = literal(step.migration.version.as_str());
    let ours = if ledger.columns.has("run_id") {
        format!("and run_id = {}", literal(run_id))
    } else {
        String::new()
    };
    let committed = match step.direction {
        Direction::Up => format!(
            "exists (select from {} where version = {version} {ours})",
            ledger.sql()
        ),
        Direction::Down => format!(
            "not exists (select from {} where version = {version})",
            ledger.sql()
        ),
    };
    format!(
        "set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         select (case when pg_try_advisory_xact_lock({}) then '1' else '{BUSY}' end)::int4;\
         select {committed} as committed;rollback",
        LockKey::of_ledger(ledger).0
    )
}
