//! The plan of `repair`.

use super::check::{all_or_problems, known, migration, refuse_partial, same_versions};
use super::edit::edit;
use super::{Change, ChangeKind, Correction, Corrections, Edit, EditKind, Entry, History};
use super::{Refusal, State, StoredScript, Unplannable};
use crate::migration::{MigrationFile, Version};

/// What `repair` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairSelection {
    /// What is done to the rows.
    pub action: RepairAction,
    /// Whose rows; never empty.
    pub versions: Vec<Version>,
}

/// What is done to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepairAction {
    /// They get the checksums of their files, after these edits.
    Restamp(AcceptedEdits),
    /// `--forget`
    Forget,
    /// `--mark-applied`
    MarkApplied,
}

/// `--down-only` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedEdits {
    /// Every edit.
    Any,
    /// Edits of the down section, of comments and of white space.
    DownOnly,
}

impl RepairAction {
    fn kind(self) -> ChangeKind {
        match self {
            Self::Restamp(_) => ChangeKind::Restamp,
            Self::Forget => ChangeKind::Forget,
            Self::MarkApplied => ChangeKind::MarkApplied,
        }
    }
}

/// The versions whose stored scripts [`plan_repair`] needs to show their edits.
pub fn scripts_for_repair(history: &History, selection: &RepairSelection) -> Vec<Version> {
    if !matches!(selection.action, RepairAction::Restamp(_)) {
        return Vec::new();
    }
    let entries = selection.versions.iter().filter_map(|v| history.find(v));
    let modified = entries.filter(|entry| entry.state == State::Modified);
    modified.map(|entry| entry.version.clone()).collect()
}

/// The plan of `repair`, in numeric order. What is as asked for already is no change.
///
/// # Errors
/// In this order: an unknown version; a partial one; one in a state that this action isn't
/// for; files with numerically equal versions; bad files; `--down-only` and another edit.
pub fn plan_repair(
    history: &History,
    files: &[MigrationFile],
    selection: &RepairSelection,
    stored: &[StoredScript],
) -> Result<Corrections, Unplannable> {
    let mut entries: Vec<&Entry> = Vec::new();
    for wanted in &selection.versions {
        let entry = known(history, wanted)?;
        if !entries.iter().any(|other| std::ptr::eq(*other, entry)) {
            entries.push(entry);
        }
    }
    entries.sort_by(|a, b| a.version.cmp(&b.version));
    refuse_partial(entries.iter().copied(), files)?;
    for entry in &entries {
        refuse_state(entry, selection.action)?;
    }
    all_or_problems(same_versions(files), Vec::new())?;

    let mut plan = Corrections::default();
    let mut problems = Vec::new();
    for entry in entries {
        if entry.state == State::Applied {
            plan.unchanged.push(entry.label.clone());
            continue;
        }
        match change(entry, files, selection.action, stored) {
            Ok(change) => plan.changes.push(Correction {
                version: entry.version.clone(),
                label: entry.label.clone(),
                change,
            }),
            Err(more) => problems.extend(more),
        }
    }
    all_or_problems(problems, Vec::new())?;
    if selection.action == RepairAction::Restamp(AcceptedEdits::DownOnly) {
        refuse_other_edits(&plan.changes)?;
    }
    Ok(plan)
}

/// Refuses an entry that `action` isn't for. What is applied as it should be passes.
fn refuse_state(entry: &Entry, action: RepairAction) -> Result<(), Unplannable> {
    let is_fit = match action {
        // Without a checksum nobody can tell which section an edit was made in.
        RepairAction::Restamp(AcceptedEdits::DownOnly) => {
            matches!(entry.state, State::Modified | State::Applied)
        }
        RepairAction::Restamp(AcceptedEdits::Any) => matches!(
            entry.state,
            State::Modified | State::Unverified | State::Applied
        ),
        RepairAction::Forget => matches!(entry.state, State::Missing | State::Future),
        RepairAction::MarkApplied => matches!(
            entry.state,
            State::Pending | State::OutOfOrder | State::Applied
        ),
    };
    if is_fit {
        return Ok(());
    }
    Err(Unplannable::Refused(Refusal::WrongState {
        label: entry.label.clone(),
        version: entry.version.clone(),
        state: entry.state,
        action: action.kind(),
    }))
}

fn change(
    entry: &Entry,
    files: &[MigrationFile],
    action: RepairAction,
    stored: &[StoredScript],
) -> Result<Change, Vec<crate::migration::Problem>> {
    match action {
        RepairAction::Forget => Ok(Change::Forget),
        RepairAction::MarkApplied => migration(entry, files).map(Change::MarkApplied),
        RepairAction::Restamp(_) => {
            let migration = migration(entry, files)?;
            let script = stored.iter().find(|stored| stored.version == entry.version);
            let script = script.and_then(|stored| stored.script.as_deref());
            let is_modified = entry.state == State::Modified;
            let file = entry.file_in(files).filter(|_| is_modified);
            Ok(Change::Restamp {
                migration,
                seen: entry.row.as_ref().and_then(|row| row.checksum),
                edit: file.map(|file| edit(entry, file, script)),
            })
        }
    }
}

fn refuse_other_edits(changes: &[Correction]) -> Result<(), Unplannable> {
    let edits = changes.iter().filter_map(|one| match &one.change {
        Change::Restamp { edit, .. } => edit.as_ref(),
        _ => None,
    });
    let others: Vec<Edit> = edits
        .filter(|edit| !matches!(edit.kind, EditKind::CommentsOnly | EditKind::DownOnly))
        .cloned()
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(Unplannable::Refused(Refusal::NotDownOnly(others)))
}

#[cfg(test)]
#[path = "repair_tests.rs"]
mod tests;
