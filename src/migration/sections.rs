//! Cuts a file at its markers into sections, and checks their number and order.

use std::ops::Range;

use super::findings::{Findings, first_line};
use super::markers::Marker;
use super::{Direction, ProblemKind, Section};
use crate::sql::{Lexed, position, split};

/// The sections of a file; both `None` for a file without markers.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// The first `migrate:up`.
    pub(super) up: Option<Section>,
    /// The first `migrate:down`.
    pub(super) down: Option<Section>,
    /// Later ones of a direction that was there already; each is a finding.
    pub(super) surplus: Vec<Section>,
}

impl Sections {
    /// All of them, in no certain order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Section> {
        self.up.iter().chain(&self.down).chain(&self.surplus)
    }
}

/// The sections that `markers` (in file order) start.
pub(super) fn sections(
    text: &str,
    lexed: &Lexed,
    markers: Vec<Marker>,
    findings: &mut Findings<'_>,
) -> Sections {
    check_before_first(text, lexed, &markers, findings);
    check_order(text, &markers, findings);
    let starts: Vec<usize> = markers.iter().map(|marker| marker.line_start).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut sections = Sections::default();
    for (marker, end) in markers.into_iter().zip(ends) {
        let span = marker.line_start..end;
        let section = Section {
            statements: split(text, span.clone(), lexed),
            span,
            options: marker.options,
        };
        let place = match marker.direction {
            Direction::Up => &mut sections.up,
            Direction::Down => &mut sections.down,
        };
        match place {
            None => *place = Some(section),
            Some(_) => sections.surplus.push(section),
        }
    }
    sections
}

/// Only comments may stand before the first marker.
fn check_before_first(text: &str, lexed: &Lexed, markers: &[Marker], findings: &mut Findings<'_>) {
    let Some(first) = markers.first() else {
        return;
    };
    let before = split(text, 0..first.line_start, lexed);
    if let Some(statement) = before.first() {
        let span = first_line(text, statement.span.clone());
        findings.add(span, ProblemKind::SqlBeforeUp);
    }
}

/// One up section, then at most one down section.
fn check_order(text: &str, markers: &[Marker], findings: &mut Findings<'_>) {
    let mut first: [Option<Range<usize>>; 2] = [None, None];
    let mut downs_before_up = Vec::new();
    for marker in markers {
        let index = usize::from(marker.direction == Direction::Down);
        let Some(seen) = first.get_mut(index) else {
            continue;
        };
        match seen {
            None => *seen = Some(marker.comment.clone()),
            Some(seen) => {
                let kind = ProblemKind::SecondSection {
                    direction: marker.direction,
                    first_line: position(text, seen.start).line,
                };
                findings.add(marker.comment.clone(), kind);
                continue;
            }
        }
        if marker.direction == Direction::Down && first[0].is_none() {
            downs_before_up.push(marker.comment.clone());
        }
    }
    if first[0].is_none() {
        // An unclosed quote may have swallowed the marker; that is the problem then.
        if !findings.has_unterminated() {
            findings.add_whole(ProblemKind::NoUpSection);
        }
        return;
    }
    for comment in downs_before_up {
        findings.add(comment, ProblemKind::DownBeforeUp);
    }
}
