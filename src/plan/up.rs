//! The plan of `up`.

use super::{Edit, History, Plan, Refusal};
use crate::migration::{MigrationFile, Problem, Version};

/// What `up` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpSelection {
    /// The last version to apply.
    pub to: Option<Version>,
    /// At most so many.
    pub count: Option<usize>,
    /// What happens when something isn't in order.
    pub order: Order,
    /// What happens to unverified rows.
    pub unverified: Unverified,
}

/// `--strict` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Out-of-order and missing migrations are warned about.
    #[default]
    Warn,
    /// They refuse the run.
    Strict,
}

/// `--adopt` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unverified {
    /// Reported only.
    #[default]
    Report,
    /// Stamped with the checksums of their files.
    Adopt,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unplannable {
    /// Files of the run are wrong; never empty.
    Files(Vec<Problem>),
    /// The plan is refused.
    Refused(Refusal),
}

/// The plan of `up`: pending and out-of-order migrations of the selection in
/// numeric order. `edits` are those of the history's modified entries.
///
/// # Errors
/// In this order: a partial migration; modified ones; bad files of the run;
/// an unknown `--to`; `--strict`.
pub fn plan_up(
    history: &History,
    files: &[MigrationFile],
    selection: &UpSelection,
    edits: Vec<Edit>,
) -> Result<Plan, Unplannable> {
    let _ = (history, files, selection, edits);
    Ok(Plan::default())
}
