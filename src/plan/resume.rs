//! The step that ends a partial migration: its section resumed, or reverted.

use std::rc::Rc;

use super::check::{begun_statement, migration};
use super::{Entry, Origin, PartialRow, Refusal, State, Step, Unplannable, Unresumable};
use crate::migration::{Checksum, Direction, Migration, MigrationFile, PrefixChecksum};
use crate::migration::{Section, TextLost, Transaction};
use crate::sql::{Temporary, temporary};

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
        progress: progress.clone(),
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
    let seen = Seen::of(migration, section, progress).map_err(|_| Unresumable::Edited)?;
    let note = &progress.note;
    let is_same = match note.done_checksum {
        Some(noted) => seen.done == Some(noted),
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
    match seen.temporary.first() {
        Some((statement, _)) => Err(Unresumable::Temporary {
            statement: *statement,
        }),
        None => Ok(()),
    }
}

/// What a walk through a section shows of a run that stopped in it.
#[derive(Default)]
struct Seen {
    /// The checksum of what is done, if there are so many statements.
    done: Option<Checksum>,
    /// The statement that was begun.
    begun: Option<String>,
    /// What the statements that are done have left in their session only: number, 1-based, and
    /// name.
    temporary: Vec<(usize, Option<String>)>,
}

impl Seen {
    fn of(
        migration: &Migration,
        section: &Section,
        progress: &PartialRow,
    ) -> Result<Self, TextLost> {
        let mut seen = Self::default();
        let mut prefix = PrefixChecksum::default();
        let begun = progress.statement_begun.unwrap_or_default();
        let mut statements = migration.statements(section);
        if progress.statements_done == 0 {
            seen.done = Some(prefix.checksum());
        }
        while let Some(statement) = statements.next_statement()? {
            let number = statement.index + 1;
            if number > progress.statements_done.max(begun) {
                break;
            }
            if number <= progress.statements_done {
                seen.look_at(number, &statement.text);
                prefix.add_statement(&statement.text);
                while let Some(lines) = statements.next_lines()? {
                    prefix.add_data(&lines);
                }
            }
            if number == progress.statements_done {
                seen.done = Some(prefix.checksum());
            }
            if number == begun {
                seen.begun = Some(statement.text);
            }
        }
        Ok(seen)
    }

    fn look_at(&mut self, number: usize, text: &str) {
        match temporary(text) {
            Some(Temporary::Made(name)) => self.temporary.push((number, name)),
            Some(Temporary::Dropped(name)) => {
                self.temporary
                    .retain(|(_, made)| made.as_ref() != Some(&name));
            }
            Some(Temporary::Discarded) => self.temporary.clear(),
            None => {}
        }
    }
}

#[cfg(test)]
#[path = "resume_tests.rs"]
mod tests;
