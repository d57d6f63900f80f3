//! `down`: reverts applied migrations, latest applied first.

use uuid::Uuid;

use super::Context;
use super::database::on_database;
use super::endpoint::Opened;
use super::load::{Wanted, load};
use super::lock_wait::Errand;
use super::protection::refuse_protected;
use super::reading::Reading;
use super::run::{Planner, Run};
use super::up::{CreateDatabase, Mode};
use super::{dry_run, failures};
use crate::migration::Direction;
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::{DownSelection, Plan, Reach, Resume, history, plan_down, scripts_for_down};
use crate::postgres::{Detail, Watch};

pub(super) const WANTED: Wanted = Wanted {
    create: CreateDatabase::Never,
    detail: Detail::Runs,
    errand: Errand::Work,
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
    /// What is decided about a statement in doubt.
    pub resume: Resume,
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
    let wanted = Wanted {
        errand: request.mode.errand(),
        ..WANTED
    };
    let loaded = load(reading, context, opened, wanted, watch).await?;
    let mut run = Run::new(context, &opened.target, watch, Direction::Down, loaded);
    run.resume = request.resume;
    run.say_connected();
    if let Some(command) = endangering(request) {
        refuse_protected(&command, context, (&run.session, &run.survey), watch).await?;
    }
    let mut planner = DownPlanner::new(&request.selection);
    Box::pin(dry_run::run_or_show(&mut run, &mut planner, request.mode)).await
}

/// The command as typed, if a protected database is to be spared it: what reaches beyond the
/// last run or a release. A plan that is only shown harms nobody; to try one there takes a limit.
fn endangering(request: &Request) -> Option<String> {
    if request.mode != Mode::Run {
        return None;
    }
    match &request.selection.reach {
        Reach::LastRun | Reach::Release(_) => None,
        Reach::Count(1) => Some("down".to_owned()),
        Reach::Count(count) => Some(format!("down --count {count}")),
        Reach::To(version) => Some(format!("down --to {version}")),
        Reach::All => Some("down --all".to_owned()),
    }
}

pub(super) struct DownPlanner<'a> {
    selection: &'a DownSelection,
    /// The run that `--last-run` meant when it was planned first: another run's steps are
    /// not to follow when somebody else has reverted the rest of it meanwhile.
    reverted_run: Option<Option<Uuid>>,
}

impl<'a> DownPlanner<'a> {
    pub(super) fn new(selection: &'a DownSelection) -> Self {
        Self {
            selection,
            reverted_run: None,
        }
    }
}

impl Planner for DownPlanner<'_> {
    type Plan = Plan;

    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Plan, Failure> {
        let mut selection = self.selection.clone();
        match &mut selection.reach {
            Reach::Count(count) => *count = count.saturating_sub(run.done.len()),
            Reach::LastRun => {
                let latest = run.survey.ledger.latest_run();
                if *self.reverted_run.get_or_insert(latest) != latest {
                    return Ok(Plan::default());
                }
            }
            Reach::To(_) | Reach::Release(_) | Reach::All => {}
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
