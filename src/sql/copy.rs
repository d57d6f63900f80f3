//! Recognises `COPY … FROM stdin` and `COPY … TO stdout` while the tokens go by.
//!
//! The lexer needs to know it when the statement ends, because data lines follow, up to a
//! line `\.` (psql's `handleCopyIn`; here it may also be the last, unfinished line). STDIN
//! and STDOUT are interchangeable in the server's grammar: the direction decides.

use super::token::TokenKind;

/// Where in a COPY statement we are, and in the end what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum CopyForm {
    /// No token yet.
    #[default]
    Start,
    /// Behind COPY itself.
    Copy,
    /// In the table's name and column list, `depth` parentheses deep.
    Table { depth: usize },
    /// In or behind the query of `COPY (…)`, which has no FROM form.
    Query { depth: usize },
    /// Behind FROM.
    From,
    /// Behind TO.
    To,
    /// `COPY … FROM stdin`.
    FromStdin,
    /// `COPY … TO stdout`.
    ToStdout,
    /// Anything else.
    Other,
}

impl CopyForm {
    /// The form after the statement's next significant token.
    pub(super) fn then(self, kind: TokenKind, word: &str) -> Self {
        let is = |keyword: &str| kind == TokenKind::Word && word.eq_ignore_ascii_case(keyword);
        match (self, kind) {
            (Self::FromStdin | Self::ToStdout | Self::Other, _) => self,
            (Self::Start, _) if is("copy") => Self::Copy,
            (Self::Copy, TokenKind::OpenParen) => Self::Query { depth: 1 },
            (Self::Copy, _) => Self::Table { depth: 0 },
            (Self::Table { depth }, TokenKind::OpenParen) => Self::Table { depth: depth + 1 },
            (Self::Table { depth }, TokenKind::CloseParen) => Self::Table {
                depth: depth.saturating_sub(1),
            },
            (Self::Query { depth }, TokenKind::OpenParen) => Self::Query { depth: depth + 1 },
            (Self::Query { depth }, TokenKind::CloseParen) => Self::Query {
                depth: depth.saturating_sub(1),
            },
            (Self::Table { depth: 0 }, _) if is("from") => Self::From,
            (Self::Table { depth: 0 } | Self::Query { depth: 0 }, _) if is("to") => Self::To,
            (Self::Table { .. } | Self::Query { .. }, _) => self,
            (Self::From, _) if is("stdin") || is("stdout") => Self::FromStdin,
            (Self::To, _) if is("stdin") || is("stdout") => Self::ToStdout,
            _ => Self::Other,
        }
    }
}

/// The data lines of a COPY.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CopyLines {
    /// The end of the data, which is where the `\.` line starts or the text ends.
    pub(super) end: usize,
    /// The first byte behind `\.`, if there is such a line.
    pub(super) terminator_end: Option<usize>,
}

/// The data lines that start at `from`, up to a line that is nothing but `\.`.
pub(super) fn copy_data(bytes: &[u8], from: usize) -> CopyLines {
    let mut line = from;
    loop {
        let rest = bytes.get(line..).unwrap_or_default();
        if let [b'\\', b'.', after @ ..] = rest
            && matches!(after, [] | [b'\n', ..] | [b'\r', b'\n', ..])
        {
            return CopyLines {
                end: line,
                terminator_end: Some(line + 2),
            };
        }
        match rest.iter().position(|&byte| byte == b'\n') {
            Some(length) => line += length + 1,
            None => {
                return CopyLines {
                    end: bytes.len(),
                    terminator_end: None,
                };
            }
        }
    }
}
