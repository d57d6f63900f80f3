//! The statements of a section or of a schema file, one after the other, as they are sent:
//! read from its text part by part, so that a large one is never kept.
//!
//! A text that was read again counts only when its last byte was seen to be the same:
//! what comes before the end (`None`) may be another file's.

use std::collections::VecDeque;
use std::ops::Range;

use super::markers::Markers;
use super::text::Pieces;
use super::{Migration, Section, Text, TextLost};
use crate::sql::{Content, DataEnd, Part, Parts, Statement, StatementKind, split};

/// A statement to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionStatement {
    /// 0-based, among those of the section.
    pub index: usize,
    /// What it does to sessions and transactions.
    pub kind: StatementKind,
    /// Its text without the semicolon.
    pub text: String,
    /// The bytes of the part at which the walk stands.
    pub(super) span: Range<usize>,
}

/// A walk through the statements of one section.
pub struct Statements {
    parts: Parts<Pieces>,
    section: Range<usize>,
    /// The part that the statements in `found` stand in.
    pub(super) part: Option<Part>,
    found: VecDeque<Statement>,
    next_index: usize,
    /// Whether the last statement was a COPY whose data lines are still to come.
    in_copy: bool,
}

impl Migration {
    /// The statements of `section`, from its first one.
    pub fn statements(&self, section: &Section) -> Statements {
        Statements::new(&self.text, self.markers, section.span.clone())
    }
}

impl Statements {
    /// The statements of the section that stands at these bytes of `text`.
    pub(super) fn new(text: &Text, markers: Markers, section: Range<usize>) -> Self {
        Self {
            parts: Parts::new(text.pieces(), markers.divider()),
            section,
            part: None,
            found: VecDeque::new(),
            next_index: 0,
            in_copy: false,
        }
    }

    /// The next statement; `None` behind the last one, when the whole text was seen and is
    /// the one that was parsed.
    ///
    /// # Errors
    /// [`TextLost`].
    pub fn next_statement(&mut self) -> Result<Option<SectionStatement>, TextLost> {
        while self.next_data()?.is_some() {}
        loop {
            if let Some(statement) = self.found.pop_front() {
                return Ok(Some(self.leave(statement)));
            }
            match self.parts.next_part()? {
                Some(part) => self.enter(part),
                None => return Ok(None),
            }
        }
    }

    /// The statement at `index`, which must lie ahead; `None` when there is none.
    ///
    /// # Errors
    /// [`TextLost`].
    pub fn statement_at(&mut self, index: usize) -> Result<Option<SectionStatement>, TextLost> {
        while let Some(statement) = self.next_statement()? {
            if statement.index == index {
                return Ok(Some(statement));
            }
        }
        Ok(None)
    }

    /// Further data lines, each with its line break, of the COPY that was the last statement;
    /// `None` when there are no more.
    ///
    /// # Errors
    /// [`TextLost`].
    pub fn next_lines(&mut self) -> Result<Option<String>, TextLost> {
        let data = self.next_data()?;
        Ok(data.map(|(mut part, data)| {
            part.text.truncate(data.end);
            part.text
        }))
    }

    /// The byte of the text where the statement that came last starts.
    #[cfg(any(test, fuzzing))]
    pub(super) fn offset(&self, statement: &SectionStatement) -> usize {
        let part = self.part.as_ref();
        part.map_or(0, |part| part.before.bytes) + statement.span.start
    }

    /// The part with further data lines, and which of its bytes they are.
    pub(super) fn next_data(&mut self) -> Result<Option<(Part, Range<usize>)>, TextLost> {
        if !self.in_copy || !self.parts.data_follow() {
            self.in_copy = false;
            return Ok(None);
        }
        let Some(part) = self.parts.next_part()? else {
            return Ok(None);
        };
        let Content::Data { data, end } = &part.content else {
            return Ok(None);
        };
        self.in_copy = *end == DataEnd::GoesOn;
        let data = data.clone();
        Ok(Some((part, data)))
    }

    fn leave(&mut self, statement: Statement) -> SectionStatement {
        let index = self.next_index;
        self.next_index += 1;
        self.in_copy = statement.kind == StatementKind::CopyFromStdin;
        let text = self.part.as_ref().map(|part| statement.text(&part.text));
        SectionStatement {
            index,
            kind: statement.kind,
            text: text.unwrap_or_default().to_owned(),
            span: statement.span,
        }
    }

    /// Finds the section's statements in `part`.
    fn enter(&mut self, part: Part) {
        let Content::Sql { lexed, .. } = &part.content else {
            return;
        };
        let offset = |at: usize| at.saturating_sub(part.before.bytes).min(part.text.len());
        let within = offset(self.section.start)..offset(self.section.end);
        if within.is_empty() {
            return;
        }
        self.found = split(&part.text, within, lexed).into();
        self.part = Some(part);
    }
}

#[cfg(test)]
#[path = "statements_tests.rs"]
mod tests;
