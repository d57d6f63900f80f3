//! The history: every version that a file or the ledger knows, with its state.

use super::ledger::LedgerRow;
use crate::migration::Version;

/// Every known version, in numeric order.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// One entry per version.
    pub entries: Vec<Entry>,
}

/// One version of the history.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The version; the ledger's spelling when both know it.
    pub version: Version,
    /// What people call it: `0007_create_users`.
    pub label: String,
    /// Index into the files that the history was made from.
    pub file: Option<usize>,
    /// The ledger's row.
    pub row: Option<LedgerRow>,
    /// The state.
    pub state: State,
}

/// The states of DESIGN section 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Not applied, above everything that is.
    Pending,
    /// Not applied, below the highest applied version.
    OutOfOrder,
    /// Applied, and the file is as it was.
    Applied,
    /// Applied, and the file's checksum differs.
    Modified,
    /// Applied, the file gone, below the newest file.
    Missing,
    /// Applied, no file, above the newest file.
    Future,
    /// Applied, no checksum in the ledger.
    Unverified,
    /// A non-transactional section stopped midway.
    Partial,
}
