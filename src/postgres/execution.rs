//! Runs a transaction to its end: lock, check, statements, record, commit, in one round
//! trip.
//!
//! A transaction counts as committed only when every reply, COMMIT's included, was free
//! of errors: COMMIT in a failed transaction answers without an error, too.

use std::cell::Cell;

use super::activity::Family;
use super::ahead::Ahead;
use super::error::Error;
use super::failed_try::{Held, tell_failed_try};
use super::interrupt::Interrupt;
use super::pipeline::{Failed, Pace, Pipeline};
use super::sending::{report_statement, send_all};
use super::session::Session;
use super::step_end::{Commit, Place, StepEnd, end_of};
use super::transaction::{Transaction, before_check};
use super::watch::Watch;

/// Runs the transaction to its end. `ahead` is what of it went out already, if anything did;
/// afterwards what of the next one did.
pub async fn run_transaction(
    session: &Session,
    transaction: &Transaction<'_>,
    ahead: &mut Option<Ahead>,
    watch: Watch<'_>,
) -> StepEnd {
    loop {
        let begun = ahead.take();
        let was_ahead = begun.is_some();
        let (failed, commit) = match run_once(session, transaction, begun, watch).await {
            Ok(next) => {
                *ahead = next;
                return StepEnd::Done;
            }
            Err(failed) => failed,
        };
        if !(was_ahead && is_only_the_opening(&failed) && watch.check().is_ok()) {
            return end_of(failed, commit, watch);
        }
    }
}

/// Rolls back, and tells those who wait for the lock of a step that failed by its own fault.
async fn roll_back(
    session: &Session,
    transaction: &Transaction<'_>,
    failed: &Failed<Place>,
    watch: Watch<'_>,
) {
    let is_its_own = matches!(failed.place, Place::Statement { .. } | Place::Finish { .. });
    match (&failed.error, transaction.guard) {
        (Error::Server(error), None) if is_its_own => {
            let told = (transaction.step, &**error);
            let with = (transaction.timeouts, watch);
            tell_failed_try(session, transaction.ledger, told, Held::ByTransaction, with).await;
        }
        _ => {
            let calm = Interrupt::default();
            let _ = session.execute("rollback", watch.heeding(&calm)).await;
        }
    }
}

/// Whether a server that goes on has only refused to begin.
fn is_only_the_opening(failed: &Failed<Place>) -> bool {
    matches!(failed.place, Place::Begin | Place::Check)
        && matches!(&failed.error, Error::Server(error) if error.severity == "ERROR")
}

/// Runs the transaction once; also begins the next one.
///
/// # Errors
/// The first failure, and what is known of COMMIT; all that isn't lost is rolled back.
async fn run_once(
    session: &Session,
    transaction: &Transaction<'_>,
    begun: Option<Ahead>,
    watch: Watch<'_>,
) -> Result<Option<Ahead>, (Failed<Place>, Commit)> {
    let is_checked = Cell::new(false);
    session.activity.reset();
    let done = |place: &Place, number: Option<i32>| {
        if *place == Place::Check {
            is_checked.set(true);
            session.activity.served_by(number);
            let statement = before_check(transaction.step);
            session.activity.begin(statement, Family::Ordinary);
        }
        report_statement(session, transaction, *place, watch);
    };
    let mut pipeline = Pipeline::new(session, watch, pace(transaction), &done);
    let end_sent = send_all(session, transaction, begun, watch, &mut pipeline).await;
    let next = if end_sent {
        Ahead::send(session, transaction).await
    } else {
        None
    };
    pipeline.drain().await;
    session.activity.rest();
    let Some(failure) = pipeline.into_failure() else {
        return Ok(next);
    };
    if !session.is_closed() {
        // COMMIT was skipped. The error is what counts; a connection that is lost now is
        // rolled back anyway.
        roll_back(session, transaction, &failure, watch).await;
    }
    let commit = match (end_sent, is_checked.get()) {
        (true, true) => Commit::SentAndChecked,
        (true, false) => Commit::Sent,
        (false, _) => Commit::NotSent,
    };
    Err((failure, commit))
}

/// ROLLBACK TO would revive the transaction behind an error that wasn't seen yet.
fn pace(transaction: &Transaction<'_>) -> Pace {
    if transaction.step.section().rolls_back_to_savepoint {
        Pace::StepByStep
    } else {
        Pace::Pipelined
    }
}
