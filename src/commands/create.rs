//! `create`: creates the database, unless it is there.

use super::Context;
use super::database::on_database;
use super::endpoint::Opened;
use super::failures;
use super::reach::{Found, Reaching};
use super::up::CreateDatabase;
use crate::outcome::{Connected, DatabaseAction, DatabaseReport, Event, Events, Failure, Outcome};
use crate::postgres::Watch;
use crate::target::Target;

/// What `create` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
}

/// Creates the database, on whatever server: who types `create` means it.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    // No file is needed; what is wrong with them is no matter.
    on_database(&request.context, events, async |_, opened, watch| {
        create(&request.context, opened, watch).await
    })
    .await
}

async fn create(context: &Context, opened: &Opened, watch: Watch<'_>) -> Result<Outcome, Failure> {
    let target = &opened.target;
    say_where(target, watch);
    // Asked of the database itself: not everybody may connect to another one to look for it.
    let mut reaching = Reaching::new(context, target, CreateDatabase::Always, watch);
    let (_, found) = reaching.session().await?;
    Ok(Outcome::Database(DatabaseReport {
        database: target.database.clone(),
        action: DatabaseAction::Create,
        changed: found == Found::Created,
    }))
}

/// Tells where we are about to work, as far as that is known without the database.
pub(super) fn say_where(target: &Target, watch: Watch<'_>) {
    watch.events.emit(Event::Connected(Connected {
        host: failures::host(target),
        database: target.database.clone(),
        role: target.user.clone(),
        encryption: None,
        ledger: None,
    }));
}
