//! `seed generate`: rows that satisfy the constraints of their tables, loaded in one transaction
//! under the lock, or written as seed files.

mod files;
mod load;
mod plan;

use std::path::PathBuf;

use crate::commands::Context;
use crate::commands::database::on_database;
use crate::generate::Choices;
use crate::outcome::{Events, Failure, Outcome};
use crate::plan::{Order, TableName};

/// How many bytes of rows are made at once.
const PIECE_BYTES: usize = 64 * 1024;

/// What `seed generate` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// The tables, with the rows to add to each.
    pub wanted: Vec<Wanted>,
    /// What decides the rows.
    pub choices: Choices,
    /// Where they go.
    pub destination: Destination,
    /// What becomes of a run while migrations are pending.
    pub pending: Order,
}

/// Rows of one table.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The table.
    pub table: TableName,
    /// How many.
    pub rows: u64,
}

/// Where rows go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Into their tables.
    Database,
    /// Into seed files in this folder: `--out`.
    Folder(PathBuf),
}

/// Makes the rows.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |reading, opened, watch| {
        let look = plan::look(request, reading, opened, watch).await?;
        match &request.destination {
            Destination::Database => load::run(request, &look, watch).await,
            Destination::Folder(folder) => files::run(request, &look, folder, watch).await,
        }
    })
    .await
}
