//! `down`: reverts applied migrations, latest applied first.

use uuid::Uuid;

use super::Context;
use super::database::on_database;
use super::endpoint::Opened;
use super::load::{Reading, Wanted, load};
use super::run::{Planner, Run};
use super::up::{CreateDatabase, Mode};
use super::{dry_run, failures};
use crate::migration::Direction;
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::{DownSelection, Plan, Reach, history, plan_down, scripts_for_down};
use crate::postgres::{Detail, Watch};

const WANTED: Wanted = Wanted {
    create: CreateDatabase::Never,
    detail: Detail::Runs,
};

/// What `down` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Which migrations.
    pub selection: DownSelection,
    /// Whether to run, or only to show.
    pub mode: Mode,
}

/// Reverts the selection.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |reading, opened, watch| {
        revert(request, reading, opened, watch).await
    })
    .await
}

async fn revert(
    request: &Request,
    reading: Reading,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let context = &request.context;
    let loaded = load(reading, context, opened, WANTED, watch).await?;
    let mut run = Run::new(context, &opened.target, watch, Direction::Down, loaded);
    run.say_connected();
    let mut planner = DownPlanner {
        selection: &request.selection,
        reverted_run: None,
    };
    dry_run::run_or_show(&mut run, &mut planner, request.mode).await
}

struct DownPlanner<'a> {
    selection: &'a DownSelection,
    /// The run that `--last-run` meant when it was planned first: another run's steps are
    /// not to follow when somebody else has reverted the rest of it meanwhile.
    reverted_run: Option<Option<Uuid>>,
}

impl Planner for DownPlanner<'_> {
    type Plan = Plan;

    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Plan, Failure> {
        let mut selection = self.selection.clone();
        match &mut selection.reach {
            Reach::Count(count) => *count = count.saturating_sub(run.done.len()),
            Reach::LastRun => {
                let latest = run.survey.ledger.latest().and_then(|row| row.run_id);
                if *self.reverted_run.get_or_insert(latest) != latest {
                    return Ok(Plan::default());
                }
            }
            Reach::To(_) | Reach::All => {}
        }
        let mut seen = history(&run.files, &run.survey.ledger);
        let scripts = run.scripts(&scripts_for_down(&seen, &selection)).await?;
        if !scripts.is_empty() {
            // The rows have their sections' checksums now.
            seen = history(&run.files, &run.survey.ledger);
        }
        plan_down(&seen, &run.files, &selection, &scripts).map_err(failures::unplannable)
    }
}
