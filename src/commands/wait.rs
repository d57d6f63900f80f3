//! `wait`: waits until the server takes connections. Whether the database is there is no matter.

use std::time::Instant;

use super::Context;
use super::database::on_database;
use super::endpoint::Opened;
use super::failures;
use super::reach::Reaching;
use super::up::CreateDatabase;
use crate::outcome::{Events, Failure, FailureKind, Outcome, WaitReport};
use crate::postgres::Watch;
use crate::target::{ServerWait, Timeouts};

/// What `wait` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// How it waits.
    pub wait: ServerWait,
}

/// Returns once the server answers.
///
/// # Errors
/// It doesn't in time, or refuses for a reason that doesn't pass by itself.
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    let context = Context {
        server_wait: Some(request.wait),
        timeouts: Timeouts {
            lock_wait: request.wait.timeout,
            ..request.context.timeouts.clone()
        },
        ..request.context.clone()
    };
    // No file is needed; what is wrong with them is no matter.
    on_database(&context, events, async |_, opened, watch| {
        wait(&context, opened, watch).await
    })
    .await
}

async fn wait(context: &Context, opened: &Opened, watch: Watch<'_>) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let mut reaching = Reaching::new(context, &opened.target, CreateDatabase::Never, watch);
    match reaching.answer().await {
        Ok(()) => {}
        Err(failure) if is_missing(&failure) => {}
        Err(failure) => return Err(failure),
    }
    Ok(Outcome::Wait(WaitReport {
        host: failures::host(&opened.target),
        waited_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    }))
}

/// A server that knows its databases is up.
fn is_missing(failure: &Failure) -> bool {
    match &failure.kind {
        FailureKind::Server { error, .. } => error
            .as_ref()
            .is_some_and(|error| error.sqlstate == "3D000"),
        _ => false,
    }
}
