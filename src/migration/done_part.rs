//! What a section's text shows of a run that stopped in it: whether what it did is still there,
//! and whether another session can go on.

use super::{Checksum, Migration, PrefixChecksum, Section, TextLost};
use crate::sql::{Temporary, temporary};

/// The statements of a section that are done.
#[derive(Debug, Default)]
pub struct DonePart {
    /// Their checksum, if there are so many.
    pub checksum: Option<Checksum>,
    /// The text of the statement that was begun.
    pub begun: Option<String>,
    /// The first of them, 1-based, that made what only its session has (a temporary table, a
    /// held cursor) and what none of them dropped.
    pub temporary: Option<usize>,
}

impl DonePart {
    /// The first `done` statements of `section`, and the one that was begun, by its 1-based
    /// number.
    ///
    /// # Errors
    /// [`TextLost`].
    pub fn of(
        migration: &Migration,
        section: &Section,
        (done, begun): (usize, Option<usize>),
    ) -> Result<Self, TextLost> {
        let mut part = Self::default();
        let mut prefix = PrefixChecksum::default();
        let mut made = Vec::new();
        let begun = begun.unwrap_or_default();
        let mut statements = migration.statements(section);
        if done == 0 {
            part.checksum = Some(prefix.checksum());
        }
        while let Some(statement) = statements.next_statement()? {
            let number = statement.index + 1;
            if number > done.max(begun) {
                break;
            }
            if number <= done {
                look_at(&mut made, number, &statement.text);
                prefix.add_statement(&statement.text);
                while let Some(lines) = statements.next_lines()? {
                    prefix.add_data(&lines);
                }
            }
            if number == done {
                part.checksum = Some(prefix.checksum());
            }
            if number == begun {
                part.begun = Some(statement.text);
            }
        }
        part.temporary = made.first().map(|(number, _)| *number);
        Ok(part)
    }
}

/// What statement `number` does to the temporary objects that were `made` before it, by number
/// and name.
fn look_at(made: &mut Vec<(usize, Option<String>)>, number: usize, text: &str) {
    match temporary(text) {
        Some(Temporary::Made(name)) => made.push((number, name)),
        Some(Temporary::Dropped(name)) => made.retain(|(_, made)| made.as_ref() != Some(&name)),
        Some(Temporary::Discarded) => made.clear(),
        None => {}
    }
}
