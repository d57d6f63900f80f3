//! `up`: applies pending migrations.

use super::Context;
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::UpSelection;

/// What `up` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Which migrations.
    pub selection: UpSelection,
    /// Whether to run, or only to show.
    pub mode: Mode,
    /// Whether a missing database is created.
    pub create: CreateDatabase,
    /// Whether the ledger keeps the scripts.
    pub store: StoreScript,
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
    Execute,
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
    let _ = (request, events);
    std::future::pending().await
}
