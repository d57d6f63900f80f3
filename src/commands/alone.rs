//! A step whose section runs outside of a transaction, under a guard: how it ended, in the
//! terms of a run.

use std::time::Instant;

use super::failures;
use super::footing::{self, Footing};
use super::ledger_model::LedgerModel;
use super::run::Run;
use super::step_failures::{after_waiting, interrupted, reference, statement_failure, text_lost};
use super::steps::{Stop, script, settle_step, watcher};
use crate::outcome::{Aftermath, Failure, FailureKind};
use crate::plan::{PartialRow, Refusal, Step};
use crate::postgres::{
    self, LedgerTable, Loose, LooseEnd, clear_way, progress_for_owner, run_loose,
};

/// Runs the section, or what is left of it.
///
/// # Errors
/// Whatever ends the run.
pub(super) async fn run_alone(
    run: &mut Run<'_>,
    table: &LedgerTable,
    step: &Step,
    model: &LedgerModel,
) -> Result<Stop, Failure> {
    let Some(footing) = Footing::gain(run, table, step).await? else {
        return Ok(Stop::Busy);
    };
    let run_id = run.run_id.to_string();
    let loose = loose(run, table, step, (model, &footing, &run_id));
    let session = footing.worker(run);
    let attributed = session.attribute_notices(step.migration.label());
    let mut watcher = watcher(run, step, footing::target(run));
    let work = footing.during(run, run_loose(session, &loose, run.watch));
    let end = Box::pin(watcher.during(session, work)).await;
    let waited_out = session.take_waited_out();
    drop(attributed);
    footing.release(run).await;
    if let LooseEnd::Unrecorded { causes, unread } = end {
        let settled = settle_step(run, table, (step, Some(unread)), causes).await;
        return settled.map_err(|failure| unrecorded(failure, step));
    }
    stop(end, table, step).map_err(|failure| match waited_out {
        Some(waited_out) => after_waiting(failure, waited_out, &watcher),
        None => failure,
    })
}

/// What is rolled back of a section that ran to its end is its record only.
fn unrecorded(mut failure: Failure, step: &Step) -> Failure {
    if let FailureKind::Server {
        migration: Some((_, aftermath)),
        ..
    } = &mut failure.kind
    {
        let of = step.section().statements;
        *aftermath = Aftermath::Partial {
            done: of,
            at: of + 1,
            of,
        };
    }
    failure
}

/// Before the transaction that reverts what stopped midway; `None` when its way is clear.
///
/// # Errors
/// Whatever ends the run.
pub(super) async fn clear(
    run: &Run<'_>,
    table: &LedgerTable,
    step: &Step,
    (model, footing): (&LedgerModel, &Footing),
) -> Result<Option<Stop>, Failure> {
    let run_id = run.run_id.to_string();
    let loose = loose(run, table, step, (model, footing, &run_id));
    let work = clear_way(footing.worker(run), &loose, run.watch);
    match footing.during(run, work).await {
        Ok(()) => Ok(None),
        Err(end) => stop(end, table, step).map(Some),
    }
}

fn loose<'a>(
    run: &'a Run<'_>,
    table: &'a LedgerTable,
    step: &'a Step,
    (model, footing, run_id): (&LedgerModel, &'a Footing, &'a str),
) -> Loose<'a> {
    Loose {
        step,
        ledger: table,
        assumption: model.assumption(),
        guard: &footing.guard,
        lasting: footing.lasting,
        timeouts: &run.context.timeouts,
        search_path: run.target.search_path.as_deref(),
        run_id,
        begun: Instant::now(),
        release: run.release_of(&step.migration.version),
        script: script(step, run.store),
        resume: run.resume,
        clock: run.survey.facts.clock,
    }
}

fn stop(end: LooseEnd, table: &LedgerTable, step: &Step) -> Result<Stop, Failure> {
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
        LooseEnd::InDoubt { shows } => Err(in_doubt(step, shows)),
        LooseEnd::LostWorker { holder, waited } => Err(Failure::new(FailureKind::LostRun {
            migration: reference(step),
            holder,
            waited,
        })),
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
            // All of them are done when the end of the file is where it differs.
            let at = (done + 1).min(of);
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
        LooseEnd::Unrecorded { causes, .. } => {
            let (done, at) = (of, of + 1);
            Err(lost(step, causes, Aftermath::InDoubt { done, at, of }))
        }
        LooseEnd::Lost {
            statement,
            done,
            causes,
        } => {
            let at = statement + 1;
            Err(lost(step, causes, Aftermath::InDoubt { done, at, of }))
        }
    }
}

/// The connection was lost while a statement ran.
fn lost(step: &Step, causes: Vec<String>, aftermath: Aftermath) -> Failure {
    let when = match aftermath {
        Aftermath::InDoubt { at, of, .. } => format!("statement {at} of {of}"),
        _ => "its run".to_owned(),
    };
    let attempted = format!(
        "finish {}: the connection was lost during {when}",
        step.migration.label()
    );
    failures::step_failure(&attempted, (reference(step), aftermath), None, causes)
}

fn in_doubt(step: &Step, shows: Vec<String>) -> Failure {
    let progress = step.partial.clone();
    let statement = |progress: &PartialRow| {
        let text = match &progress.note.begun {
            Some(begun) => begun.text.clone(),
            None => {
                let index = progress.statement_begun?.checked_sub(1)?;
                let mut statements = step.migration.statements(step.section());
                statements.statement_at(index).ok()??.text
            }
        };
        text.lines().next().map(|line| line.trim_end().to_owned())
    };
    match progress {
        Some(progress) => Failure::new(FailureKind::Refused(Refusal::InDoubt {
            label: step.migration.label(),
            statement: statement(&progress),
            progress: Box::new(progress),
            shows,
        })),
        // Nothing is in doubt of what nobody began.
        None => failures::ever_changing(),
    }
}
