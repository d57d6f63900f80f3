//! What became of a step, in the terms of outcomes: its failures, and what it is called.

use std::time::Duration;

use super::failures;
use crate::migration::{ErrorPlace, TextLost};
use crate::outcome::{
    Aftermath, Failure, FailureKind, LockWait, MigrationRef, RunStep, ServerError, Signal,
    StatementFailure, cure,
};
use crate::plan::Step;
use crate::postgres::{WaitedOut, Watcher};

/// The connection was lost before the commit.
pub(super) fn lost(step: &Step, causes: Vec<String>) -> Failure {
    failures::step_failure(
        &format!("finish {}: the connection was lost", step.migration.label()),
        (reference(step), Aftermath::RolledBack),
        None,
        causes,
    )
}

/// A message of our own failed.
pub(super) fn own_failure(step: &Step, attempted: &str, error: &ServerError) -> Failure {
    failures::step_failure(
        &format!("{attempted} for {}", step.migration.label()),
        (reference(step), Aftermath::RolledBack),
        Some(error.clone()),
        Vec::new(),
    )
}

/// The file of a step can't be read on, or isn't the one that was planned.
pub(super) fn text_lost(step: &Step, lost: &TextLost, aftermath: Aftermath) -> Failure {
    Failure::new(FailureKind::FileLost {
        migration: reference(step),
        aftermath,
        path: step.migration.path.clone(),
        lost: lost.clone(),
    })
}

/// A lock time-out ended it that isn't tried again.
pub(super) fn after_waiting(
    mut failure: Failure,
    waited_out: WaitedOut,
    watcher: &Watcher<'_>,
) -> Failure {
    let seen = watcher.last_wait();
    failure.lock_wait = Some(Box::new(LockWait {
        tries: waited_out.tries,
        gave_up: waited_out.gave_up,
        cut_short: waited_out.cut_short,
        sought: seen.map(|wait| wait.sought.clone()),
        blockers: seen.map(|wait| wait.blockers.clone()).unwrap_or_default(),
    }));
    failure
}

/// A step ended its own transaction, and a statement may have failed behind that end.
pub(super) fn ended(step: &Step, failed: Option<(usize, Box<ServerError>)>) -> Failure {
    match failed {
        Some((statement, error)) => statement_failure(step, statement, &error, Aftermath::Ended),
        None => Failure::new(FailureKind::TransactionEnded(reference(step))),
    }
}

/// A signal ended the run.
pub(super) fn interrupted(signal: Signal, step: Option<(&Step, Aftermath)>) -> Failure {
    Failure::new(FailureKind::Interrupted {
        signal,
        migration: step.map(|(step, aftermath)| (reference(step), aftermath)),
    })
}

/// A statement failed.
pub(super) fn statement_failure(
    step: &Step,
    statement: usize,
    error: &ServerError,
    aftermath: Aftermath,
) -> Failure {
    let place = ErrorPlace {
        position: error.position,
        context: error.context.as_deref(),
    };
    Failure::new(FailureKind::Statement(Box::new(StatementFailure {
        migration: reference(step),
        location: step.migration.locate(step.section(), statement, place),
        statement: statement + 1,
        statements: step.section().statements,
        error: error.clone(),
        aftermath,
        cure: cure(error),
    })))
}

/// A step as messages name it.
pub(super) fn reference(step: &Step) -> MigrationRef {
    MigrationRef {
        version: step.migration.version.clone(),
        label: step.migration.label(),
        direction: step.direction,
    }
}

/// A step that is done.
pub(super) fn done_step(step: &Step, duration: Duration) -> RunStep {
    RunStep {
        version: step.migration.version.clone(),
        label: step.migration.label(),
        direction: step.direction,
        origin: step.origin,
        duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
    }
}
