//! One transaction a migration: lock, check, statements, record, commit, in one round
//! trip.
//!
//! A transaction counts as committed only when every reply, COMMIT's included, was free
//! of errors: COMMIT in a failed transaction answers without an error, too.

use std::cell::Cell;
use std::time::Duration;

use super::activity::{Family, sets_lock_timeout};
use super::copy::copy_in;
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::lease::Lease;
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::messages::{self, Check, Entry, LockBy, Reverted, Settings, Then};
use super::pipeline::{Drained, Pace, Pipeline};
use super::progress::forget;
use super::session::{Session, Watch};
use super::step_end::{Commit, Place, StepEnd, end_of};
use crate::migration::{Statements, Version};
use crate::outcome::Event;
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
    /// Until when it may be checked.
    pub lease: Lease,
    /// The guard, when it holds the lock instead of the transaction itself.
    pub guard: Option<&'a Guard>,
    /// The waiting times.
    pub timeouts: &'a Timeouts,
    /// The URL's search path.
    pub search_path: Option<&'a str>,
    /// The run.
    pub run_id: &'a str,
    /// The run's label.
    pub release: Option<&'a str>,
    /// The script that the ledger stores for the step at an index; `None` stores none.
    pub script: &'a dyn Fn(&Step) -> Option<String>,
    /// How it ends.
    pub ending: Ending,
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
    step.section().first_kind.as_ref()
}

/// How many statements of the first step go out before the check.
fn before_check(transaction: &Transaction<'_>) -> usize {
    let first = transaction.steps.first().and_then(first_kind);
    usize::from(matches!(first, Some(StatementKind::SetTransaction { .. })))
}

/// Runs the transaction to its end.
pub async fn run_transaction(
    session: &Session,
    transaction: &Transaction<'_>,
    watch: Watch<'_>,
) -> StepEnd {
    let is_checked = Cell::new(false);
    session.activity.reset();
    let done = |place: &Place, number: Option<i32>| {
        if *place == Place::Check {
            is_checked.set(true);
            session.activity.served_by(number);
            session
                .activity
                .begin(before_check(transaction), Family::Ordinary);
        }
        report_statement(session, transaction, *place, watch);
    };
    let mut pipeline = Pipeline::new(session, watch, pace(transaction), &done);
    let end_sent = send_all(session, transaction, watch, &mut pipeline).await;
    pipeline.drain().await;
    session.activity.rest();
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
        Some(failure) => {
            let commit = match transaction.ending {
                Ending::Commit if end_sent && is_checked.get() => Commit::SentAndChecked,
                Ending::Commit if end_sent => Commit::Sent,
                Ending::Commit | Ending::RollBack => Commit::NotSent,
            };
            end_of(failure, commit, watch)
        }
    }
}

/// ROLLBACK TO would revive the transaction behind an error that wasn't seen yet.
fn pace(transaction: &Transaction<'_>) -> Pace {
    let mut sections = transaction.steps.iter().map(Step::section);
    if sections.any(|section| section.rolls_back_to_savepoint) {
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
            role: &session.role,
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
        let mut statements = step.migration.statements(step.section());
        if index == 0 {
            pipeline
                .push(Place::Begin, &messages::begin(&settings))
                .await;
            if before_check(transaction) == 1 {
                send_next(session, (index, step), &mut statements, watch, pipeline).await;
            }
            let check = messages::check(&Check {
                nonce: &nonce,
                lock,
                ledger: transaction.ledger,
                create_ledger: transaction.create_ledger,
                assumption: &transaction.assumption,
                lease: Some(transaction.lease),
            });
            pipeline.push(Place::Check, &check).await;
        } else {
            pipeline
                .push(Place::Begin, &messages::set_local(&settings))
                .await;
        }
        while let Some(kind) =
            send_next(session, (index, step), &mut statements, watch, pipeline).await
        {
            if kind == StatementKind::ResetAll {
                pipeline
                    .push(Place::Begin, &messages::set_local(&settings))
                    .await;
            }
        }
        let entry = Entry {
            run_id: transaction.run_id,
            release: transaction.release,
            script: (transaction.script)(step),
            reverted: Reverted::of(step),
        };
        let mut record = messages::record_with_proof(
            transaction.ledger,
            &step.migration,
            step.direction,
            &entry,
            &nonce,
        );
        if let Some(partial) = &step.partial {
            record.push(';');
            record.push_str(&forget(transaction.ledger, partial));
        }
        let then = match transaction.ending {
            Ending::Commit => Then::Commit,
            Ending::RollBack => Then::GoOn,
        };
        sent = pipeline
            .push(
                Place::Finish { step: index },
                &messages::finish(&record, &session.role, then),
            )
            .await;
    }
    if transaction.ending == Ending::RollBack {
        sent = pipeline.push(Place::RollBack, "rollback").await;
    }
    sent
}

/// Sends the next of a step's `statements`. `None` behind the last one; also when there is
/// no more to be sent, since a reply was an error or the text can't be read on.
async fn send_next(
    session: &Session,
    (step_index, step): (usize, &Step),
    statements: &mut Statements,
    watch: Watch<'_>,
    pipeline: &mut Pipeline<'_, Place>,
) -> Option<StatementKind> {
    let statement = match statements.next_statement() {
        Ok(statement) => statement?,
        Err(lost) => {
            // Whether an error of the server came first is seen only now.
            pipeline.drain().await;
            pipeline.fail(Place::Text { step: step_index }, lost.into());
            return None;
        }
    };
    let place = Place::Statement {
        step: step_index,
        statement: statement.index,
    };
    if sets_lock_timeout(&statement) {
        session.activity.waits_as_its_author_says();
    }
    if statement.kind != StatementKind::CopyFromStdin {
        let sent = pipeline.push(place, &statement.text).await;
        return sent.then_some(statement.kind);
    }
    if pipeline.drain().await == Drained::Failed {
        return None;
    }
    match copy_in(
        session,
        &statement.text,
        &mut || statements.next_lines(),
        watch,
    )
    .await
    {
        Ok(()) => {
            report_done(session, step, statement.index, watch);
            Some(statement.kind)
        }
        Err(error) => {
            pipeline.fail(place, error);
            None
        }
    }
}

fn report_statement(
    session: &Session,
    transaction: &Transaction<'_>,
    place: Place,
    watch: Watch<'_>,
) {
    if let Place::Statement { step, statement } = place
        && let Some(step) = transaction.steps.get(step)
    {
        report_done(session, step, statement, watch);
    }
}

fn report_done(session: &Session, step: &Step, statement: usize, watch: Watch<'_>) {
    session.activity.advance(statement + 1);
    watch.events.emit(Event::StatementDone {
        statement: statement + 1,
        statements: step.section().statements,
    });
}

/// A text that no migration can guess.
pub(super) fn nonce() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}
