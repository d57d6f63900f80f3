//! The problems of one file while it is being parsed.
//!
//! Checks run one after the other; whoever reads their results wants file order
//! and the source line, without the file.

use std::ops::Range;

use super::{Location, Problem, ProblemKind};
use crate::sql::{position, source_line};

/// Collects the problems of one text.
#[derive(Debug)]
pub(super) struct Findings<'t> {
    path: &'t str,
    text: &'t str,
    /// With the byte where each stands.
    found: Vec<(usize, Problem)>,
}

impl<'t> Findings<'t> {
    pub(super) fn new(path: &'t str, text: &'t str) -> Self {
        Self {
            path,
            text,
            found: Vec::new(),
        }
    }

    /// A problem of the bytes `span`; the caret underlines as much of them as
    /// stands in their first line.
    pub(super) fn add(&mut self, span: Range<usize>, kind: ProblemKind) {
        let location = location(self.path, self.text, span.clone());
        self.push(span.start, Some(location), kind);
    }

    /// A problem of the file as a whole.
    pub(super) fn add_whole(&mut self, kind: ProblemKind) {
        self.push(0, None, kind);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether something without an end has swallowed the rest of the file.
    pub(super) fn has_unterminated(&self) -> bool {
        let kinds = self.found.iter().map(|(_, problem)| &problem.kind);
        kinds
            .into_iter()
            .any(|kind| matches!(kind, ProblemKind::Unterminated { .. }))
    }

    fn push(&mut self, offset: usize, location: Option<Location>, kind: ProblemKind) {
        let path = self.path.to_owned();
        let problem = Problem {
            path,
            location,
            kind,
        };
        self.found.push((offset, problem));
    }

    /// In file order; of problems at the same place, in the order in which they were found.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|(offset, _)| *offset);
        self.found.into_iter().map(|(_, problem)| problem).collect()
    }
}

/// The part of `span` that lies in its first line.
pub(super) fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let part = text.get(span.clone()).unwrap_or_default();
    let line = part.split('\n').next().unwrap_or_default().trim_end();
    span.start..span.start + line.len()
}

/// Where the bytes `span` of `text` stand, to be shown under the name `path`. The
/// width ends with the line.
pub fn location(path: &str, text: &str, span: Range<usize>) -> Location {
    let start = position(text, span.start);
    let marked = text.get(first_line(text, span)).unwrap_or_default();
    Location {
        path: path.to_owned(),
        line: start.line,
        column: start.column,
        width: marked.chars().count().max(1),
        source_line: source_line(text, start.line).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_counts_characters_and_stays_in_its_line() {
        let text = "a\näö 'bé\ncd'\n";
        let at = |span: Range<usize>| {
            let at = location("x.sql", text, span);
            (at.line, at.column, at.width, at.source_line)
        };
        let line = "äö 'bé".to_owned();
        let quote = text.find('\'').unwrap();
        assert_eq!(at(quote..quote + 1), (2, 4, 1, line.clone()), "one byte");
        assert_eq!(at(quote..text.len()), (2, 4, 3, line.clone()), "two lines");
        assert_eq!(at(quote..quote), (2, 4, 1, line), "at least one character");
        assert_eq!(at(0..1), (1, 1, 1, "a".to_owned()), "the very start");
    }

    #[test]
    fn problems_come_in_file_order() {
        let mut findings = Findings::new("x.sql", "one two");
        findings.add(4..7, ProblemKind::Nul);
        findings.add(0..3, ProblemKind::SqlBeforeUp);
        findings.add_whole(ProblemKind::NoUpSection);
        let kinds: Vec<_> = findings
            .into_problems()
            .into_iter()
            .map(|p| p.kind)
            .collect();
        let expected = [
            ProblemKind::SqlBeforeUp,
            ProblemKind::NoUpSection,
            ProblemKind::Nul,
        ];
        assert_eq!(kinds, expected);
    }
}
