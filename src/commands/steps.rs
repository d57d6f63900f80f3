//! Running a plan's steps one after the other, each with its own end.

use std::time::Instant;

use super::failures;
use super::ledger_model::{LedgerModel, OrderKnown};
use super::run::Run;
use super::step_failures::{
    done_step, ended, interrupted, lost, own_failure, reference, statement_failure, text_lost,
};
use super::up::StoreScript;
use crate::migration::{Transaction as Mode, stored_script};
use crate::outcome::{Aftermath, Event, Failure, FailureKind};
use crate::plan::Step;
use crate::postgres::{
    self, Assumption, Backoff, Begun, ConnectError, Doubt, Ending, Guard, Lease, LedgerTable,
    LockKey, Loose, LooseEnd, Settled, StepEnd, Transaction, connect, is_lock_free,
    progress_for_owner, run_loose, run_transaction, settle, wants_guard,
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
    let lock_timeout = step
        .section()
        .options
        .lock_timeout
        .unwrap_or(timeouts.lock_timeout);
    let mut backoff = Backoff::new(lock_timeout * 2, lock_timeout * 32, timeouts.lock_retry_for);
    loop {
        let guard = if wants_guard(step) {
            match acquire_guard(run, table).await? {
                Some(guard) => Some(guard),
                None => return Ok(Stop::Busy),
            }
        } else {
            None
        };
        let lease = run.survey.facts.clock.lease();
        let assumed = (model.assumption(), lease);
        let end = send(run, table, step, assumed, guard.as_ref()).await;
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
        let Some(pause) = error.is_lock_wait().then(|| backoff.next_pause()).flatten() else {
            return Err(failure);
        };
        run.watch.events.emit(Event::Retry {
            migration: reference(step),
            error: *error,
            pause,
        });
        if let Err(error) = run.watch.pause(pause).await {
            return Err(failures::during("try again", error));
        }
    }
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

/// A non-transactional section, under a guard.
async fn run_alone(
    run: &mut Run<'_>,
    table: &LedgerTable,
    step: &Step,
    model: &LedgerModel,
) -> Result<Stop, Failure> {
    let Some(guard) = acquire_guard(run, table).await? else {
        return Ok(Stop::Busy);
    };
    let run_id = run.run_id.to_string();
    let loose = Loose {
        step,
        ledger: table,
        assumption: model.assumption(),
        guard: &guard,
        timeouts: &run.context.timeouts,
        search_path: run.target.search_path.as_deref(),
        run_id: &run_id,
        release: run.release_of(&step.migration.version),
        script: script(step, run.store),
    };
    let attributed = run.session.attribute_notices(step.migration.label());
    let end = run_loose(&run.session, &loose, run.watch).await;
    drop(attributed);
    release(Some(guard), run).await;
    let of = step.section().statements;
    match end {
        LooseEnd::Done => Ok(Stop::AllDone),
        LooseEnd::Changed => Ok(Stop::Changed),
        LooseEnd::Statement {
            statement,
            done,
            error,
        } => Err(statement_failure(
            step,
            statement,
            &error,
            Aftermath::Partial {
                done,
                at: statement + 1,
                of,
            },
        )),
        LooseEnd::Interrupted {
            signal,
            statement,
            done,
        } => {
            let at = statement + 1;
            let aftermath = Aftermath::Partial { done, at, of };
            Err(interrupted(signal, Some((step, aftermath))))
        }
        LooseEnd::NoProgressTable(error) => Err(failures::uncreated(
            &table.progress_sql(),
            &progress_for_owner(table),
            error,
        )),
        LooseEnd::Own {
            error: postgres::Error::Text(lost),
            done,
            ..
        } => {
            let done = done.unwrap_or_default();
            let at = done + 1;
            Err(text_lost(step, &lost, Aftermath::Partial { done, at, of }))
        }
        LooseEnd::Own {
            attempted,
            error,
            done,
        } => {
            let attempted = format!("{attempted} for {}", step.migration.label());
            let mut failure = failures::during(&attempted, error);
            if let (Some(done), FailureKind::Server { migration, .. }) = (done, &mut failure.kind) {
                let at = done + 1;
                *migration = Some((reference(step), Aftermath::Partial { done, at, of }));
            }
            Err(failure)
        }
        LooseEnd::Lost {
            statement,
            done,
            causes,
        } => {
            let at = statement + 1;
            let attempted = format!(
                "finish {}: the connection was lost during statement {at} of {of}",
                step.migration.label()
            );
            let migration = (reference(step), Aftermath::InDoubt { done, at, of });
            Err(failures::step_failure(&attempted, migration, None, causes))
        }
    }
}

/// A guard on a connection of its own; waits when the server has none left. `None` when
/// somebody else holds the lock: asked first on the connection there is, so that those who
/// wait keep to one.
async fn acquire_guard(run: &mut Run<'_>, table: &LedgerTable) -> Result<Option<Guard>, Failure> {
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

async fn release(guard: Option<Guard>, run: &Run<'_>) {
    if let Some(guard) = guard {
        // If this fails the connection is gone, and the lock with it.
        let _ = guard.release(run.watch).await;
    }
}

/// The connection was lost after COMMIT was sent: what became of the step?
async fn settle_step(
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
