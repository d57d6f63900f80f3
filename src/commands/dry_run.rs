//! `--dry-run`: the plan as data, or everything tried in one transaction that is rolled
//! back in the end.

use std::time::{Duration, Instant};

use super::existing::suggest_baseline;
use super::failures;
use super::ledger_model::{LedgerModel, OrderKnown};
use super::run::{Planner, Run};
use super::step_failures::{done_step, ended, reference, statement_failure, text_lost};
use super::steps::script;
use super::up::Mode;
use crate::migration::{SectionText, Transaction as SectionMode};
use crate::outcome::{
    Aftermath, Event, Failure, FailureKind, Outcome, PlanReport, PlannedStep, RunReport,
};
use crate::plan::{Plan, Step};
use crate::postgres::{Columns, Ending, LedgerTable, StepEnd, Transaction, run_transaction};

/// Runs what `planner` plans, or shows or tries it, as `mode` says.
///
/// # Errors
/// Those of the run.
pub(super) async fn run_or_show(
    run: &mut Run<'_>,
    planner: &mut impl Planner<Plan = Plan>,
    mode: Mode,
) -> Result<Outcome, Failure> {
    if mode == Mode::Run {
        return Ok(Outcome::Run(run.run(planner).await?));
    }
    let plan = match mode {
        Mode::Execute => run.plan(planner).await?,
        _ => planner.plan(run).await?,
    };
    run.say_warnings(&plan.warnings);
    match mode {
        Mode::Execute => {
            let mut tried = execute(run, &plan).await;
            if let Err(failure) = &mut tried {
                suggest_baseline(run, failure).await;
            }
            tried
        }
        mode => Ok(describe(run, &plan, mode)),
    }
}

/// What a plan would do, as data.
fn describe(run: &Run<'_>, plan: &Plan, mode: Mode) -> Outcome {
    let steps = plan.steps.iter().map(|step| planned(step, mode)).collect();
    Outcome::Plan(PlanReport {
        direction: run.direction,
        steps,
    })
}

fn planned(step: &Step, mode: Mode) -> PlannedStep {
    let migration = &step.migration;
    let section = step.section();
    PlannedStep {
        version: migration.version.clone(),
        label: migration.label(),
        path: migration.path.clone(),
        origin: step.origin,
        statements: section.statements,
        transaction: section.options.transaction == SectionMode::Whole,
        sql: (mode == Mode::Sql).then(|| SectionText::new(migration, section)),
    }
}

/// Runs every step in one transaction and rolls it back.
///
/// # Errors
/// A step that runs outside of a transaction; whatever would end the real run.
async fn execute(run: &mut Run<'_>, plan: &Plan) -> Result<Outcome, Failure> {
    refuse_outside_transaction(plan)?;
    let mut report = RunReport {
        direction: run.direction,
        run_id: None,
        done: Vec::new(),
        left: Vec::new(),
        rolled_back: true,
    };
    if plan.steps.is_empty() {
        return Ok(Outcome::Run(report));
    }
    super::prepare::refuse_standby(run)?;
    let (table, create_ledger) = match &run.survey.table {
        Some(table) => (table.clone(), None),
        None => {
            let table = absent_ledger(run)?;
            let sql = crate::postgres::table_for_owner(&table.schema, &table.table);
            (table, Some(sql))
        }
    };
    let begun = Instant::now();
    loop {
        let end = try_once(run, plan, &table, create_ledger.as_deref()).await;
        match end {
            StepEnd::Done => break,
            StepEnd::Busy => run.wait_for_lock(&table).await?,
            StepEnd::Changed => {
                return Err(failures::server_failure(
                    "try the plan: the ledger was changed meanwhile",
                    None,
                    Vec::new(),
                    Some("run the command again".to_owned()),
                ));
            }
            StepEnd::Statement {
                step,
                statement,
                error,
            } => {
                let step = &plan.steps[step];
                return Err(statement_failure(
                    step,
                    statement,
                    &error,
                    Aftermath::RolledBack,
                ));
            }
            StepEnd::Ended { step, failed } => {
                return Err(ended(&plan.steps[step], failed));
            }
            StepEnd::Text { step, lost } => {
                return Err(text_lost(&plan.steps[step], &lost, Aftermath::RolledBack));
            }
            StepEnd::Own {
                attempted, error, ..
            } => {
                let hint = crate::outcome::cure(&error);
                return Err(failures::server_failure(
                    attempted,
                    Some(*error),
                    Vec::new(),
                    hint,
                ));
            }
            StepEnd::Interrupted(signal) => {
                return Err(Failure::new(FailureKind::Interrupted {
                    signal,
                    migration: plan
                        .steps
                        .first()
                        .map(|step| (reference(step), Aftermath::RolledBack)),
                }));
            }
            // Nothing is ever committed here, whatever became of the connection.
            StepEnd::Lost(causes) | StepEnd::Unknown { causes, .. } => {
                return Err(failures::server_failure("try the plan", None, causes, None));
            }
        }
    }
    // One transaction: the time of all steps is told with the last one.
    let last = plan.steps.len() - 1;
    for (index, step) in plan.steps.iter().enumerate() {
        let duration = if index == last {
            begun.elapsed()
        } else {
            Duration::ZERO
        };
        report.done.push(done_step(step, duration));
    }
    Ok(Outcome::Run(report))
}

async fn try_once(
    run: &Run<'_>,
    plan: &Plan,
    table: &LedgerTable,
    create_ledger: Option<&str>,
) -> StepEnd {
    let order = OrderKnown::of(table);
    let run_id = run.run_id.to_string();
    let store = run.store;
    let transaction = Transaction {
        steps: &plan.steps,
        ledger: table,
        create_ledger,
        assumption: LedgerModel::new(&run.survey.ledger, order).assumption(),
        lease: run.survey.facts.clock.lease(),
        guard: None,
        timeouts: &run.context.timeouts,
        search_path: run.target.search_path.as_deref(),
        run_id: &run_id,
        release: run.release.as_deref(),
        script: &|step| script(step, store),
        ending: Ending::RollBack,
    };
    for step in &plan.steps {
        run.watch.events.emit(Event::StepBegins(reference(step)));
    }
    run_transaction(&run.session, &transaction, run.watch).await
}

/// The ledger that a real run would create.
fn absent_ledger(run: &Run<'_>) -> Result<LedgerTable, Failure> {
    let name = &run.context.ledger;
    let schema = name
        .schema
        .clone()
        .or_else(|| run.survey.facts.current_schema.clone())
        .ok_or_else(super::prepare::no_schema)?;
    Ok(LedgerTable {
        schema,
        table: name.table.clone(),
        columns: Columns::all(),
        may_alter: true,
    })
}

fn refuse_outside_transaction(plan: &Plan) -> Result<(), Failure> {
    let outside = plan
        .steps
        .iter()
        .find(|step| step.section().options.transaction == SectionMode::None);
    let Some(step) = outside else {
        return Ok(());
    };
    Err(Failure::new(FailureKind::Usage {
        message: format!(
            "`--dry-run=execute` cannot try {}: it runs outside of a transaction",
            step.migration.label()
        ),
        hint: Some(
            "`--to` or `--count` ends the run before it; `--dry-run=sql` shows it".to_owned(),
        ),
    }))
}
