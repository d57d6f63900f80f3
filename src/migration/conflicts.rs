//! Merge conflicts that nobody has resolved: the lines that version control writes around
//! them, wherever they don't stand in a string.

use super::ProblemKind;
use super::findings::Findings;
use crate::sql::{Lexed, TokenKind};

/// What begins and ends a conflict, at the start of a line.
const MARKS: [&str; 2] = ["<<<<<<<", ">>>>>>>"];

/// Reports the lines at which conflicts begin and end.
pub(super) fn check_conflicts(text: &str, lexed: &Lexed, findings: &mut Findings<'_>) {
    for token in &lexed.tokens {
        let starts_line =
            token.span.start == 0 || text.as_bytes().get(token.span.start - 1) == Some(&b'\n');
        let written = token.text(text);
        let is_mark = MARKS.iter().any(|mark| written.starts_with(mark));
        if token.kind == TokenKind::Operator && starts_line && is_mark {
            let rest = text.get(token.span.start..).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default();
            let span = token.span.start..token.span.start + line.len();
            findings.add(span, ProblemKind::Conflict);
        }
    }
}
