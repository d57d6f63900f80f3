//! `--dry-run=execute`: everything tried in one transaction that is rolled back, watched.

use std::time::{Duration, Instant};

use super::existing::suggest_baseline;
use super::failures;
use super::ledger_model::{LedgerModel, OrderKnown};
use super::prepare::{no_schema, refuse_standby};
use super::run::{Planner, Run};
use super::step_failures::{after_waiting, done_step, reference};
use super::steps::{script, watcher};
use super::trial_failures::{failed, refuse_live, refuse_untriable};
use crate::outcome::{Event, Failure, Outcome, RunReport, RunStep, TrialReport, TriedStep};
use crate::plan::Plan;
use crate::postgres::{
    Columns, LedgerTable, StepEnd, Transaction, Trial, TrialEnd, Tries, WaitedOut, Watcher,
};

/// Tries what `planner` plans; others are kept waiting for no longer than `limit`.
///
/// # Errors
/// What can't be tried, or not here; whatever would end the real run.
pub(super) async fn try_out(
    run: &mut Run<'_>,
    planner: &mut impl Planner<Plan = Plan>,
    limit: Option<Duration>,
) -> Result<Outcome, Failure> {
    for _ in 0..super::run::MOST_PLANS {
        let plan = run.plan(planner).await?;
        run.say_warnings(&plan.warnings);
        refuse_untriable(&plan.steps)?;
        if plan.steps.is_empty() {
            return Ok(Outcome::Trial(TrialReport::unseen(report(run, Vec::new()))));
        }
        refuse_standby(&run.survey.facts)?;
        refuse_live(run, limit).await?;
        match Box::pin(patiently(run, &plan, limit)).await {
            Ok(Some(tried)) => return Ok(Outcome::Trial(tried)),
            // Others were faster.
            Ok(None) => run.breathe().await?,
            Err(mut failure) => {
                suggest_baseline(run, &mut failure).await;
                return Err(failure);
            }
        }
        run.look_again().await?;
    }
    Err(failures::ever_changing())
}

/// Where a trial stopped.
struct Stopped<'a> {
    step: usize,
    end: TrialEnd,
    watcher: Watcher<'a>,
}

/// Tries until no lock time-out ends it; `None` when the ledger isn't as planned.
async fn patiently(
    run: &mut Run<'_>,
    plan: &Plan,
    limit: Option<Duration>,
) -> Result<Option<TrialReport>, Failure> {
    let (table, create_ledger) = ledger(run)?;
    let ledger = (&table, create_ledger.as_deref());
    let Some(first) = plan.steps.first() else {
        return Ok(None);
    };
    let mut tries = Tries::of(first, &run.context.timeouts);
    loop {
        let begun = Instant::now();
        let stopped = match Box::pin(once(run, plan, ledger, limit)).await {
            Ok(tried) => return Ok(Some(tried)),
            Err(stopped) => stopped,
        };
        match &stopped.end {
            TrialEnd::Step(StepEnd::Busy) => {
                run.wait_for_lock(&table).await?;
                continue;
            }
            TrialEnd::Step(StepEnd::Changed) => return Ok(None),
            _ => {}
        }
        let waited_for = match &stopped.end {
            TrialEnd::Step(StepEnd::Statement { error, .. } | StepEnd::Own { error, .. }) => {
                Some(error.clone()).filter(|error| error.is_lock_wait())
            }
            _ => None,
        };
        let failure = failed(&plan.steps, (stopped.step, stopped.end), limit);
        let (Some(error), Some(step)) = (waited_for, plan.steps.get(stopped.step)) else {
            return Err(failure);
        };
        let pause = tries.pause_after(begun.elapsed()).map_err(|gave_up| {
            let waited_out = WaitedOut {
                tries: tries.count(),
                gave_up,
                cut_short: None,
            };
            after_waiting(failure, waited_out, &stopped.watcher)
        })?;
        run.watch.events.emit(Event::Retry {
            migration: reference(step),
            error: *error,
            cut_short: None,
            pause,
        });
        let paused = run.watch.pause(pause).await;
        paused.map_err(|error| failures::during("try again", error))?;
    }
}

/// One transaction.
async fn once<'a>(
    run: &Run<'a>,
    plan: &Plan,
    (table, create_ledger): (&LedgerTable, Option<&str>),
    limit: Option<Duration>,
) -> Result<TrialReport, Stopped<'a>> {
    let run_id = run.run_id.to_string();
    let store = run.store;
    let order = OrderKnown::of(table);
    let mut done: Vec<RunStep> = Vec::new();
    let mut tried: Vec<TriedStep> = Vec::new();
    let Some(first) = plan.steps.first() else {
        return Ok(TrialReport::unseen(report(run, done)));
    };
    let transaction = Transaction {
        step: first,
        ledger: table,
        assumption: LedgerModel::new(&run.survey.ledger, order).assumption(),
        lease: run.survey.facts.clock.lease(),
        guard: None,
        timeouts: &run.context.timeouts,
        search_path: run.target.search_path.as_deref(),
        run_id: &run_id,
        release: run.release.as_deref(),
        script: &|step| script(step, store),
        create_ledger,
        next: None,
    };
    let mut trial = Trial::new(&run.session, &transaction, limit, run.watch);
    for (index, step) in plan.steps.iter().enumerate() {
        run.watch.events.emit(Event::StepBegins(reference(step)));
        let _attributed = run.session.attribute_notices(step.migration.label());
        let begun = Instant::now();
        let mut watcher = watcher(run, step, run.target);
        let ended = watcher.during(&run.session, trial.step(index, step)).await;
        match ended {
            Ok(seen) => tried.push(seen),
            Err(end) => {
                trial.end().await;
                return Err(Stopped {
                    step: index,
                    end,
                    watcher,
                });
            }
        }
        done.push(done_step(step, begun.elapsed()));
    }
    let moved_sequences = trial.end().await;
    Ok(TrialReport {
        run: report(run, done),
        tried,
        moved_sequences,
    })
}

fn report(run: &Run<'_>, done: Vec<RunStep>) -> RunReport {
    RunReport {
        direction: run.direction,
        run_id: None,
        done,
        left: Vec::new(),
        rolled_back: true,
    }
}

/// The ledger, and what creates it where there is none.
fn ledger(run: &Run<'_>) -> Result<(LedgerTable, Option<String>), Failure> {
    let table = ledger_to_be(run)?;
    let sql = match &run.survey.table {
        Some(_) => None,
        None => Some(crate::postgres::table_for_owner(
            &table.schema,
            &table.table,
        )),
    };
    Ok((table, sql))
}

/// The ledger that there is, or that a real run would create.
pub(super) fn ledger_to_be(run: &Run<'_>) -> Result<LedgerTable, Failure> {
    if let Some(table) = &run.survey.table {
        return Ok(table.clone());
    }
    let name = &run.context.ledger;
    let schema = name
        .schema
        .clone()
        .or_else(|| run.survey.facts.current_schema.clone())
        .ok_or_else(no_schema)?;
    Ok(LedgerTable {
        schema,
        table: name.table.clone(),
        columns: Columns::all(),
        may_alter: true,
    })
}
