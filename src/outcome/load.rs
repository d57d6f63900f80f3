//! What became of a schema file that was to be loaded.

use super::{Aftermath, ServerError, Signal};
use crate::migration::Location;

/// A schema file that was loaded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LoadReport {
    /// The file.
    pub path: String,
    /// How many statements it has.
    pub statements: usize,
    /// In how many transactions they ran.
    pub transactions: usize,
    /// How many versions the ledger says are applied.
    pub versions: usize,
    /// How many of these have no checksum: the file is pg_dump's or dbmate's.
    pub unverified: usize,
    /// Wall-clock milliseconds.
    pub duration_ms: u64,
}

/// A schema file that wasn't loaded to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadFailure {
    /// The file.
    pub path: String,
    /// How many statements it has.
    pub statements: usize,
    /// How it ended.
    pub end: LoadEnd,
    /// What is in the database now.
    pub aftermath: Aftermath,
    /// What to do, beyond the server's own hint.
    pub cure: Option<String>,
}

/// How loading a schema file ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadEnd {
    /// A statement failed.
    Statement {
        /// 1-based.
        statement: usize,
        /// Where in the file.
        location: Option<Location>,
        /// The server's error.
        error: Box<ServerError>,
    },
    /// Something else failed: a message of our own, the connection, reading the file.
    Failed {
        /// What was attempted.
        attempted: &'static str,
        /// The server's error, when it sent one.
        error: Option<Box<ServerError>>,
        /// The causes, outermost first, when it didn't.
        causes: Vec<String>,
    },
    /// The file ended the transaction that it was run in.
    Ended,
    /// A signal.
    Interrupted(Signal),
    /// The connection was lost after COMMIT was sent: the causes, outermost first.
    Unknown(Vec<String>),
}
