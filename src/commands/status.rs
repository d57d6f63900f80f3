//! `status`: one row per version with its state.

use super::Context;
use crate::outcome::{Events, Failure, Outcome, StatusExit};

/// What `status` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Whether the states decide the exit status.
    pub exit: StatusExit,
}

/// Reads the history.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    let _ = (request, events);
    std::future::pending().await
}
