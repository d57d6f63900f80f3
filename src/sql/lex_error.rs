//! What can be wrong with a text before any server reads it, and where.
//!
//! Says what and where only: the cure and the drawing are the caller's.

/// Something that the text opens and never closes, or can't contain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct LexError {
    /// What is wrong.
    pub kind: LexErrorKind,
    /// The byte where the unclosed thing opens or the bad thing stands; for COPY data the
    /// first byte of its COPY statement.
    pub offset: usize,
}

/// What can be wrong with a text before any server reads it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexErrorKind {
    /// A `'` without its partner.
    #[error("unterminated string")]
    UnterminatedString,
    /// A `"` without its partner.
    #[error("unterminated quoted identifier")]
    UnterminatedIdentifier,
    /// A dollar quote without its partner.
    #[error("unterminated dollar-quoted string {tag}")]
    UnterminatedDollarString {
        /// The opening tag with both its dollars.
        tag: String,
    },
    /// A `/*` without its `*/`; with nested comments, the outermost is reported.
    #[error("unterminated comment")]
    UnterminatedComment,
    /// Data lines of `COPY … FROM stdin` without the closing `\.` line.
    #[error("COPY data without the line \\. that ends it")]
    UnterminatedCopyData,
    /// Behind a `COPY … FROM stdin;` something begins that the data lines would interrupt.
    #[error("the data lines of the COPY at the start of this line interrupt what follows it")]
    CopyDataInsideStatement,
    /// A NUL character, which PostgreSQL accepts nowhere; only the first is reported.
    #[error("NUL character")]
    NulByte,
}
