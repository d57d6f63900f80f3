//! What `seed` did, would do, or shows; and how a seed file fails.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ServerError;
use crate::migration::Location;
use crate::plan::SeedState;

/// What a seeding run did. All of it is committed.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SeedReport {
    /// The run's id; `None` when there was nothing to do.
    pub run_id: Option<Uuid>,
    /// The tables that `--reset` emptied, in name order.
    pub emptied: Vec<EmptiedTable>,
    /// The selected files, in the order in which they were loaded; those left out first.
    pub files: Vec<SeededFile>,
    /// The sequences that were moved forward.
    pub sequences: Vec<SequenceMove>,
}

/// A table that was emptied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EmptiedTable {
    /// As SQL writes it.
    pub table: String,
    /// How many rows it had.
    pub rows: u64,
}

/// A sequence that was moved forward.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SequenceMove {
    /// As SQL writes it.
    pub sequence: String,
    /// The column that it numbers.
    pub column: String,
    /// Where it stands now.
    pub value: i64,
}

/// What was done with a seed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeedAction {
    /// Nothing: it was loaded before as it is.
    LeftOut,
    /// Its statements ran.
    Ran,
    /// Its rows went straight into an empty table.
    Loaded,
    /// Its rows were merged.
    Merged,
}

/// A seed file of a run.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SeededFile {
    /// The path below the seeds folder.
    pub file: String,
    /// What was done.
    pub action: SeedAction,
    /// The table; `None` for SQL.
    pub table: Option<String>,
    /// Its rows; `None` for SQL.
    pub rows: Option<SeedCounts>,
    /// How many statements; `None` for data.
    pub statements: Option<usize>,
    /// How many bytes were read of it.
    pub bytes: u64,
    /// Wall-clock milliseconds.
    pub duration_ms: u64,
}

/// What became of a file's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct SeedCounts {
    /// In the file.
    pub total: u64,
    /// That were absent.
    pub inserted: u64,
    /// That differed.
    pub updated: u64,
    /// That were as in the file already, and weren't touched.
    pub unchanged: u64,
}

/// The seed files with what the ledger of seeds knows of them: `--list` and `--dry-run`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SeedList {
    /// The tables that `--reset` would empty first, in name order.
    pub emptied: Vec<EmptiedTable>,
    /// Of a dry run those selected, in the order in which they would be loaded.
    pub seeds: Vec<ListedSeed>,
    /// Whether this is what a run would do.
    #[serde(skip)]
    pub purpose: ListPurpose,
}

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPurpose {
    /// To look: `--list`.
    Look,
    /// To see what a run would do: `--dry-run`.
    Plan,
}

/// A seed file in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ListedSeed {
    /// The path below the seeds folder.
    pub file: String,
    /// The set; `None` is the root.
    pub set: Option<String>,
    /// What it is to the database.
    pub state: SeedState,
    /// The table, as its name spells it, or of a dry run as SQL writes it; `None` for SQL.
    pub table: Option<String>,
    /// Of a dry run: what would be done.
    pub action: Option<SeedAction>,
    /// How many rows it had when it was loaded last.
    pub rows: Option<i64>,
    /// When that was.
    pub seeded_at: Option<DateTime<Utc>>,
    /// Of a dry run: there is no such table yet, and a SQL seed before it may make it.
    #[serde(skip)]
    pub is_awaited: bool,
}

/// A row or statement of a seed file that the server refused. Everything was rolled back.
#[derive(Debug)]
pub struct SeedFailure {
    /// The file as shown to people; `None` when it can't be told which.
    pub file: Option<String>,
    /// The table; `None` for SQL.
    pub table: Option<String>,
    /// Where in the file.
    pub location: Option<Location>,
    /// The column.
    pub column: Option<String>,
    /// The value there.
    pub value: Option<String>,
    /// The rule that it breaks.
    pub rule: Option<SeedRule>,
    /// Of a SQL seed: which statement, 1-based, of how many.
    pub statement: Option<(usize, usize)>,
    /// The server's error.
    pub error: ServerError,
    /// What to do.
    pub cure: Option<String>,
}

/// A rule that a row breaks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SeedRule {
    /// The constraint's name; `None` for NOT NULL.
    pub name: Option<String>,
    /// As SQL defines it.
    pub definition: String,
}

/// How far the file at work is.
#[derive(Debug, Clone)]
pub struct SeedProgress {
    /// The path below the seeds folder.
    pub file: String,
    /// Rows read so far.
    pub rows: u64,
    /// Bytes of the file read so far.
    pub bytes: u64,
    /// Of how many.
    pub of_bytes: u64,
    /// Since the file was begun.
    pub elapsed: Duration,
}

/// Where a run's rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsOf {
    /// Seed files, which are recorded in the ledger of seeds.
    Files,
    /// `seed generate`
    Generation,
}
