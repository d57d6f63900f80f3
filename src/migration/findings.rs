//! The problems of one part of a file while it is being parsed.
//!
//! Checks run one after the other, over one part after the other; whoever reads their
//! results wants the place in the file and the source line, without the file.

use std::ops::Range;

use super::{Location, Problem, ProblemKind};
use crate::sql::{Before, position, source_line};

/// A problem with the byte of the file where it stands.
pub(super) type Found = (usize, Problem);

/// Collects the problems of one part of a text.
#[derive(Debug)]
pub(super) struct Findings<'t> {
    path: &'t str,
    text: &'t str,
    before: Before,
    found: Vec<Found>,
}

impl<'t> Findings<'t> {
    /// Those of `text`, a part of the file `path`.
    pub(super) fn new(path: &'t str, text: &'t str, before: Before) -> Self {
        Self {
            path,
            text,
            before,
            found: Vec::new(),
        }
    }

    /// A problem of the bytes `span` of the part; the caret underlines as much of them as
    /// stands in their first line.
    pub(super) fn add(&mut self, span: Range<usize>, kind: ProblemKind) {
        let found = self.problem(span, kind);
        self.found.push(found);
    }

    /// Where the bytes `span` of the part stand.
    pub(super) fn location(&self, span: Range<usize>) -> Location {
        location_in_part(self.path, self.text, self.before, span)
    }

    /// The problem that [`Self::add`] adds, not added yet: whether it is one, a later part tells.
    pub(super) fn problem(&self, span: Range<usize>, kind: ProblemKind) -> Found {
        let offset = self.before.bytes + span.start;
        let location = self.location(span);
        let problem = Problem {
            path: self.path.to_owned(),
            location: Some(location),
            kind,
        };
        (offset, problem)
    }

    /// The 1-based line of the byte `offset` of the part.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.before.lines + position(self.text, offset).line
    }

    /// In the order in which they were found.
    pub(super) fn into_found(self) -> Vec<Found> {
        self.found
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

/// The same for a part of a text, which begins at the start of a line.
pub(super) fn location_in_part(
    path: &str,
    part: &str,
    before: Before,
    span: Range<usize>,
) -> Location {
    // A byte order mark is one only where the whole text starts.
    let mut location = if before.bytes > 0 && part.starts_with('\u{feff}') {
        let text = format!("\n{part}");
        let mut location = location(path, &text, span.start + 1..span.end + 1);
        location.line -= 1;
        location
    } else {
        location(path, part, span)
    };
    location.line += before.lines;
    location
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
    fn a_later_part_counts_on() {
        let before = Before {
            bytes: 100,
            lines: 7,
        };
        let mut findings = Findings::new("x.sql", "one\ntwo", before);
        findings.add(4..7, ProblemKind::Nul);
        let found = findings.into_found();
        let [(offset, problem)] = found.as_slice() else {
            panic!("{found:?}");
        };
        let at = problem.location.as_ref().unwrap();
        assert_eq!((*offset, at.line, at.column), (104, 9, 1));
    }
}
