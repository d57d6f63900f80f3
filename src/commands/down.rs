//! `down`: reverts applied migrations, latest applied first.

use super::Context;
use super::up::Mode;
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::DownSelection;

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
    let _ = (request, events);
    std::future::pending().await
}
