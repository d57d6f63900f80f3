//! `repair`: makes the ledger say what is true of single versions. Runs no migration.

use super::Context;
use super::consent::{Confirmation, Consent};
use super::corrections::{Manner, correct};
use super::database::on_database;
use super::failures;
use super::load::{Wanted, load};
use super::lock_wait::Errand;
use super::run::{Planner, Run};
use super::up::CreateDatabase;
use crate::migration::Direction;
use crate::outcome::{Asks, Events, Failure, Outcome};
use crate::plan::{Corrections, RepairSelection, history, plan_repair, scripts_for_repair};
use crate::postgres::Detail;

/// What `repair` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Which rows, and what is done to them.
    pub selection: RepairSelection,
    /// Why, for the log.
    pub reason: Option<String>,
    /// Whether somebody must agree first.
    pub confirmation: Confirmation,
}

/// Repairs the rows.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(
    request: &Request,
    events: &dyn Events,
    asker: &dyn Asks,
) -> Result<Outcome, Failure> {
    let context = &request.context;
    on_database(context, events, async |reading, opened, watch| {
        let wanted = Wanted {
            create: CreateDatabase::Never,
            detail: Detail::Checksums,
            errand: Errand::Work,
        };
        let loaded = load(reading, context, opened, wanted, watch).await?;
        let mut run = Run::new(context, &opened.target, watch, Direction::Up, loaded);
        run.say_connected();
        let mut planner = RepairPlanner {
            selection: &request.selection,
        };
        let manner = Manner {
            reason: request.reason.as_deref(),
            consent: Consent::of(request.confirmation, asker),
        };
        correct(&mut run, &mut planner, &manner).await
    })
    .await
}

struct RepairPlanner<'a> {
    selection: &'a RepairSelection,
}

impl Planner for RepairPlanner<'_> {
    type Plan = Corrections;

    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Corrections, Failure> {
        let mut seen = history(&run.files, &run.survey.ledger);
        let scripts = run
            .scripts(&scripts_for_repair(&seen, self.selection))
            .await?;
        if !scripts.is_empty() {
            // The rows have their sections' checksums now.
            seen = history(&run.files, &run.survey.ledger);
        }
        plan_repair(&seen, &run.files, self.selection, &scripts).map_err(failures::unplannable)
    }
}
