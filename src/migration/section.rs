//! A parsed migration: its sections with their options and statements.

use std::fmt;
use std::ops::Range;

use super::markers::Markers;
use super::{Checksum, SectionOptions, Text, Version};
use crate::sql::StatementKind;

/// Which of a migration's two sections is meant, or which way a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Apply: the `migrate:up` section.
    Up,
    /// Revert: the `migrate:down` section.
    Down,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
        })
    }
}

/// One section of a migration.
#[derive(Debug, Clone)]
pub struct Section {
    /// Bytes of the canonical text from the start of the marker's line to the start of the
    /// next marker's line (or the end): what `up_checksum` and `down_checksum` hash.
    pub span: Range<usize>,
    /// The options behind the marker.
    pub options: SectionOptions,
    /// How many statements it has.
    pub statements: usize,
    /// What the first of them does to sessions and transactions.
    pub first_kind: Option<StatementKind>,
    /// Whether one of them is a `ROLLBACK TO`.
    pub rolls_back_to_savepoint: bool,
    /// SHA-256 of its text.
    pub checksum: Checksum,
    /// Whether it is a stored one from which COPY data were left out.
    pub is_incomplete: bool,
}

/// A file that parsed without a problem.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The version, as in the file name.
    pub version: Version,
    /// The name, as in the file name; may be empty.
    pub name: String,
    /// The path as shown to people; for a stored script, `ledger:<label>`.
    pub path: String,
    /// The canonical text that all spans index.
    pub text: Text,
    /// SHA-256 of `text`.
    pub checksum: Checksum,
    /// Whether its comments may be markers.
    pub(super) markers: Markers,
    /// The `migrate:up` section.
    pub up: Section,
    /// The `migrate:down` section; `None` when absent.
    pub down: Option<Section>,
    /// What the ledger keeps of the text: see [`stored_script`](super::stored_script).
    pub(super) script: String,
}

impl Migration {
    /// What people call the migration: `0007_create_users`.
    pub fn label(&self) -> String {
        super::file::label(&self.version, Some(&self.name))
    }

    /// The section that runs in `direction`. `None` when the migration is
    /// irreversible: no down section, or one without statements.
    pub fn section(&self, direction: Direction) -> Option<&Section> {
        match direction {
            Direction::Up => Some(&self.up),
            Direction::Down => self.down.as_ref().filter(|down| down.statements > 0),
        }
    }

    /// The canonical text of a section; `None` when the migration's text is a large one.
    pub fn section_text(&self, section: &Section) -> Option<&str> {
        self.text.kept()?.get(section.span.clone())
    }

    /// The up section's checksum.
    pub fn up_checksum(&self) -> Checksum {
        self.up.checksum
    }

    /// The down section's checksum; `None` without a down section.
    pub fn down_checksum(&self) -> Option<Checksum> {
        self.down.as_ref().map(|down| down.checksum)
    }
}
