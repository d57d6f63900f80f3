//! The line comments of a file, for whoever looks for directives in them.

use std::ops::Range;

use super::lexer::Lexed;
use super::token::{Token, TokenKind};

/// A `-- …` comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineComment<'t> {
    /// From the two dashes to the end of the line, without the line break, in bytes.
    pub span: Range<usize>,
    /// What stands there, the dashes included.
    pub text: &'t str,
}

/// The line comments of `text` in file order; what looks like one inside a string, a
/// dollar-quoted body, a block comment or COPY data isn't among them.
pub fn line_comments<'t>(text: &'t str, lexed: &'t Lexed) -> impl Iterator<Item = LineComment<'t>> {
    let comments = lexed
        .tokens
        .iter()
        .filter(|token| token.kind == TokenKind::LineComment);
    comments.map(|token: &Token| LineComment {
        span: token.span.clone(),
        text: token.text(text),
    })
}
