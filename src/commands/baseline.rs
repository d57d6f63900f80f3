//! `baseline`: records the migrations that a database has which was there before its ledger.
//! Runs none of them.

use super::Context;
use super::consent::Consent;
use super::corrections::{Manner, correct};
use super::database::on_database;
use super::failures;
use super::load::{Wanted, load};
use super::lock_wait::Errand;
use super::run::{Planner, Run};
use super::up::CreateDatabase;
use crate::migration::{Direction, Version};
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::{Corrections, history, plan_baseline};
use crate::postgres::Detail;

/// What `baseline` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// The last version that the database has.
    pub to: Version,
    /// Why, for the log.
    pub reason: Option<String>,
}

/// Records everything up to the version.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
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
        let mut planner = BaselinePlanner { to: &request.to };
        let manner = Manner {
            reason: request.reason.as_deref(),
            consent: Consent::Given,
        };
        correct(&mut run, &mut planner, &manner).await
    })
    .await
}

struct BaselinePlanner<'a> {
    to: &'a Version,
}

impl Planner for BaselinePlanner<'_> {
    type Plan = Corrections;

    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Corrections, Failure> {
        let seen = history(&run.files, &run.survey.ledger);
        plan_baseline(&seen, &run.files, self.to).map_err(failures::unplannable)
    }
}
