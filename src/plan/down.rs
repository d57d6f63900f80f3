//! The plan of `down`.

use super::{History, Origin, Plan, StoredScript, Unplannable};
use crate::migration::{MigrationFile, Version};

/// What `down` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownSelection {
    /// Which migrations.
    pub reach: Reach,
    /// Which text reverts a modified migration; `None` refuses it.
    pub from: Option<Origin>,
    /// Whether a stored script is trusted though others may write the ledger.
    pub trust: Trust,
}

/// Which applied migrations a revert reaches, latest applied first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The latest so many.
    Count(usize),
    /// Everything applied above this version, which stays.
    To(Version),
    /// What the latest run applied.
    LastRun,
    /// Everything.
    All,
}

/// `--trust-stored` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// A stored script runs only when nobody but the owner and superusers may write the ledger.
    #[default]
    OwnerOnly,
    /// It runs all the same.
    Anyone,
}

/// The versions whose stored scripts [`plan_down`] needs: missing ones, and
/// modified ones with `--from stored`. Usually empty.
pub fn scripts_for_down(history: &History, selection: &DownSelection) -> Vec<Version> {
    let _ = (history, selection);
    Vec::new()
}

/// The plan of `down`: the selection, latest applied first.
///
/// # Errors
/// A partial migration; an unknown or unapplied `--to`; modified files without
/// `--from`; unusable stored scripts; bad files; any irreversible migration.
pub fn plan_down(
    history: &History,
    files: &[MigrationFile],
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Result<Plan, Unplannable> {
    let _ = (history, files, selection, stored);
    Ok(Plan::default())
}
