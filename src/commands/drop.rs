//! `drop`: drops the database with everything in it. Nobody's session is ended for that, and a
//! protected database is spared.

use super::consent::{Confirmation, Consent};
use super::create::say_where;
use super::database::on_database;
use super::endpoint::Opened;
use super::reach::Reaching;
use super::up::CreateDatabase;
use super::{Context, Protected, failures};
use crate::outcome::{Asks, DatabaseAction, DatabaseReport, Events, Failure, FailureKind, Outcome};
use crate::plan::Refusal;
use crate::postgres::{Dropped, Session, Watch, drop_database, read_any_protection};
use crate::target::Target;

/// What `drop` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Whether somebody must agree first.
    pub confirmation: Confirmation,
}

/// Drops the database, once somebody agreed.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(
    request: &Request,
    events: &dyn Events,
    asker: &dyn Asks,
) -> Result<Outcome, Failure> {
    // No file is needed; what is wrong with them is no matter.
    on_database(&request.context, events, async |_, opened, watch| {
        let consent = Consent::of(request.confirmation, asker);
        drop_whole(&request.context, opened, consent, watch).await
    })
    .await
}

async fn drop_whole(
    context: &Context,
    opened: &Opened,
    consent: Consent<'_>,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let target = &opened.target;
    say_where(target, watch);
    if look_for_protection(context, target, watch).await? == Seen::Absent {
        return Ok(report(target, Dropped::Absent));
    }
    let question = format!(
        "drop the database {} on {} with everything in it?",
        target.database,
        failures::host(target)
    );
    consent.agree(&question, watch).await?;
    let attempted = format!("drop the database {}", target.database);
    match drop_database(target, watch).await {
        Ok(Dropped::InUse(error, sessions)) => Err(Failure::new(FailureKind::InUse {
            database: target.database.clone(),
            error,
            sessions,
        })),
        Ok(dropped) => Ok(report(target, dropped)),
        Err(refused) if refused.error.sqlstate() == Some("42501") => {
            let mut failure = failures::during(&attempted, refused.error);
            if let FailureKind::Server { hint, .. } = &mut failure.kind {
                let cure = "only the database's owner and superusers may drop it";
                *hint = Some(cure.to_owned());
            }
            Err(failure)
        }
        Err(refused) => Err(failures::during(&attempted, refused.error)),
    }
}

/// Whether there is something to drop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    There,
    Absent,
}

/// Looks at the database, and refuses a protected one. The connection is closed afterwards: it
/// would be in the way.
async fn look_for_protection(
    context: &Context,
    target: &Target,
    watch: Watch<'_>,
) -> Result<Seen, Failure> {
    let mut reaching = Reaching::new(context, target, CreateDatabase::Never, watch);
    let failure = match reaching.session().await {
        Ok((session, _)) => {
            spare_protected(context, target, &session, watch).await?;
            return Ok(Seen::There);
        }
        Err(failure) => failure,
    };
    match &failure.kind {
        FailureKind::Server {
            error: Some(error), ..
        } if error.sqlstate == "3D000" => Ok(Seen::Absent),
        // What an interrupted DROP DATABASE left: all that can be done to it is dropping it.
        FailureKind::Server {
            error: Some(error), ..
        } if error.is_invalid_database() => Ok(Seen::There),
        _ => Err(failure),
    }
}

/// Every ledger's mark counts, whichever is named: all of them would be gone.
async fn spare_protected(
    context: &Context,
    target: &Target,
    session: &Session,
    watch: Watch<'_>,
) -> Result<(), Failure> {
    if context.protected == Protected::Allow {
        return Ok(());
    }
    let found = read_any_protection(session, watch)
        .await
        .map_err(|error| failures::during("read whether the database is protected", error))?;
    let Some(by) = found else {
        return Ok(());
    };
    Err(Failure::new(FailureKind::Refused(Refusal::Protected {
        command: "drop".to_owned(),
        database: target.database.clone(),
        by,
    })))
}

fn report(target: &Target, dropped: Dropped) -> Outcome {
    Outcome::Database(DatabaseReport {
        database: target.database.clone(),
        action: DatabaseAction::Drop,
        changed: dropped == Dropped::Gone,
    })
}
