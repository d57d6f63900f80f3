//! `redo`: reverts the latest migrations and applies them again, in the order in which they had
//! been applied, each with the release it had.

use super::Context;
use super::database::on_database;
use super::down::{DownPlanner, WANTED};
use super::endpoint::Opened;
use super::failures;
use super::load::load;
use super::protection::refuse_protected;
use super::reading::Reading;
use super::run::{Planner, Run};
use super::schema_rewrite::rewrite;
use crate::migration::{Direction, Version};
use crate::outcome::{Events, Failure, Outcome, RunStep};
use crate::plan::{DownSelection, Origin, Plan, Reach, Trust, history, plan_again};
use crate::postgres::Watch;

/// What `redo` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// The latest so many.
    pub count: usize,
    /// Which text reverts a modified migration; `None` refuses it.
    pub from: Option<Origin>,
    /// Whether a stored script is trusted though others may write the ledger.
    pub trust: Trust,
}

/// Reverts, then applies again.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |reading, opened, watch| {
        redo(request, reading, opened, watch).await
    })
    .await
}

async fn redo(
    request: &Request,
    reading: Reading,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let context = &request.context;
    let loaded = load(reading, context, opened, WANTED, watch).await?;
    let mut run = Run::new(context, &opened.target, watch, Direction::Down, loaded);
    run.say_connected();
    refuse_protected("redo", context, (&run.session, &run.survey), watch).await?;
    let selection = DownSelection {
        reach: Reach::Count(request.count),
        from: request.from,
        trust: request.trust,
    };
    let mut revert = Revert(DownPlanner::new(&selection));
    let reverted = run.run(&mut revert).await?;
    if reverted.done.is_empty() {
        return Ok(Outcome::Run(reverted));
    }
    run.direction = Direction::Up;
    let mut apply = Apply(in_order_of_application(&reverted.done));
    match run.look_again().await {
        Ok(()) => {
            let report = run.run(&mut apply).await?;
            rewrite(&run, &report).await?;
            Ok(Outcome::Run(report))
        }
        Err(mut failure) => {
            failure.run = Some(reverted);
            Err(failure)
        }
    }
}

/// Each version once, though somebody may have applied it again before the last revert.
fn in_order_of_application(reverted: &[RunStep]) -> Vec<Version> {
    let mut versions = Vec::new();
    for step in reverted {
        if !versions.contains(&step.version) {
            versions.push(step.version.clone());
        }
    }
    versions.reverse();
    versions
}

/// Plans the first half, if the second one can follow.
struct Revert<'a>(DownPlanner<'a>);

impl Planner for Revert<'_> {
    type Plan = Plan;

    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Plan, Failure> {
        let plan = self.0.plan(run).await?;
        let steps = plan.steps.iter().rev();
        let versions: Vec<_> = steps.map(|step| step.migration.version.clone()).collect();
        let seen = history(&run.files, &run.survey.ledger);
        plan_again(&seen, &run.files, &versions).map_err(failures::unplannable)?;
        let rows = run.survey.ledger.rows.iter();
        let labels = rows.filter(|row| versions.contains(&row.version));
        let labels: Vec<_> = labels
            .map(|row| (row.version.clone(), row.release.clone()))
            .collect();
        run.kept_releases.extend(labels);
        Ok(plan)
    }
}

/// Plans the second half: these versions, unless somebody has applied them meanwhile.
struct Apply(Vec<Version>);

impl Planner for Apply {
    type Plan = Plan;

    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Plan, Failure> {
        let rows = &run.survey.ledger.rows;
        self.0
            .retain(|version| !rows.iter().any(|row| row.version == *version));
        let seen = history(&run.files, &run.survey.ledger);
        plan_again(&seen, &run.files, &self.0).map_err(failures::unplannable)
    }
}
