//! A section while its parts go by: what it says of itself, without its text.

use std::ops::Range;

use super::checks::check_statements;
use super::checksum::Hasher;
use super::findings::{Findings, Found};
use super::stored::Kept;
use super::{Direction, Section, SectionOptions};
use crate::sql::{DataEnd, Statement, StatementKind};

/// A section of which some parts have gone by.
#[derive(Debug)]
pub(super) struct SectionDraft {
    pub(super) direction: Direction,
    /// 1-based.
    pub(super) marker_line: usize,
    /// The `BEGIN` of a unit that isn't over.
    pub(super) open_unit: Option<Found>,
    span: Range<usize>,
    options: SectionOptions,
    statements: usize,
    first_kind: Option<StatementKind>,
    rolls_back_to_savepoint: bool,
    hasher: Hasher,
    kept: Kept,
}

impl SectionDraft {
    /// One whose marker's line begins at the byte `start`.
    pub(super) fn new(
        direction: Direction,
        start: usize,
        marker_line: usize,
        options: SectionOptions,
    ) -> Self {
        Self {
            direction,
            marker_line,
            open_unit: None,
            span: start..start,
            options,
            statements: 0,
            first_kind: None,
            rolls_back_to_savepoint: false,
            hasher: Hasher::default(),
            kept: Kept::of(direction),
        }
    }

    /// Adds text, its statements aside.
    pub(super) fn add(&mut self, text: &str) {
        self.span.end += text.len();
        self.hasher.update(text);
        self.kept.push(text);
    }

    /// Adds data lines of a COPY, the bytes `data` of `text`.
    pub(super) fn add_data(&mut self, text: &str, data: Range<usize>, end: DataEnd) {
        self.span.end += text.len();
        self.hasher.update(text);
        let behind = text.get(data.end..).unwrap_or_default();
        self.kept.push_data(text.get(data).unwrap_or_default());
        if end != DataEnd::GoesOn {
            self.kept.end_data();
            self.kept.push(behind);
        }
    }

    /// Checks and counts `statements`, which stand in `text`.
    pub(super) fn check(
        &mut self,
        text: &str,
        statements: &[Statement],
        findings: &mut Findings<'_>,
    ) {
        let transaction = self.options.transaction;
        check_statements(text, statements, transaction, &mut self.open_unit, findings);
        self.statements += statements.len();
        let mut kinds = statements.iter().map(|statement| statement.kind);
        self.first_kind = self.first_kind.or_else(|| kinds.clone().next());
        self.rolls_back_to_savepoint |=
            kinds.any(|kind| kind == StatementKind::RollbackToSavepoint);
    }

    /// The section and what the ledger keeps of it.
    pub(super) fn finish(self) -> (Section, Kept) {
        let section = Section {
            span: self.span,
            options: self.options,
            statements: self.statements,
            first_kind: self.first_kind,
            rolls_back_to_savepoint: self.rolls_back_to_savepoint,
            checksum: self.hasher.checksum(),
            is_incomplete: self.kept.is_incomplete(),
        };
        (section, self.kept)
    }
}
