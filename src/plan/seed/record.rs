//! What the ledger of seeds knows of a file, and what follows for the next run.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::migration::Checksum;

/// A row of `schema_seeds`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedRecord {
    /// The path below the seeds folder.
    pub file: String,
    /// The checksum when it was loaded; `None` when the row holds none that is ours.
    pub checksum: Option<Checksum>,
    /// How many rows it had; `None` for SQL.
    pub rows: Option<i64>,
    /// When it was loaded last.
    pub seeded_at: Option<DateTime<Utc>>,
    /// The run that loaded it.
    pub run_id: Option<Uuid>,
    /// The tables that a SQL file inserted into, qualified and quoted.
    pub tables: Vec<String>,
}

/// What a seed file is to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeedState {
    /// It was never loaded.
    New,
    /// It is another one than when it was loaded.
    Changed,
    /// It was loaded as it is.
    Seeded,
    /// The ledger knows it, and it is gone.
    Missing,
}

impl SeedState {
    /// The state of a file with this checksum.
    #[must_use]
    pub fn of(record: Option<&SeedRecord>, checksum: Checksum) -> Self {
        match record {
            None => Self::New,
            Some(record) if record.checksum == Some(checksum) => Self::Seeded,
            Some(_) => Self::Changed,
        }
    }

    /// As people read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Seeded => "seeded",
            Self::Missing => "missing",
        }
    }
}
