//! The step that ends a partial migration: its section resumed, or reverted.

use std::rc::Rc;

use super::check::{begun_statement, migration};
use super::{Entry, Origin, PartialRow, Refusal, State, Step, Unplannable, Unresumable};
use crate::migration::{Direction, DonePart, Migration, MigrationFile, Section, Transaction};

/// The partial entries, in numeric order: usually none.
pub(super) fn partial<'h>(
    entries: impl Iterator<Item = &'h Entry>,
) -> Vec<(&'h Entry, &'h PartialRow)> {
    entries
        .filter(|entry| entry.state == State::Partial)
        .filter_map(|entry| Some((entry, entry.progress.as_ref()?)))
        .collect()
}

/// The refusal of a partial migration, and why it isn't resumed.
pub(super) fn refused(
    (entry, progress): (&Entry, &PartialRow),
    files: &[MigrationFile],
    why: Unresumable,
) -> Unplannable {
    Unplannable::Refused(Refusal::Partial {
        label: entry.label.clone(),
        statement: begun_statement(entry, files),
        progress: Box::new(progress.clone()),
        why,
    })
}

/// The step that goes on with the section that stopped, from its file.
///
/// # Errors
/// The file is gone, bad, or was edited where it must not be; what is left depends on what
/// the lost session had.
pub(super) fn resume_up(
    (entry, progress): (&Entry, &PartialRow),
    files: &[MigrationFile],
) -> Result<Step, Unplannable> {
    if progress.direction == Direction::Down {
        return Err(refused((entry, progress), files, Unresumable::Reverting));
    }
    if entry.row.is_some() {
        return Err(refused((entry, progress), files, Unresumable::Recorded));
    }
    if entry.file.is_none() {
        return Err(refused((entry, progress), files, Unresumable::NoFile));
    }
    let migration = migration(entry, files).map_err(Unplannable::Files)?;
    resumed((entry, progress), files, (migration, Origin::File))
}

/// The step that goes on with `migration`, if it is still the one that stopped.
///
/// # Errors
/// As [`resume_up`].
pub(super) fn resumed(
    (entry, progress): (&Entry, &PartialRow),
    files: &[MigrationFile],
    (migration, origin): (Rc<Migration>, Origin),
) -> Result<Step, Unplannable> {
    let fit = match migration.section(progress.direction) {
        Some(section) => check(&migration, section, progress),
        None => Err(Unresumable::Edited),
    };
    fit.map_err(|why| refused((entry, progress), files, why))?;
    Ok(Step {
        direction: progress.direction,
        origin,
        migration,
        partial: Some(progress.clone()),
    })
}

fn check(
    migration: &Migration,
    section: &Section,
    progress: &PartialRow,
) -> Result<(), Unresumable> {
    if section.options.transaction != Transaction::None {
        return Err(Unresumable::Edited);
    }
    // A file that was written over meanwhile is one that was edited.
    let begun = progress.statement_begun;
    let seen = DonePart::of(migration, section, (progress.statements_done, begun))
        .map_err(|_| Unresumable::Edited)?;
    let note = &progress.note;
    let is_same = match note.done_checksum {
        Some(noted) => seen.checksum == Some(noted),
        // Earlier versions noted the whole file's only.
        None => note.checksum == Some(migration.checksum),
    };
    if !is_same {
        return Err(Unresumable::Edited);
    }
    if let (Some(begun), None) = (&note.begun, &progress.error)
        && progress.statement_begun.is_some()
        && seen.begun.as_ref() != Some(&begun.text)
    {
        return Err(Unresumable::EditedBegun);
    }
    match seen.temporary {
        Some(statement) => Err(Unresumable::Temporary { statement }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "resume_tests.rs"]
mod tests;
