//! `--dry-run`: the plan as data, with every statement that would be sent where that is asked for.

use super::ledger_model::{LedgerModel, OrderKnown};
use super::run::{Planner, Run};
use super::schema_rewrite::rewrite;
use super::steps::script;
use super::trial::{self, ledger_to_be};
use super::up::Mode;
use crate::migration::{SectionText, Transaction as SectionMode};
use crate::outcome::{Failure, Frame, Outcome, PlanReport, PlannedStep};
use crate::plan::{Plan, Step};
use crate::postgres::{Columns, LedgerTable, Preparation, Transaction, psql_frame, psql_head};

/// Runs what `planner` plans, or shows or tries it, as `mode` says.
///
/// # Errors
/// Those of the run.
pub(super) async fn run_or_show(
    run: &mut Run<'_>,
    planner: &mut impl Planner<Plan = Plan>,
    mode: Mode,
) -> Result<Outcome, Failure> {
    let plan = match mode {
        Mode::Run => {
            let report = run.run(planner).await?;
            rewrite(run, &report).await?;
            return Ok(Outcome::Run(report));
        }
        Mode::Execute { limit } => return trial::try_out(run, planner, limit).await,
        Mode::Plan | Mode::Sql => planner.plan(run).await?,
    };
    run.say_warnings(&plan.warnings);
    let (head, steps) = match mode {
        Mode::Sql if !plan.steps.is_empty() || !plan.stamps.is_empty() => statements(run, &plan)?,
        _ => (None, plan.steps.iter().map(planned).collect()),
    };
    Ok(Outcome::Plan(PlanReport {
        direction: run.direction,
        head,
        steps,
    }))
}

fn planned(step: &Step) -> PlannedStep {
    let migration = &step.migration;
    let section = step.section();
    PlannedStep {
        version: migration.version.clone(),
        label: migration.label(),
        path: migration.path.clone(),
        origin: step.origin,
        statements: section.statements,
        transaction: section.options.transaction == SectionMode::Whole,
        sql: None,
        frame: None,
    }
}

/// What stands before the steps, and the steps with all that would be sent.
///
/// # Errors
/// There is no schema for the ledger.
fn statements(run: &Run<'_>, plan: &Plan) -> Result<(Option<String>, Vec<PlannedStep>), Failure> {
    let found = run.survey.table.as_ref();
    let ledger = match found {
        Some(table) if table.may_alter => LedgerTable {
            columns: Columns::all(),
            ..table.clone()
        },
        _ => ledger_to_be(run)?,
    };
    let head = psql_head(
        &run.session,
        Preparation {
            ledger: &ledger,
            found,
            stamps: &plan.stamps,
            timeouts: &run.context.timeouts,
        },
    );
    let mut model = LedgerModel::new(&run.survey.ledger, OrderKnown::of(found.unwrap_or(&ledger)));
    let mut steps = Vec::new();
    for step in &plan.steps {
        steps.push(PlannedStep {
            sql: Some(SectionText::new(&step.migration, step.section())),
            frame: Some(frame(run, &ledger, &model, step)),
            ..planned(step)
        });
        model.committed(step);
    }
    Ok((Some(head), steps))
}

fn frame(run: &Run<'_>, ledger: &LedgerTable, model: &LedgerModel, step: &Step) -> Frame {
    let run_id = run.run_id.to_string();
    let store = run.store;
    let assumption = model.assumption();
    let transaction = Transaction {
        step,
        ledger,
        create_ledger: None,
        assumption: assumption.clone(),
        lease: run.survey.facts.clock.lease(),
        guard: None,
        timeouts: &run.context.timeouts,
        search_path: run.target.search_path.as_deref(),
        run_id: &run_id,
        release: run.release_of(&step.migration.version),
        script: &|step| script(step, store),
        next: None,
    };
    psql_frame(&run.session, &transaction, step, &assumption)
}
