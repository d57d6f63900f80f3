//! Running a plan's steps one after the other, each with its own end.

use std::time::Instant;

use super::alone::run_alone;
use super::failures;
use super::ledger_model::{LedgerModel, OrderKnown};
use super::run::Run;
use super::step_failures::{done_step, interrupted, lost, reference};
use super::up::StoreScript;
use super::whole::{Flow, run_whole};
use crate::migration::{Transaction as Mode, stored_script};
use crate::outcome::{Event, Failure, FailureKind};
use crate::plan::Step;
use crate::postgres::{Ahead, Doubt, Lease, LedgerTable, Settled, Subject, Watcher, settle};
use crate::target::Target;

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
    let mut ahead: Option<Ahead> = None;
    for (index, step) in steps.iter().enumerate() {
        if let Some(signal) = run.watch.interrupt.signal() {
            if let Some(ahead) = ahead.take() {
                ahead.forgo(&run.session, run.watch).await;
            }
            return Err(interrupted(signal, None));
        }
        let begun = Instant::now();
        run.watch.events.emit(Event::StepBegins(reference(step)));
        let ended = match step.section().options.transaction {
            Mode::Whole => {
                let next = steps.get(index + 1);
                let flow = Flow {
                    next,
                    ahead: &mut ahead,
                };
                Box::pin(run_whole(run, table, step, &model, flow)).await?
            }
            Mode::None => Box::pin(run_alone(run, table, step, &model)).await?,
        };
        let severed = match ended {
            Stop::AllDone => None,
            Stop::Severed(causes) => Some(causes),
            other => return Ok(other),
        };
        model.committed(step);
        run.patience.renew();
        run.waited_since = None;
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

/// Whoever watches a step whose worker is connected to `target`.
pub(super) fn watcher<'a>(run: &Run<'a>, step: &Step, target: &'a Target) -> Watcher<'a> {
    let subject = Subject::new(reference(step), step, &run.context.timeouts);
    Watcher::new(target, subject, run.watch)
}

/// What the ledger stores of a step.
pub(super) fn script(step: &Step, store: StoreScript) -> Option<String> {
    (store == StoreScript::Store).then(|| stored_script(&step.migration).to_owned())
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
