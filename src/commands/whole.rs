//! A step that is one transaction: on a guard where it needs one, behind its predecessor's
//! commit, and tried again as a whole after a lock time-out.

use std::time::{Duration, Instant};

use super::alone::clear;
use super::failures;
use super::footing::Footing;
use super::ledger_model::LedgerModel;
use super::run::Run;
use super::step_failures::{
    after_waiting, ended, interrupted, lost, own_failure, reference, statement_failure, text_lost,
};
use super::steps::{Stop, script, settle_step, watcher};
use crate::outcome::{Aftermath, Event, Failure, ServerError};
use crate::plan::Step;
use crate::postgres::{
    Ahead, Assumption, Begun, Guard, Lease, LedgerTable, Next, StepEnd, Transaction, Tries,
    WaitedOut, Watcher, run_transaction, wants_guard,
};

/// What a step's transaction has to do with those before and behind it.
pub(super) struct Flow<'a> {
    pub(super) next: Option<&'a Step>,
    pub(super) ahead: &'a mut Option<Ahead>,
}

/// One try of a step's transaction among the others.
struct Placed<'a> {
    assumption: Assumption,
    lease: Lease,
    next: Option<Next<'a>>,
    ahead: &'a mut Option<Ahead>,
}

/// How one try of a step's transaction ended.
enum Tried {
    /// There is nothing more to try.
    Over(Stop),
    /// A statement failed, and everything was rolled back; waiting for a lock may be why.
    Failed {
        error: Box<ServerError>,
        failure: Box<Failure>,
        took: Duration,
    },
}

/// One transaction; tried again as a whole after a lock time-out.
pub(super) async fn run_whole(
    run: &mut Run<'_>,
    table: &LedgerTable,
    step: &Step,
    model: &LedgerModel,
    mut flow: Flow<'_>,
) -> Result<Stop, Failure> {
    let mut tries = Tries::of(step, &run.context.timeouts);
    let mut watcher = watcher(run, step, run.target);
    loop {
        let work = try_whole(run, table, step, model, (&mut flow, &mut watcher));
        let tried = Box::pin(work).await?;
        let (error, failure, took) = match tried {
            Tried::Over(stop) => return Ok(stop),
            Tried::Failed {
                error,
                failure,
                took,
            } => (error, failure, took),
        };
        let cut_short = run.session.take_cut_short();
        let cut_short = cut_short.filter(|_| error.is_cancelled());
        if !error.is_lock_wait() && cut_short.is_none() {
            return Err(*failure);
        }
        let pause = tries.pause_after(took).map_err(|gave_up| {
            let waited_out = WaitedOut {
                tries: tries.count(),
                gave_up,
                cut_short,
            };
            after_waiting(*failure, waited_out, &watcher)
        })?;
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

/// One try of it, on a guard where it needs one.
async fn try_whole(
    run: &mut Run<'_>,
    table: &LedgerTable,
    step: &Step,
    model: &LedgerModel,
    (flow, watcher): (&mut Flow<'_>, &mut Watcher<'_>),
) -> Result<Tried, Failure> {
    let footing = if wants_guard(step) || step.partial.is_some() {
        match Footing::gain(run, table, step).await? {
            Some(footing) => Some(footing),
            None => return Ok(Tried::Over(Stop::Busy)),
        }
    } else {
        None
    };
    if let (Some(_), Some(footing)) = (&step.partial, &footing) {
        let work = clear(run, table, step, (model, footing));
        let cleared = Box::pin(watcher.during(&run.session, work)).await;
        let waited_out = run.session.take_waited_out();
        let stop = cleared.map_err(|failure| match waited_out {
            Some(waited_out) => after_waiting(failure, waited_out, watcher),
            None => failure,
        })?;
        if let Some(stop) = stop {
            return Ok(Tried::Over(stop));
        }
    }
    let guard = footing.as_ref().map(|footing| &footing.guard);
    let lease = run.survey.facts.clock.lease();
    let place = Placed {
        assumption: model.assumption(),
        lease,
        next: flow
            .next
            .and_then(|next| Next::new(next, model.assumption_after(step)?)),
        ahead: &mut *flow.ahead,
    };
    let begun = Instant::now();
    let work = send(run, table, step, place, guard);
    let end = match &footing {
        Some(footing) => {
            let work = footing.during(run, work);
            Box::pin(watcher.during(&run.session, work)).await
        }
        None => Box::pin(watcher.during(&run.session, work)).await,
    };
    if let Some(footing) = footing {
        footing.release(run).await;
    }
    let (error, failure) = match end {
        StepEnd::Done => return Ok(Tried::Over(Stop::AllDone)),
        StepEnd::Busy => return Ok(Tried::Over(Stop::Busy)),
        StepEnd::Changed => return Ok(Tried::Over(Stop::Changed)),
        StepEnd::Interrupted(signal) => {
            return Err(interrupted(signal, Some((step, Aftermath::RolledBack))));
        }
        StepEnd::Lost(causes) => return Err(lost(step, causes)),
        StepEnd::Unknown { causes, begun } => {
            let unread = match begun {
                Begun::Seen => None,
                Begun::Unseen => Some(lease),
            };
            let settled = settle_step(run, table, (step, unread), causes).await?;
            return Ok(Tried::Over(settled));
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
    Ok(Tried::Failed {
        error,
        failure: Box::new(failure),
        took: begun.elapsed(),
    })
}

async fn send(
    run: &Run<'_>,
    table: &LedgerTable,
    step: &Step,
    place: Placed<'_>,
    guard: Option<&Guard>,
) -> StepEnd {
    let run_id = run.run_id.to_string();
    let store = run.store;
    let transaction = Transaction {
        step,
        ledger: table,
        create_ledger: None,
        assumption: place.assumption,
        lease: place.lease,
        guard,
        timeouts: &run.context.timeouts,
        search_path: run.target.search_path.as_deref(),
        run_id: &run_id,
        release: run.release_of(&step.migration.version),
        script: &|step| script(step, store),
        next: place.next,
    };
    let _attributed = run.session.attribute_notices(step.migration.label());
    run_transaction(&run.session, &transaction, place.ahead, run.watch).await
}
