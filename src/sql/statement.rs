//! A statement of a file: where it stands and what kind it is.

use std::ops::Range;

use super::classify::StatementKind;

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// From the first to the last token that isn't white space or a comment, in bytes,
    /// half-open, without the semicolon. Never empty.
    pub span: Range<usize>,
    /// For a `COPY … FROM stdin;`: its data lines, with their line breaks, without the
    /// `\.` line; empty if there are none. `None` for everything else.
    pub copy_data: Option<Range<usize>>,
    /// What it does to sessions and transactions.
    pub kind: StatementKind,
}

impl Statement {
    /// The statement's text in the text that it was split from.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.span.clone()).unwrap_or_default()
    }
}
