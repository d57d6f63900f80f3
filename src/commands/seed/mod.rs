//! `seed`: loads the seed files, all of them or nothing, in one transaction under the lock.

mod advice;
mod attempts;
mod columns;
mod data_file;
mod decide;
mod failures;
mod feed;
pub mod generate;
mod group;
mod list;
mod load;
mod look;
mod numbers;
mod reset;
mod scripts;
mod sequences;
mod settle;
mod work;

use std::path::PathBuf;

use super::Context;
use super::database::on_database;
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::{GivenKey, Order};

/// What `seed` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Where the seed files are.
    pub seeds_dir: PathBuf,
    /// The sets behind the root.
    pub sets: Vec<String>,
    /// To load, or to show.
    pub action: Action,
    /// Which files are loaded.
    pub repeat: Repeat,
    /// The keys to merge on.
    pub keys: Vec<GivenKey>,
    /// What becomes of a run while migrations are pending.
    pub pending: Order,
}

/// To load, or to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Load.
    Run,
    /// `--dry-run`
    Plan,
    /// `--list`
    List,
}

/// Which files are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// New and changed ones.
    Changed,
    /// All.
    Force,
    /// All, their tables emptied first.
    Reset,
}

/// Loads the seeds, or shows them.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |reading, opened, watch| {
        let look = look::look(request, reading, opened, watch).await?;
        match request.action {
            Action::List => Ok(list::list(request, &look)),
            Action::Plan => list::plan(request, &look, &opened.target, watch).await,
            Action::Run => Box::pin(work::run(request, look, &opened.target, watch)).await,
        }
    })
    .await
}
