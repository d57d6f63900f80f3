//! Settling an unknown outcome: the connection was lost after COMMIT was sent.
//!
//! Only whoever owns the lock that the lost transaction held knows that it is over: an
//! earlier look can lie. One that the server had not begun may be still unread in its socket,
//! with the lock free: it is over once its lease is, too.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::connect::connect;
use super::error::Error;
use super::lease::Lease;
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::messages::BUSY;
use super::quote::literal;
use super::rows::flag;
use super::watch::Watch;
use crate::migration::Direction;
use crate::outcome::Signal;
use crate::plan::Step;
use crate::target::{Target, TargetSource};

/// How long to try before the outcome stays unknown.
const PATIENCE: Duration = Duration::from_secs(30);
/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(250);
/// What it grows to while the server answers that it may be still to come: each try is a connection,
/// and most of them tell nothing before the lease is over.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

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

/// A step of which it isn't known whether it was committed.
pub struct Doubt<'a> {
    /// The ledger.
    pub ledger: &'a LedgerTable,
    /// The step.
    pub step: &'a Step,
    /// The run.
    pub run_id: &'a str,
    /// Its lease, unless the server was seen to have begun it.
    pub unread: Option<Lease>,
}

/// An answer to the question.
enum Answer {
    Committed,
    /// Nor will it be.
    NotCommitted,
    /// Somebody holds the lock, most likely the lost transaction.
    Busy,
    /// It isn't committed, but may be still to come.
    MayCome,
    /// The server is a standby, which may not have it yet.
    Standby,
}

/// Reconnects, takes the lock and reads the version's row.
pub async fn settle(target: &Target, doubt: &Doubt<'_>, watch: Watch<'_>) -> Settled {
    let deadline = Instant::now() + PATIENCE;
    let mut last;
    let mut pause = PAUSE;
    loop {
        // A host that is silent must not make it longer.
        let asked = timeout_at(deadline, ask(target, doubt, watch)).await;
        pause = match &asked {
            Ok(Ok(Answer::MayCome)) => (pause * 2).min(LONGEST_PAUSE),
            _ => PAUSE,
        };
        match asked.unwrap_or_else(|_| Err(Error::Lost(vec!["no answer".to_owned()]))) {
            Ok(Answer::Committed) => return Settled::Committed,
            Ok(Answer::NotCommitted) => return Settled::RolledBack,
            Ok(Answer::Busy) => {
                last = vec!["the lost transaction still holds the lock".to_owned()];
            }
            Ok(Answer::MayCome) => {
                last = vec!["the server may not have read the transaction yet".to_owned()];
            }
            Ok(Answer::Standby) => {
                last = vec!["the server that answers now is a standby".to_owned()];
            }
            Err(Error::Server(error)) => last = vec![error.to_string()],
            Err(Error::Tls(error)) => last = vec![error.to_string()],
            // Nobody starts a private server again that is gone.
            Err(Error::Lost(causes)) if target.source == TargetSource::Private => {
                return Settled::Unknown(causes);
            }
            Err(Error::Lost(causes)) => last = causes,
            // The next try asks the command again.
            Err(Error::PasswordCommand(reason)) => {
                last = vec![format!("the password command failed: {reason}")];
            }
            Err(Error::Interrupted(signal) | Error::Unanswered(signal)) => {
                return given_up(signal);
            }
            Err(Error::Protocol(message)) => return Settled::Unknown(vec![message]),
            Err(Error::Text(lost)) => return Settled::Unknown(vec![lost.to_string()]),
        }
        if Instant::now() >= deadline {
            return Settled::Unknown(last);
        }
        if let Err(Error::Interrupted(signal)) = watch.pause(pause).await {
            return given_up(signal);
        }
    }
}

fn given_up(signal: Signal) -> Settled {
    Settled::Unknown(vec![format!("{signal} while it was being found out")])
}

async fn ask(target: &Target, doubt: &Doubt<'_>, watch: Watch<'_>) -> Result<Answer, Error> {
    let connected = watch.unless_interrupted(connect(target)).await?;
    let session = connected.map_err(|error| error.error)?;
    let begin = format!(
        "begin isolation level read committed;{}",
        session.role.local()
    );
    let rows = match session.rows(&(begin + &question(doubt)), watch).await {
        Ok(rows) => rows,
        Err(error) if error.raised(BUSY) => return Ok(Answer::Busy),
        Err(error) => return Err(error),
    };
    let row = rows
        .first()
        .ok_or_else(|| Error::Protocol("no answer whether it is committed".to_owned()))?;
    Ok(if flag(row, "in_recovery")? {
        Answer::Standby
    } else if flag(row, "committed")? {
        Answer::Committed
    } else if flag(row, "is_over")? {
        Answer::NotCommitted
    } else {
        Answer::MayCome
    })
}

/// In a transaction, which it ends. Two statements, so that the second one's snapshot is younger than the lock.
fn question(doubt: &Doubt<'_>) -> String {
    let (ledger, step) = (doubt.ledger, doubt.step);
    let version = literal(step.migration.version.as_str());
    let ours = if ledger.columns.has("run_id") {
        format!("and run_id = {}", literal(doubt.run_id))
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
    let is_over = doubt
        .unread
        .map_or_else(|| "true".to_owned(), Lease::is_over);
    format!(
        "set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         select (case when pg_try_advisory_xact_lock({}) then '1' else '{BUSY}' end)::int4;\
         select pg_is_in_recovery() as in_recovery, {committed} as committed, {is_over} as is_over;rollback",
        LockKey::of_ledger(ledger).0
    )
}
