//! What `seed generate` made.

use super::SequenceMove;

/// The rows that were made. All of them are committed, or all files are complete.
#[derive(Debug, Clone, serde::Serialize)]
pub struct GenerateReport {
    /// What decided them.
    pub seed: u64,
    /// The tables, parents first.
    pub tables: Vec<GeneratedTable>,
    /// The sequences that were moved forward.
    pub sequences: Vec<SequenceMove>,
}

/// Rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct GeneratedTable {
    /// As SQL writes it.
    pub table: String,
    /// How many rows were made.
    pub rows: u64,
    /// Whether rows of other tables wanted them, and nobody else.
    pub pulled_in: bool,
    /// The file, when they were written into one.
    pub file: Option<String>,
    /// Bytes of CSV.
    pub bytes: u64,
    /// Wall-clock milliseconds.
    pub duration_ms: u64,
}
