//! The states of a version, and how they follow from file and ledger.

use crate::migration::{MigrationFile, ProblemKind, Version};

use super::PartialRow;
use super::ledger::{Ledger, LedgerRow};

/// The states that `status` shows.
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
    /// Applied, the file gone, below the newest file (or there are no files at all).
    Missing,
    /// Applied, no file, above the newest file.
    Future,
    /// Applied, and nothing to compare: no checksum in the ledger, or the file can't be read.
    Unverified,
    /// A non-transactional section stopped midway.
    Partial,
}

/// How far files and ledger reach.
#[derive(Debug)]
pub(super) struct Frontier {
    newest_file: Option<Version>,
    highest_applied: Option<Version>,
}

impl Frontier {
    pub(super) fn of(files: &[MigrationFile], ledger: &Ledger) -> Self {
        let newest_file = files.iter().map(|file| &file.name.version).max();
        let highest_applied = ledger.rows.iter().map(|row| &row.version).max();
        Self {
            newest_file: newest_file.cloned(),
            highest_applied: highest_applied.cloned(),
        }
    }

    /// The state of `version`, of which this much is known.
    pub(super) fn state(
        &self,
        version: &Version,
        file: Option<&MigrationFile>,
        row: Option<&LedgerRow>,
        progress: Option<&PartialRow>,
    ) -> State {
        match (file, row) {
            _ if progress.is_some() => State::Partial,
            (_, None) if is_above(self.highest_applied.as_ref(), Some(version)) => {
                State::OutOfOrder
            }
            (_, None) => State::Pending,
            (None, Some(_)) if is_above(Some(version), self.newest_file.as_ref()) => State::Future,
            // Without any file the folder is more likely the wrong one than an older one.
            (None, Some(_)) => State::Missing,
            (Some(file), Some(row)) => compared(file, row),
        }
    }
}

/// Whether `higher` is the greater number; never without both.
fn is_above(higher: Option<&Version>, lower: Option<&Version>) -> bool {
    let both = higher.zip(lower);
    both.is_some_and(|(higher, lower)| higher > lower && !higher.same_number(lower))
}

fn compared(file: &MigrationFile, row: &LedgerRow) -> State {
    let Some(applied) = row.checksum else {
        return State::Unverified;
    };
    match &file.text {
        Ok((_, checksum)) if *checksum == applied => State::Applied,
        Ok(_) => State::Modified,
        // What was applied was UTF-8.
        Err(problem) if matches!(problem.kind, ProblemKind::NotUtf8 { .. }) => State::Modified,
        Err(_) => State::Unverified,
    }
}
