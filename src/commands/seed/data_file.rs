//! A data file with the table that its rows go into.

use std::sync::Arc;

use crate::plan::{DataFormat, TableShape};
use crate::source::SeedFile;

/// A data file and its table.
#[derive(Debug, Clone)]
pub(super) struct DataFile {
    /// The file.
    pub(super) file: SeedFile,
    /// How its rows are written.
    pub(super) format: DataFormat,
    /// Its table.
    pub(super) table: Arc<TableShape>,
}
