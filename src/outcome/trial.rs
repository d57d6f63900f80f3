//! What `--dry-run=execute` saw while it tried a plan: how long each statement took, which locks
//! it took on tables that others use, what it wrote anew.

use std::fmt;

use super::RunReport;
use crate::migration::Version;

/// A plan that was tried and rolled back.
#[derive(Debug, Clone, serde::Serialize)]
pub struct TrialReport {
    /// What ran.
    #[serde(flatten)]
    pub run: RunReport,
    /// What was seen of each step, in the order in which they ran.
    pub tried: Vec<TriedStep>,
    /// Sequences that were moved, qualified and quoted as SQL: a rollback leaves them so.
    pub moved_sequences: Vec<String>,
}

impl TrialReport {
    /// A trial in which there was nothing to see.
    #[must_use]
    pub fn unseen(run: RunReport) -> Self {
        Self {
            run,
            tried: Vec::new(),
            moved_sequences: Vec::new(),
        }
    }
}

/// What was seen of one step.
#[derive(Debug, Clone, serde::Serialize)]
pub struct TriedStep {
    /// The version.
    pub version: Version,
    /// Its statements in order.
    pub statements: Vec<TriedStatement>,
}

/// What was seen of one statement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TriedStatement {
    /// 1-based, in its section.
    pub statement: usize,
    /// Its first line.
    pub text: String,
    /// From sending it to its answer, in microseconds.
    pub duration_us: u64,
    /// The locks that it was the first to take on tables that were there before, by table.
    pub locks: Vec<TriedLock>,
    /// Tables and materialized views that were there before and that it wrote anew.
    pub rewrites: Vec<Rewrite>,
}

/// A lock on a table that was there before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TriedLock {
    /// The table, qualified and quoted as SQL.
    pub table: String,
    /// How strong it is.
    pub mode: LockMode,
    /// From sending the statement to the end of its migration, in microseconds.
    pub held_us: u64,
}

/// A table that was written anew.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rewrite {
    /// The table, qualified and quoted as SQL.
    pub table: String,
    /// How large it is now.
    pub bytes: Option<u64>,
}

/// PostgreSQL's locks on tables, weakest first (manual, "Table-Level Locks").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LockMode {
    /// SELECT
    AccessShare,
    /// SELECT FOR UPDATE
    RowShare,
    /// INSERT, UPDATE, DELETE
    RowExclusive,
    /// VALIDATE CONSTRAINT, ANALYZE
    ShareUpdateExclusive,
    /// CREATE INDEX
    Share,
    /// ADD FOREIGN KEY, CREATE TRIGGER
    ShareRowExclusive,
    /// REFRESH MATERIALIZED VIEW CONCURRENTLY
    Exclusive,
    /// Most of ALTER TABLE, DROP, TRUNCATE
    AccessExclusive,
}

impl LockMode {
    const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::AccessShare, "AccessShareLock", "ACCESS SHARE"),
        (Self::RowShare, "RowShareLock", "ROW SHARE"),
        (Self::RowExclusive, "RowExclusiveLock", "ROW EXCLUSIVE"),
        (
            Self::ShareUpdateExclusive,
            "ShareUpdateExclusiveLock",
            "SHARE UPDATE EXCLUSIVE",
        ),
        (Self::Share, "ShareLock", "SHARE"),
        (
            Self::ShareRowExclusive,
            "ShareRowExclusiveLock",
            "SHARE ROW EXCLUSIVE",
        ),
        (Self::Exclusive, "ExclusiveLock", "EXCLUSIVE"),
        (
            Self::AccessExclusive,
            "AccessExclusiveLock",
            "ACCESS EXCLUSIVE",
        ),
    ];

    /// The mode of this name in `pg_locks`.
    #[must_use]
    pub fn of_pg_locks(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(_, known, _)| *known == name)
            .map(|(mode, ..)| *mode)
    }

    /// Whether it keeps others from reading or writing the table.
    #[must_use]
    pub fn is_strong(self) -> bool {
        self >= Self::Share
    }

    /// What others can't do meanwhile; `None` for locks that stop neither reads nor writes.
    #[must_use]
    pub fn stops(self) -> Option<&'static str> {
        match self {
            Self::AccessExclusive => Some("reads and writes"),
            Self::Share | Self::ShareRowExclusive | Self::Exclusive => Some("writes"),
            _ => None,
        }
    }
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Self::ALL.iter();
        let words = all
            .find(|(mode, ..)| mode == self)
            .map(|(.., words)| *words);
        f.write_str(words.unwrap_or_default())
    }
}
