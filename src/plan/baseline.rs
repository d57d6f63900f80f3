//! The plan of `baseline`: which migrations a database has that was there before its ledger.

use super::check::{all_or_problems, known, labels, migration, refuse_partial, same_versions};
use super::{Change, Correction, Corrections, Entry, History, Refusal, State, Unplannable};
use crate::migration::{MigrationFile, Version};

/// Every file up to and including `to`, in numeric order, but those that the ledger has
/// already as they are.
///
/// # Errors
/// In this order: an unknown `to`, or one without a file; a partial migration; a ledger that
/// says otherwise (rows above `to`, or rows that don't fit their files); files with
/// numerically equal versions; bad files.
pub fn plan_baseline(
    history: &History,
    files: &[MigrationFile],
    to: &Version,
) -> Result<Corrections, Unplannable> {
    let last = known(history, to)?;
    refuse_partial(history.entries.iter(), files)?;
    refuse_other_rows(history, last)?;
    all_or_problems(same_versions(files), Vec::new())?;

    let mut plan = Corrections::default();
    let mut problems = Vec::new();
    for entry in history.entries.iter().filter(|one| is_within(one, last)) {
        if entry.row.is_some() {
            plan.unchanged.push(entry.label.clone());
            continue;
        }
        match migration(entry, files) {
            Ok(migration) => plan.changes.push(Correction {
                version: entry.version.clone(),
                label: entry.label.clone(),
                change: Change::Baseline(migration),
            }),
            Err(more) => problems.extend(more),
        }
    }
    all_or_problems(problems, Vec::new())?;
    Ok(plan)
}

fn is_within(entry: &Entry, last: &Entry) -> bool {
    entry.version <= last.version || entry.version.same_number(&last.version)
}

/// Refuses a ledger that has another history than "everything up to `last`".
fn refuse_other_rows(history: &History, last: &Entry) -> Result<(), Unplannable> {
    let rows = || history.entries.iter().filter(|entry| entry.row.is_some());
    let above = labels(rows().filter(|entry| !is_within(entry, last)));
    let states = [State::Modified, State::Missing, State::Future];
    let unfit =
        labels(rows().filter(|entry| is_within(entry, last) && states.contains(&entry.state)));
    if above.is_empty() && unfit.is_empty() {
        return Ok(());
    }
    Err(Unplannable::Refused(Refusal::NotABaseline {
        to: last.label.clone(),
        above,
        unfit,
    }))
}

#[cfg(test)]
#[path = "baseline_tests.rs"]
mod tests;
