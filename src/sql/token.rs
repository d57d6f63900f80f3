//! The pieces that the lexer cuts a file into.
//!
//! Kinds are as coarse as statement boundaries, markers and classification allow: the
//! server does the real parsing.

use std::ops::Range;

/// What a piece of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Spaces, tabs, line breaks; a byte order mark at the very start of the text.
    Whitespace,
    /// `-- …`, without its line break.
    LineComment,
    /// `/* … */`, nested ones included.
    BlockComment,
    /// A keyword or an identifier without quotes.
    Word,
    /// `"…"` or `U&"…"`.
    QuotedIdentifier,
    /// `'…'`, `E'…'`, `U&'…'`, `B'…'`, `X'…'`, `N'…'`, continuations on later lines included.
    String,
    /// `$$…$$` or `$tag$…$tag$`.
    DollarString,
    /// A number, with whatever identifier characters are glued to it (`0x1F`, `1_000`, `1a`).
    Number,
    /// `$1`, with whatever identifier characters are glued to it.
    Parameter,
    /// An operator, a colon or a square bracket.
    Operator,
    /// `;`, also where it ends no statement.
    Semicolon,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// A psql meta-command: a backslash outside quotes, up to the end of the line.
    MetaCommand,
    /// The data lines behind a `COPY … FROM stdin;`, their line breaks included; never empty.
    CopyData,
    /// The `\.` that ends the data lines.
    CopyEnd,
    /// One byte that starts nothing in SQL.
    Junk,
}

impl TokenKind {
    /// Whether a token of this kind is part of a statement's text, rather than standing
    /// between statements (white space, comments, meta-commands, COPY data).
    #[must_use]
    pub fn is_significant(self) -> bool {
        !matches!(
            self,
            Self::Whitespace
                | Self::LineComment
                | Self::BlockComment
                | Self::MetaCommand
                | Self::CopyData
                | Self::CopyEnd
        )
    }
}

/// One piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands: bytes, half-open, never empty, on character boundaries.
    pub span: Range<usize>,
}

impl Token {
    /// The token's text in the text that it was lexed from.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.span.clone()).unwrap_or_default()
    }
}
