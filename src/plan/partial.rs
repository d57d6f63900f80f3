//! What the progress table says of a non-transactional section that stopped midway, and what
//! a later run needs to go on from there.

use uuid::Uuid;

use crate::migration::{Checksum, Direction, Version};

/// A non-transactional migration that stopped midway.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PartialRow {
    /// The version.
    pub version: Version,
    /// Which section was running.
    pub direction: Direction,
    /// How many statements the section has.
    pub statements: usize,
    /// How many of them are done.
    pub statements_done: usize,
    /// 1-based number of the statement that was begun and whose end was not recorded.
    pub statement_begun: Option<usize>,
    /// The error that stopped it, when there was one.
    pub error: Option<String>,
    /// What only another run wants to know.
    #[serde(skip)]
    pub note: RunNote,
}

/// What a run notes for the one that goes on behind it. Tables of earlier versions have less.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunNote {
    /// The run.
    pub run_id: Option<Uuid>,
    /// The whole file's checksum.
    pub checksum: Option<Checksum>,
    /// The checksum of the statements that are done.
    pub done_checksum: Option<Checksum>,
    /// The statement that was begun alone.
    pub begun: Option<BegunNote>,
}

/// A statement that was begun without a transaction of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunNote {
    /// Its text.
    pub text: String,
    /// What tells whether it took effect.
    pub told_by: ToldBy,
    /// The object that it was about, when there was one: an index or a table.
    pub object: Option<u32>,
    /// The indexes that it didn't make: its table's, or all that were invalid.
    pub indexes_before: Vec<u32>,
}

/// What tells whether a statement took effect of which nobody saw the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldBy {
    /// The progress row: it would count the statement.
    Row,
    /// Nothing has to: it may be repeated.
    Nothing,
    /// The catalogue.
    Catalogue,
    /// Nobody.
    Nobody,
}

impl ToldBy {
    /// As the progress table spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Nothing => "nothing",
            Self::Catalogue => "catalogue",
            Self::Nobody => "nobody",
        }
    }

    /// The one of this spelling; an unknown one is nobody.
    pub fn of_word(word: &str) -> Self {
        [Self::Row, Self::Nothing, Self::Catalogue]
            .into_iter()
            .find(|told| told.word() == word)
            .unwrap_or(Self::Nobody)
    }
}

/// What is decided about a statement of which nobody can tell: `up --resume`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resume {
    /// The run stops.
    #[default]
    Ask,
    /// The statement is run again.
    Retry,
    /// The statement counts as done.
    Skip,
}
