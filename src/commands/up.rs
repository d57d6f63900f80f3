//! `up`: applies pending migrations.

use std::time::Duration;

use super::Context;
use super::database::on_database;
use super::endpoint::Opened;
use super::load::{Wanted, load};
use super::lock_wait::Errand;
use super::reading::Reading;
use super::run::{Planner, Run};
use super::{dry_run, failures};
use crate::migration::Direction;
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::{Plan, Resume, UpSelection, agree, edits, history, modified_versions, plan_up};
use crate::postgres::{Detail, Watch};

/// What `up` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Which migrations.
    pub selection: UpSelection,
    /// Whether to run, or only to show.
    pub mode: Mode,
    /// Labels what is applied.
    pub release: Option<String>,
    /// Whether a missing database is created.
    pub create: CreateDatabase,
    /// Whether the ledger keeps the scripts.
    pub store: StoreScript,
    /// What is decided about a statement in doubt.
    pub resume: Resume,
}

/// `--dry-run` or not, for `up` and `down`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Run.
    #[default]
    Run,
    /// `--dry-run`, `--dry-run=plan`: show the steps.
    Plan,
    /// `--dry-run=sql`: show their SQL too.
    Sql,
    /// `--dry-run=execute`: run everything, then roll back.
    Execute {
        /// For how long others may be kept waiting; `None`: as long as it takes.
        limit: Option<Duration>,
    },
}

impl Mode {
    pub(super) fn errand(self) -> Errand {
        match self {
            Self::Run | Self::Execute { .. } => Errand::Work,
            Self::Plan | Self::Sql => Errand::Look,
        }
    }
}

/// `--create`, `--no-create` or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CreateDatabase {
    /// When the server is local.
    #[default]
    IfLocal,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// `--no-store-script` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StoreScript {
    /// The ledger keeps the canonical text as applied.
    #[default]
    Store,
    /// It keeps none.
    Omit,
}

/// Applies what is pending.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |reading, opened, watch| {
        apply(request, reading, opened, watch).await
    })
    .await
}

async fn apply(
    request: &Request,
    reading: Reading,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let context = &request.context;
    let wanted = Wanted {
        // What is only tried or shown leaves nothing behind, a database least of all.
        create: match request.mode {
            Mode::Run => request.create,
            Mode::Plan | Mode::Sql | Mode::Execute { .. } => CreateDatabase::Never,
        },
        detail: Detail::Lists,
        errand: request.mode.errand(),
    };
    let loaded = load(reading, context, opened, wanted, watch).await?;
    let mut run = Run::new(context, &opened.target, watch, Direction::Up, loaded);
    run.store = request.store;
    run.resume = request.resume;
    run.release.clone_from(&request.release);
    run.say_connected();
    if let Some(applied) = run.survey.applied.take() {
        let plain = request.mode == Mode::Run && request.selection.to.is_none();
        if plain && run.survey.ledger.partial.is_empty() && agree(&run.files, &applied) {
            let report = run.report(Vec::new());
            // What a run with nothing to do would give back, file by file, the process's end
            // gives back at once.
            std::mem::forget(run);
            return Ok(Outcome::Run(report));
        }
        match applied.rows(&run.files) {
            Some(rows) => run.survey.ledger.rows = rows,
            None => run.look_again().await?,
        }
    }
    let mut planner = UpPlanner {
        selection: &request.selection,
    };
    Box::pin(dry_run::run_or_show(&mut run, &mut planner, request.mode)).await
}

struct UpPlanner<'a> {
    selection: &'a UpSelection,
}

impl Planner for UpPlanner<'_> {
    type Plan = Plan;

    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Plan, Failure> {
        let mut seen = history(&run.files, &run.survey.ledger);
        let scripts = run.scripts(&modified_versions(&seen)).await?;
        if !scripts.is_empty() {
            // The rows have their sections' checksums now.
            seen = history(&run.files, &run.survey.ledger);
        }
        let edits = edits(&seen, &run.files, &scripts);
        let selection = UpSelection {
            count: self
                .selection
                .count
                .map(|count| count.saturating_sub(run.done.len())),
            ..self.selection.clone()
        };
        plan_up(&seen, &run.files, &selection, edits).map_err(failures::unplannable)
    }
}
