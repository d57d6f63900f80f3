//! The author's own `BEGIN … COMMIT` in a non-transactional section.

use std::ops::Range;

use crate::sql::StatementKind;

/// A transaction that the author has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its statements, by index, half-open: from the BEGIN to what ends it.
    pub statements: Range<usize>,
    /// Whether it is committed once, by its last statement: then a note of ours can be part of
    /// it. Not so with `AND CHAIN` or `PREPARE TRANSACTION`.
    pub is_whole: bool,
    /// What its last statement is: COMMIT, ROLLBACK or PREPARE TRANSACTION.
    pub ends_with: StatementKind,
}

/// Finds the units of a section, whose statements are added one after the other.
#[derive(Debug, Default)]
pub struct Units {
    found: Vec<Unit>,
    seen: usize,
    /// Where the open one begins, and whether it is whole so far.
    open: Option<(usize, bool)>,
}

impl Units {
    /// Looks at the next statement.
    pub fn add(&mut self, kind: StatementKind, text: &str) {
        let index = self.seen;
        self.seen += 1;
        let Some((begin, whole)) = self.open else {
            if kind == StatementKind::Begin {
                self.open = Some((index, true));
            }
            return;
        };
        let is_whole = match kind {
            StatementKind::Commit | StatementKind::Rollback if chains(text) => {
                self.open = Some((begin, false));
                return;
            }
            StatementKind::Commit | StatementKind::Rollback => whole,
            StatementKind::PrepareTransaction => false,
            _ => return,
        };
        self.open = None;
        self.found.push(Unit {
            statements: begin..index + 1,
            is_whole,
            ends_with: kind,
        });
    }

    /// The units, in order; one that is still open is refused before anything runs.
    #[must_use]
    pub fn found(self) -> Vec<Unit> {
        self.found
    }
}

/// Whether a COMMIT or ROLLBACK begins the next transaction at once (`AND CHAIN`).
#[must_use]
pub fn chains(statement: &str) -> bool {
    let words: Vec<&str> = statement.split_whitespace().collect();
    match words.as_slice() {
        [.., and, chain] => and.eq_ignore_ascii_case("and") && chain.eq_ignore_ascii_case("chain"),
        _ => false,
    }
}
