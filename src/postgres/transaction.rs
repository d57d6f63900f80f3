//! One transaction a migration: lock, check, statements, record, commit, in one round
//! trip (FACTS, "The runner's messages").
//!
//! A transaction counts as committed only when every reply, COMMIT's included, was free
//! of errors: COMMIT in a failed transaction answers without an error, too.

use std::time::Duration;

use super::copy::copy_in;
use super::error::Error;
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::messages::{self, Check, Entry, FinishPart, LockBy, Settings, Then};
use super::pipeline::{Drained, Failed, Pace, Pipeline};
use super::session::{Session, Watch};
use crate::migration::Version;
use crate::outcome::{Event, ServerError, Signal};
use crate::plan::Step;
use crate::sql::{Isolation, StatementKind};
use crate::target::Timeouts;

/// What the ledger must look like under the lock; otherwise the run plans anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assumption {
    /// The number of rows and the highest `applied_seq`: a run's first step.
    Rows {
        /// The number of rows.
        count: usize,
        /// The highest `applied_seq`; 0 without rows.
        highest: i64,
    },
    /// The version of the row with the highest `applied_seq`: a run's later steps.
    Highest(Version),
    /// SHA-256 (hexadecimal) of all versions in byte order, joined with commas: a ledger
    /// without `applied_seq`.
    Versions(String),
}

/// How the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With COMMIT.
    Commit,
    /// With ROLLBACK, after everything was tried.
    RollBack,
}

/// A transaction to run.
pub struct Transaction<'a> {
    /// The steps; more than one only when it is rolled back in the end.
    pub steps: &'a [Step],
    /// The ledger.
    pub ledger: &'a LedgerTable,
    /// Creates the ledger first, in this very transaction: for trying a plan on a database
    /// without one. Ends with a semicolon.
    pub create_ledger: Option<&'a str>,
    /// What it must look like.
    pub assumption: Assumption,
    /// The guard, when it holds the lock instead of the transaction itself.
    pub guard: Option<&'a Guard>,
    /// The waiting times.
    pub timeouts: &'a Timeouts,
    /// The URL's search path.
    pub search_path: Option<&'a str>,
    /// The run.
    pub run_id: &'a str,
    /// The script that the ledger stores for the step at an index; `None` stores none.
    pub script: &'a dyn Fn(&Step) -> Option<String>,
    /// How it ends.
    pub ending: Ending,
}

/// How a transaction ended.
#[derive(Debug)]
pub enum StepEnd {
    /// Committed (or, if that was asked for, rolled back after everything went well).
    Done,
    /// Somebody else holds the lock; nothing was done.
    Busy,
    /// The ledger isn't as assumed; nothing was done.
    Changed,
    /// A statement of a step failed; rolled back.
    Statement {
        /// Index of the step.
        step: usize,
        /// Index of the statement in the step's section.
        statement: usize,
        /// The server's error.
        error: Box<ServerError>,
    },
    /// A step ended the transaction itself; nothing is recorded, and what it did before may
    /// be committed.
    Ended {
        /// Index of the step.
        step: usize,
        /// The statement that failed behind that end: its index and error.
        failed: Option<(usize, Box<ServerError>)>,
    },
    /// A message of our own failed; rolled back.
    Own {
        /// Index of the step.
        step: usize,
        /// What was attempted.
        attempted: &'static str,
        /// The server's error.
        error: Box<ServerError>,
    },
    /// A signal; rolled back.
    Interrupted(Signal),
    /// The connection was lost before COMMIT was sent; the server rolls back.
    Lost(Vec<String>),
    /// The connection was lost (or gave no answer) after COMMIT was sent.
    Unknown(Vec<String>),
}

/// Which message of the pipeline a reply belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Begin,
    Check,
    Statement { step: usize, statement: usize },
    Finish { step: usize },
    RollBack,
}

/// Whether `step` can't take the lock in its own transaction: under REPEATABLE READ and
/// SERIALIZABLE the check would see the ledger as it was before the lock.
#[must_use]
pub fn wants_guard(step: &Step) -> bool {
    matches!(
        first_kind(step),
        Some(StatementKind::SetTransaction {
            isolation: Some(Isolation::RepeatableRead | Isolation::Serializable)
        })
    )
}

fn first_kind(step: &Step) -> Option<&StatementKind> {
    step.section().statements.first().map(|first| &first.kind)
}

/// Runs the transaction to its end.
pub async fn run_transaction(
    session: &Session,
    transaction: &Transaction<'_>,
    watch: Watch<'_>,
) -> StepEnd {
    let done = |place: &Place| report_statement(transaction, *place, watch);
    let mut pipeline = Pipeline::new(session, watch, pace(transaction), &done);
    let end_sent = send_all(session, transaction, watch, &mut pipeline).await;
    let commit_sent = end_sent && transaction.ending == Ending::Commit;
    pipeline.drain().await;
    let failure = pipeline.into_failure();
    let rolled_back = end_sent && transaction.ending == Ending::RollBack;
    if failure.is_some() && !rolled_back && !session.is_closed() {
        // COMMIT was skipped. The error is what counts; a connection that is lost now is
        // rolled back anyway.
        let calm = Interrupt::default();
        let _ = session.execute("rollback", watch.heeding(&calm)).await;
    }
    match failure {
        None => StepEnd::Done,
        Some(failed) => {
            let inside = failed.ran_on.iter().any(is_inside);
            let end = end(failed, commit_sent, watch);
            if inside { ended(end) } else { end }
        }
    }
}

/// Whether a message is skipped when one before it failed, as long as there is a transaction.
fn is_inside(place: &Place) -> bool {
    matches!(place, Place::Statement { .. } | Place::Finish { .. })
}

/// A statement that failed outside of the transaction that was begun.
fn ended(end: StepEnd) -> StepEnd {
    match end {
        StepEnd::Statement {
            step,
            statement,
            error,
        } => StepEnd::Ended {
            step,
            failed: Some((statement, error)),
        },
        StepEnd::Own { step, .. } => StepEnd::Ended { step, failed: None },
        other => other,
    }
}

/// ROLLBACK TO would revive the transaction behind an error that wasn't seen yet.
fn pace(transaction: &Transaction<'_>) -> Pace {
    let revives = transaction.steps.iter().any(|step| {
        let statements = &step.section().statements;
        statements
            .iter()
            .any(|statement| statement.kind == StatementKind::RollbackToSavepoint)
    });
    if revives {
        Pace::StepByStep
    } else {
        Pace::Pipelined
    }
}

/// Sends the whole transaction; returns whether its end was sent, too, which it isn't when
/// a reply was an error before.
async fn send_all(
    session: &Session,
    transaction: &Transaction<'_>,
    watch: Watch<'_>,
    pipeline: &mut Pipeline<'_, Place>,
) -> bool {
    let nonce = nonce();
    let settings = |step: &Step| {
        let options = &step.section().options;
        Settings {
            nonce: &nonce,
            lock_timeout: options
                .lock_timeout
                .unwrap_or(transaction.timeouts.lock_timeout),
            statement_timeout: options.statement_timeout.unwrap_or(Duration::ZERO),
            major: session.major,
            search_path: transaction.search_path,
        }
    };
    let key = LockKey::of_ledger(transaction.ledger);
    let lock = match transaction.guard {
        Some(_) => LockBy::Guard(key),
        None => LockBy::Transaction(key),
    };
    let mut sent = false;
    for (index, step) in transaction.steps.iter().enumerate() {
        let settings = settings(step);
        let mut before_check = 0;
        if index == 0 {
            pipeline
                .push(Place::Begin, &messages::begin(&settings))
                .await;
            if matches!(first_kind(step), Some(StatementKind::SetTransaction { .. })) {
                before_check = 1;
                send_statement(session, (index, 0), step, watch, pipeline).await;
            }
            let check = messages::check(&Check {
                nonce: &nonce,
                lock,
                ledger: transaction.ledger,
                create_ledger: transaction.create_ledger,
                assumption: &transaction.assumption,
            });
            pipeline.push(Place::Check, &check).await;
        } else {
            pipeline
                .push(Place::Begin, &messages::set_local(&settings))
                .await;
        }
        for statement in before_check..step.section().statements.len() {
            send_statement(session, (index, statement), step, watch, pipeline).await;
            let kind = step.section().statements.get(statement).map(|s| &s.kind);
            if kind == Some(&StatementKind::ResetAll) {
                pipeline
                    .push(Place::Begin, &messages::set_local(&settings))
                    .await;
            }
        }
        let entry = Entry {
            run_id: transaction.run_id,
            script: (transaction.script)(step),
        };
        let record = messages::record_with_proof(
            transaction.ledger,
            &step.migration,
            step.direction,
            &entry,
            &nonce,
        );
        let then = match transaction.ending {
            Ending::Commit => Then::Commit,
            Ending::RollBack => Then::GoOn,
        };
        sent = pipeline
            .push(
                Place::Finish { step: index },
                &messages::finish(&record, then),
            )
            .await;
    }
    if transaction.ending == Ending::RollBack {
        sent = pipeline.push(Place::RollBack, "rollback").await;
    }
    sent
}

async fn send_statement(
    session: &Session,
    (step_index, index): (usize, usize),
    step: &Step,
    watch: Watch<'_>,
    pipeline: &mut Pipeline<'_, Place>,
) {
    let Some(statement) = step.section().statements.get(index) else {
        return;
    };
    let place = Place::Statement {
        step: step_index,
        statement: index,
    };
    let text = step
        .migration
        .text
        .get(statement.span.clone())
        .unwrap_or_default();
    let data = statement
        .copy_data
        .clone()
        .and_then(|data| step.migration.text.get(data));
    match data {
        None => {
            pipeline.push(place, text).await;
        }
        Some(data) => {
            if pipeline.drain().await == Drained::Failed {
                return;
            }
            match copy_in(session, text, data, watch).await {
                Ok(()) => report_done(step, index, watch),
                Err(error) => pipeline.fail(place, error),
            }
        }
    }
}

fn report_statement(transaction: &Transaction<'_>, place: Place, watch: Watch<'_>) {
    if let Place::Statement { step, statement } = place
        && let Some(step) = transaction.steps.get(step)
    {
        report_done(step, statement, watch);
    }
}

fn report_done(step: &Step, statement: usize, watch: Watch<'_>) {
    watch.events.emit(Event::StatementDone {
        statement: statement + 1,
        statements: step.section().statements.len(),
    });
}

/// What the first error of a transaction means.
fn end(failed: Failed<Place>, commit_sent: bool, watch: Watch<'_>) -> StepEnd {
    let error = match failed.error {
        Error::Server(error) => error,
        Error::Interrupted(signal) => return StepEnd::Interrupted(signal),
        Error::Unanswered(signal) => {
            return StepEnd::Unknown(vec![format!(
                "{signal}: the server did not answer the cancel request in time"
            )]);
        }
        Error::Lost(causes) if commit_sent => return StepEnd::Unknown(causes),
        Error::Lost(causes) => return StepEnd::Lost(causes),
        Error::Protocol(message) => return StepEnd::Unknown(vec![message]),
    };
    if let (Some(signal), "57014") = (watch.interrupt.signal(), error.sqlstate.as_str()) {
        return StepEnd::Interrupted(signal);
    }
    let raised = |text| Error::Server(error.clone()).raised(text);
    let part = messages::finish_part(failed.completed);
    match failed.place {
        Place::Check if raised(messages::BUSY) => StepEnd::Busy,
        Place::Check if raised(messages::CHANGED) => StepEnd::Changed,
        // Only the ledger is created there, and somebody else was faster.
        Place::Check if error.sqlstate == "42P07" => StepEnd::Changed,
        Place::Finish { .. } if raised(messages::CHANGED) => StepEnd::Changed,
        Place::Finish { step } if raised(messages::NOT_OURS) => {
            StepEnd::Ended { step, failed: None }
        }
        // The server was going down while it committed.
        Place::Finish { .. } if part == FinishPart::Commit && error.severity == "FATAL" => {
            StepEnd::Unknown(vec![error.to_string()])
        }
        Place::Statement { step, statement } => StepEnd::Statement {
            step,
            statement,
            error,
        },
        Place::Finish { step } => own(step, attempted(part), error),
        Place::Begin => own(0, "begin the transaction", error),
        Place::Check => own(0, "take the lock and check the ledger", error),
        Place::RollBack => own(0, "roll back", error),
    }
}

fn attempted(part: FinishPart) -> &'static str {
    match part {
        FinishPart::Constraints => "satisfy the deferred constraints",
        FinishPart::Record => "record the migration in the ledger",
        FinishPart::Commit => "commit",
    }
}

fn own(step: usize, attempted: &'static str, error: Box<ServerError>) -> StepEnd {
    StepEnd::Own {
        step,
        attempted,
        error,
    }
}

/// A text that no migration can guess.
pub(super) fn nonce() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}
