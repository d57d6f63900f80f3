//! Running a plan's steps one after the other, each with its own end.

use std::time::Instant;

use super::alone::{clear, run_alone};
use super::failures;
use super::ledger_model::{LedgerModel, OrderKnown};
use super::run::Run;
use super::step_failures::{
    after_waiting, done_step, ended, interrupted, lost, own_failure, reference, statement_failure,
    text_lost,
};
use super::up::StoreScript;
use crate::migration::{Transaction as Mode, stored_script};
use crate::outcome::{Aftermath, Event, Failure, FailureKind};
use crate::plan::Step;
use crate::postgres::{
    Assumption, Begun, ConnectError, Doubt, Ending, Guard, Lease, LedgerTable, LockKey, Settled,
    StepEnd, Subject, Transaction, Tries, WaitedOut, Watcher, connect, is_lock_free,
    run_transaction, settle, wants_guard,
};

/// Why the steps stopped.
pub(super) enum Stop {
    /// They are all done.
    AllDone,
    /// The step at work is committed, as the ledger shows, but its connection was lost: why,
    /// outermost first.
    Severed(Vec<String>),
    /// Somebody else holds the lock.
    Busy,
    /// The ledger isn't as planned.
    Changed,
}

/// Runs `steps`, removing each one's label from `left` when it is committed.
///
/// # Errors
/// Whatever ends the run.
pub(super) async fn run_steps(
    run: &mut Run<'_>,
    table: &LedgerTable,
    steps: &[Step],
    left: &mut Vec<String>,
) -> Result<Stop, Failure> {
    let order = OrderKnown::of(table);
    let mut model = LedgerModel::new(&run.survey.ledger, order);
    for step in steps {
        if let Some(signal) = run.watch.interrupt.signal() {
            return Err(interrupted(signal, None));
        }
        let begun = Instant::now();
        run.watch.events.emit(Event::StepBegins(reference(step)));
        let ended = match step.section().options.transaction {
            Mode::Whole => run_whole(run, table, step, &model).await?,
            Mode::None => run_alone(run, table, step, &model).await?,
        };
        let severed = match ended {
            Stop::AllDone => None,
            Stop::Severed(causes) => Some(causes),
            other => return Ok(other),
        };
        model.committed(step);
        run.patience.renew();
        left.remove(0);
        let done = done_step(step, begun.elapsed());
        run.done.push(done.clone());
        run.watch.events.emit(Event::StepDone(done));
        // With nothing left to do, nobody needs the connection.
        if let (Some(causes), false) = (severed, left.is_empty()) {
            let attempted = format!(
                "go on: the connection was lost after {}",
                step.migration.label()
            );
            let onward = "run the command again for what is left".to_owned();
            return Err(failures::server_failure(
                &attempted,
                None,
                causes,
                Some(onward),
            ));
        }
    }
    Ok(Stop::AllDone)
}

/// One transaction; tried again as a whole after a lock time-out.
async fn run_whole(
    run: &mut Run<'_>,
    table: &LedgerTable,
    step: &Step,
    model: &LedgerModel,
) -> Result<Stop, Failure> {
    let timeouts = &run.context.timeouts;
    let mut tries = Tries::of(step, timeouts);
    let mut watcher = watcher(run, step);
    loop {
        let guard = if wants_guard(step) || step.partial.is_some() {
            match acquire_guard(run, table).await? {
                Some(guard) => Some(guard),
                None => return Ok(Stop::Busy),
            }
        } else {
            None
        };
        if let (Some(_), Some(guard)) = (&step.partial, &guard)
            && let Some(stop) = clear(run, table, step, (model, guard)).await?
        {
            return Ok(stop);
        }
        let lease = run.survey.facts.clock.lease();
        let assumed = (model.assumption(), lease);
        let begun = Instant::now();
        let work = send(run, table, step, assumed, guard.as_ref());
        let end = watcher.during(&run.session, work).await;
        release(guard, run).await;
        let (error, failure) = match end {
            StepEnd::Done => return Ok(Stop::AllDone),
            StepEnd::Busy => return Ok(Stop::Busy),
            StepEnd::Changed => return Ok(Stop::Changed),
            StepEnd::Interrupted(signal) => {
                return Err(interrupted(signal, Some((step, Aftermath::RolledBack))));
            }
            StepEnd::Lost(causes) => return Err(lost(step, causes)),
            StepEnd::Unknown { causes, begun } => {
                let unread = match begun {
                    Begun::Seen => None,
                    Begun::Unseen => Some(lease),
                };
                return settle_step(run, table, (step, unread), causes).await;
            }
            StepEnd::Ended { failed, .. } => return Err(ended(step, failed)),
            StepEnd::Text { lost, .. } => {
                return Err(text_lost(step, &lost, Aftermath::RolledBack));
            }
            StepEnd::Statement {
                statement, error, ..
            } => {
                let failure = statement_failure(step, statement, &error, Aftermath::RolledBack);
                (error, failure)
            }
            StepEnd::Own {
                attempted, error, ..
            } => {
                let failure = own_failure(step, attempted, &error);
                (error, failure)
            }
        };
        let cut_short = run.session.take_cut_short();
        let cut_short = cut_short.filter(|_| error.is_cancelled());
        if !error.is_lock_wait() && cut_short.is_none() {
            return Err(failure);
        }
        let pause = match tries.pause_after(begun.elapsed()) {
            Ok(pause) => pause,
            Err(gave_up) => {
                let waited_out = WaitedOut {
                    tries: tries.count(),
                    gave_up,
                    cut_short,
                };
                return Err(after_waiting(failure, waited_out, &watcher));
            }
        };
        run.watch.events.emit(Event::Retry {
            migration: reference(step),
            error: *error,
            cut_short,
            pause,
        });
        if let Err(error) = run.watch.pause(pause).await {
            return Err(failures::during("try again", error));
        }
    }
}

/// Whoever watches a step.
pub(super) fn watcher<'a>(run: &Run<'a>, step: &Step) -> Watcher<'a> {
    let subject = Subject::new(reference(step), step, &run.context.timeouts);
    Watcher::new(run.target, subject, run.watch)
}

async fn send(
    run: &Run<'_>,
    table: &LedgerTable,
    step: &Step,
    (assumption, lease): (Assumption, Lease),
    guard: Option<&Guard>,
) -> StepEnd {
    let run_id = run.run_id.to_string();
    let store = run.store;
    let transaction = Transaction {
        steps: std::slice::from_ref(step),
        ledger: table,
        create_ledger: None,
        assumption,
        lease,
        guard,
        timeouts: &run.context.timeouts,
        search_path: run.target.search_path.as_deref(),
        run_id: &run_id,
        release: run.release_of(&step.migration.version),
        script: &|step| script(step, store),
        ending: Ending::Commit,
    };
    let _attributed = run.session.attribute_notices(step.migration.label());
    run_transaction(&run.session, &transaction, run.watch).await
}

/// What the ledger stores of a step.
pub(super) fn script(step: &Step, store: StoreScript) -> Option<String> {
    (store == StoreScript::Store).then(|| stored_script(&step.migration).to_owned())
}

/// A guard on a connection of its own; waits when the server has none left. `None` when
/// somebody else holds the lock: asked first on the connection there is, so that those who
/// wait keep to one.
pub(super) async fn acquire_guard(
    run: &mut Run<'_>,
    table: &LedgerTable,
) -> Result<Option<Guard>, Failure> {
    let during = |error| failures::during("take the lock", error);
    let key = LockKey::of_ledger(table);
    let free = is_lock_free(&run.session, key, run.watch).await;
    if !free.map_err(during)? {
        return Ok(None);
    }
    loop {
        let tried = run.watch.unless_interrupted(connect(run.target)).await;
        let refused = match tried.map_err(|error| failures::during("connect", error))? {
            Ok(session) => match Guard::acquire(session, key, run.watch).await {
                // A pooler refuses at the first query only.
                Err(error) if error.is_too_many_connections() => {
                    ConnectError::new(failures::host(run.target), error)
                }
                acquired => return acquired.map_err(during),
            },
            Err(refused) if refused.error.is_too_many_connections() => refused,
            Err(refused) => return Err(failures::connecting(refused)),
        };
        run.patience.connection(refused, run.watch).await?;
    }
}

pub(super) async fn release(guard: Option<Guard>, run: &Run<'_>) {
    if let Some(guard) = guard {
        // If this fails the connection is gone, and the lock with it.
        let _ = guard.release(run.watch).await;
    }
}

/// The connection was lost after COMMIT was sent: what became of the step?
pub(super) async fn settle_step(
    run: &mut Run<'_>,
    table: &LedgerTable,
    (step, unread): (&Step, Option<Lease>),
    mut causes: Vec<String>,
) -> Result<Stop, Failure> {
    let run_id = run.run_id.to_string();
    run.watch.events.emit(Event::Settling(reference(step)));
    let doubt = Doubt {
        ledger: table,
        step,
        run_id: &run_id,
        unread,
    };
    match settle(run.target, &doubt, run.watch).await {
        Settled::Committed => Ok(Stop::Severed(causes)),
        Settled::RolledBack => Err(lost(step, causes)),
        Settled::Unknown(more) => {
            causes.extend(more);
            Err(Failure::new(FailureKind::UnknownOutcome {
                migration: reference(step),
                causes,
            }))
        }
    }
}
