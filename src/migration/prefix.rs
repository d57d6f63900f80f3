//! The checksum of the statements that a section begins with: what was done must not be
//! edited, what is still to come may be.

use sha2::{Digest, Sha256};

use super::{Checksum, Migration, Section, TextLost};

/// The checksum of so many statements, which grows with each.
#[derive(Clone, Default)]
pub struct PrefixChecksum(Sha256);

impl PrefixChecksum {
    /// Of the first `count` statements of `section`; `None` when it has fewer.
    ///
    /// # Errors
    /// [`TextLost`].
    pub fn of(
        migration: &Migration,
        section: &Section,
        count: usize,
    ) -> Result<Option<Checksum>, TextLost> {
        let mut prefix = Self::default();
        let mut statements = migration.statements(section);
        for _ in 0..count {
            let Some(statement) = statements.next_statement()? else {
                return Ok(None);
            };
            prefix.add_statement(&statement.text);
            while let Some(lines) = statements.next_lines()? {
                prefix.add_data(&lines);
            }
        }
        Ok(Some(prefix.checksum()))
    }

    /// With one more statement: its words and what stands inside of it, not what stands around
    /// it.
    pub fn add_statement(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    /// With data lines of that statement, a COPY.
    pub fn add_data(&mut self, lines: &str) {
        self.0.update(lines.as_bytes());
    }

    /// What it is by now.
    pub fn checksum(&self) -> Checksum {
        Checksum::finished(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Version, parse_stored};

    fn prefix(text: &str, count: usize) -> Option<Checksum> {
        let text = format!("-- migrate:up transaction:false\n{text}");
        let migration = parse_stored(&Version::new("1").unwrap(), "x", &text, "1_x").unwrap();
        PrefixChecksum::of(&migration, &migration.up, count).unwrap()
    }

    #[test]
    fn only_what_the_statements_say_counts() {
        let then = prefix("select 1;\nselect 2;\n", 1);
        assert_eq!(
            then,
            prefix("-- new\nselect 1 ;\nselect 3;\n", 1),
            "around and behind"
        );
        assert_ne!(then, prefix("select  1;\n", 1), "inside");
        assert_ne!(
            then,
            prefix("select 0;\nselect 1;\n", 1),
            "another one first"
        );
        assert_ne!(then, prefix("select 1;\nselect 2;\n", 2), "more of them");
        assert_eq!(prefix("select 1;\n", 2), None, "too few");
        assert_ne!(
            prefix("copy t from stdin;\n1\n\\.\n", 1),
            prefix("copy t from stdin;\n2\n\\.\n", 1),
            "data"
        );
    }
}
