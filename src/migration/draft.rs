//! What is known of a file while its parts go by: its sections so far, their number and
//! order, and what is wrong.

use std::collections::VecDeque;
use std::ops::Range;

use super::checks::{check_lexed, check_meta_commands, unterminated_copy};
use super::findings::{Findings, Found, first_line};
use super::markers::{Marker, Markers, markers};
use super::section_draft::SectionDraft;
use super::stored::Kept;
use super::{Direction, Problem, ProblemKind, Section, SectionOptions};
use crate::sql::{Content, DataEnd, Lexed, Part, Statement, split};

/// A file of which some parts have gone by.
#[derive(Debug)]
pub(super) struct Draft<'p> {
    path: &'p str,
    pub(super) markers: Markers,
    found: Vec<Found>,
    /// What stands before the first marker.
    preamble: Kept,
    /// SQL there; wrong only if a marker follows.
    sql_before: Option<Found>,
    /// In file order.
    sections: Vec<SectionDraft>,
    /// The first down section before any up section; wrong only if one follows.
    down_before: Option<Found>,
    /// What is wrong if the data lines of these COPYs don't end, in their order.
    copies: VecDeque<Found>,
}

/// The sections of a file without a problem.
pub(super) struct Sections {
    pub(super) up: Section,
    pub(super) down: Option<Section>,
    /// What the ledger keeps of them.
    pub(super) script: String,
}

/// What a part holds of one section.
struct Piece {
    /// The marker that starts it.
    marker: Option<Marker>,
    span: Range<usize>,
    statements: Vec<Statement>,
}

impl<'p> Draft<'p> {
    pub(super) fn new(path: &'p str) -> Self {
        Self {
            path,
            markers: Markers::Heeded,
            found: Vec::new(),
            // The script's limit holds for both.
            preamble: Kept::of(Direction::Up),
            sql_before: None,
            sections: Vec::new(),
            down_before: None,
            copies: VecDeque::new(),
        }
    }

    /// One of a file that is an up section as a whole.
    pub(super) fn of_one_section(path: &'p str) -> Self {
        let section = SectionDraft::new(Direction::Up, 0, 1, SectionOptions::default());
        Self {
            markers: Markers::Ignored,
            sections: vec![section],
            ..Self::new(path)
        }
    }

    /// Adds the next part.
    pub(super) fn add(&mut self, part: &Part) {
        match &part.content {
            Content::Sql { lexed, copies } => self.add_sql(part, lexed, copies),
            Content::Data { data, end } => self.add_data(&part.text, data.clone(), *end),
        }
    }

    fn add_sql(&mut self, part: &Part, lexed: &Lexed, copies: &[usize]) {
        let text = part.text.as_str();
        let mut findings = Findings::new(self.path, text, part.before);
        check_lexed(text, lexed, &mut findings);
        let markers = match self.markers {
            Markers::Heeded => markers(text, lexed, &mut findings),
            Markers::Ignored => Vec::new(),
        };
        let mut in_sections = Vec::new();
        for piece in pieces(text, lexed, markers) {
            if let Some(marker) = piece.marker {
                self.begin(part.before.bytes, marker, &mut findings);
            }
            let written = text.get(piece.span).unwrap_or_default();
            match self.sections.last_mut() {
                Some(section) => {
                    section.add(written);
                    section.check(text, &piece.statements, &mut findings);
                    in_sections.extend(piece.statements);
                }
                None => {
                    self.preamble.push(written);
                    if let (Some(first), None) = (piece.statements.first(), &self.sql_before) {
                        let span = first_line(text, first.span.clone());
                        let problem = findings.problem(span, ProblemKind::SqlBeforeUp);
                        self.sql_before = Some(problem);
                    }
                }
            }
        }
        check_meta_commands(text, lexed, &in_sections, &mut findings);
        let problem = |offset: &usize| {
            let (span, kind) = unterminated_copy(text, *offset);
            findings.problem(span, kind)
        };
        self.copies.extend(copies.iter().map(problem));
        let is_nul = |(_, problem): &Found| problem.kind == ProblemKind::Nul;
        let had_nul = self.found.iter().any(is_nul);
        let found = findings.into_found().into_iter();
        self.found
            .extend(found.filter(|found| !(had_nul && is_nul(found))));
    }

    /// Adds data lines, the bytes `data` of `text`.
    fn add_data(&mut self, text: &str, data: Range<usize>, end: DataEnd) {
        match self.sections.last_mut() {
            Some(section) => section.add_data(text, data, end),
            None => self.preamble.push(text),
        }
        let copy = match end {
            DataEnd::GoesOn => None,
            DataEnd::Terminated | DataEnd::Missing => self.copies.pop_front(),
        };
        self.found.extend(copy.filter(|_| end == DataEnd::Missing));
    }

    /// A section begins: one up section, then at most one down section.
    fn begin(&mut self, before_bytes: usize, marker: Marker, findings: &mut Findings<'_>) {
        let direction = marker.direction;
        let seen = |direction| move |section: &&SectionDraft| section.direction == direction;
        let comment = marker.comment.clone();
        if let Some(first) = self.sections.iter().find(seen(direction)) {
            let first_line = first.marker_line;
            findings.add(
                comment,
                ProblemKind::SecondSection {
                    direction,
                    first_line,
                },
            );
        } else if direction == Direction::Down
            && !self.sections.iter().any(|s| s.direction == Direction::Up)
        {
            self.down_before = Some(findings.problem(comment, ProblemKind::DownBeforeUp));
        }
        let line = findings.line(marker.comment.start);
        let start = before_bytes + marker.start;
        self.sections
            .push(SectionDraft::new(direction, start, line, marker.options));
    }

    /// The sections, once every part was added.
    ///
    /// # Errors
    /// Every problem of the file, in file order; never empty.
    pub(super) fn finish(mut self) -> Result<Sections, Vec<Problem>> {
        let mut found = self.found;
        let is_up = |section: &SectionDraft| section.direction == Direction::Up;
        if self.sections.iter().any(is_up) {
            found.extend(self.down_before);
        } else if !has_unterminated(&found) {
            // An unclosed quote may have swallowed the marker; that is the problem then.
            let path = self.path.to_owned();
            let problem = Problem {
                path,
                location: None,
                kind: ProblemKind::NoUpSection,
            };
            found.push((0, problem));
        }
        if !self.sections.is_empty() {
            found.extend(self.sql_before);
        }
        let sections = self.sections.iter_mut();
        found.extend(sections.filter_map(|section| section.open_unit.take()));
        let mut sections = self.sections.into_iter();
        match (sections.next(), sections.next()) {
            (Some(up), down) if found.is_empty() => {
                let up = up.finish();
                let down = down.map(SectionDraft::finish);
                let script = Kept::script(self.preamble, up.1, down.as_ref().map(|down| &down.1));
                Ok(Sections {
                    up: up.0,
                    down: down.map(|down| down.0),
                    script,
                })
            }
            _ => {
                found.sort_by_key(|(offset, _)| *offset);
                Err(found.into_iter().map(|(_, problem)| problem).collect())
            }
        }
    }
}

/// Each section's piece of a part; the first one goes on with what was before.
fn pieces(text: &str, lexed: &Lexed, markers: Vec<Marker>) -> Vec<Piece> {
    let starts = markers.iter().map(|marker| marker.start);
    let starts: Vec<usize> = [0].into_iter().chain(starts).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let spans = starts.iter().zip(ends).map(|(start, end)| *start..end);
    let markers = [None].into_iter().chain(markers.into_iter().map(Some));
    let pieces = markers.zip(spans).map(|(marker, span)| Piece {
        marker,
        statements: split(text, span.clone(), lexed),
        span,
    });
    pieces.collect()
}

/// Whether something without an end has swallowed the rest of the file.
fn has_unterminated(found: &[Found]) -> bool {
    let mut kinds = found.iter().map(|(_, problem)| &problem.kind);
    kinds.any(|kind| matches!(kind, ProblemKind::Unterminated { .. }))
}
