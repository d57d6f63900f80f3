//! Cuts a file into tokens that, joined, give back the file.
//!
//! Follows PostgreSQL's scanner; from psql it takes meta-commands and the data lines
//! behind `COPY … FROM stdin;`. One pass, linear, nothing allocated but the list.

mod record;
mod stretch;

pub(super) use stretch::{Extent, Rest, Start, Stretch, lex_stretch};

use std::collections::VecDeque;

use super::boundary::Boundary;
use super::copy::CopyForm;
use super::divider::{Divider, undivided};
use super::lex_error::{LexError, LexErrorKind};
use super::meta::ends_statement;
use super::quotes::{self, Backslash, Ending};
use super::scan;
use super::token::{Token, TokenKind};

/// Room for the tokens of a usual migration; the list grows for longer ones.
const USUAL_TOKENS: usize = 1024;

/// The tokens of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lexed {
    /// In text order, without gaps or overlaps, covering the whole text.
    pub tokens: Vec<Token>,
    /// In the order in which they are noticed.
    pub errors: Vec<LexError>,
}

/// Cuts a text into tokens; whatever the text, they cover it all.
#[must_use]
pub fn lex(text: &str) -> Lexed {
    lex_divided(text, undivided)
}

/// Cuts a text that has dividers into tokens; whatever the text, they cover it all.
#[must_use]
pub fn lex_divided(text: &str, divider: Divider) -> Lexed {
    let mut lexer = Lexer::new(text, divider);
    if let Some(offset) = text.find('\0') {
        lexer.error(LexErrorKind::NulByte, offset);
    }
    if text.starts_with('\u{feff}') {
        lexer.push(TokenKind::Whitespace, '\u{feff}'.len_utf8());
    }
    while let Some(&byte) = lexer.bytes.get(lexer.at) {
        let start = lexer.at;
        lexer.token(byte);
        if !lexer.copies.is_empty() && lexer.behind_copy(start) == Line::Ends {
            lexer.copy_data();
        }
    }
    lexer.miss_copy_data();
    lexer.lexed
}

/// The statement that is being read.
#[derive(Default)]
struct OpenStatement {
    start: Option<usize>,
    boundary: Boundary,
    copy: CopyForm,
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    divider: Divider,
    at: usize,
    lexed: Lexed,
    statement: OpenStatement,
    /// Where the `COPY … FROM stdin` statements start whose data lines are still to come.
    copies: VecDeque<usize>,
}

/// Whether the line is over on which a COPY ended, so that its data lines begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Ends,
    GoesOn,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, divider: Divider) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            divider,
            at: 0,
            lexed: Lexed {
                tokens: Vec::with_capacity((text.len() / 4).min(USUAL_TOKENS)),
                errors: Vec::new(),
            },
            statement: OpenStatement::default(),
            copies: VecDeque::new(),
        }
    }

    /// Pushes the token, or the run of operators, that starts with `byte`.
    fn token(&mut self, byte: u8) {
        let next = self.bytes.get(self.at + 1).copied();
        match byte {
            _ if scan::is_space(byte) => self.push(TokenKind::Whitespace, self.whitespace()),
            b'-' if next == Some(b'-') => self.line_comment(),
            b'/' if next == Some(b'*') => {
                let ending = quotes::block_comment(self.bytes, self.at);
                self.push_quoted(
                    TokenKind::BlockComment,
                    ending,
                    LexErrorKind::UnterminatedComment,
                );
            }
            b'\'' => self.string(0, Backslash::Ordinary),
            b'"' => self.quoted_identifier(0),
            b'e' | b'E' if next == Some(b'\'') => self.string(1, Backslash::Escapes),
            b'b' | b'B' | b'x' | b'X' | b'n' | b'N' if next == Some(b'\'') => {
                self.string(1, Backslash::Ordinary)
            }
            b'u' | b'U' if next == Some(b'&') => self.unicode(),
            _ if scan::is_identifier_start(byte) => {
                self.push(TokenKind::Word, scan::identifier(self.bytes, self.at));
            }
            b'$' => self.dollar(next),
            b'0'..=b'9' => self.push(TokenKind::Number, scan::number(self.bytes, self.at)),
            b'.' if next.is_some_and(|byte| byte.is_ascii_digit()) => {
                self.push(TokenKind::Number, scan::number(self.bytes, self.at));
            }
            b';' => self.push(TokenKind::Semicolon, self.at + 1),
            b'(' => self.push(TokenKind::OpenParen, self.at + 1),
            b')' => self.push(TokenKind::CloseParen, self.at + 1),
            b',' => self.push(TokenKind::Comma, self.at + 1),
            b'.' => self.push(TokenKind::Dot, self.at + 1),
            b':' if matches!(next, Some(b':' | b'=')) => {
                self.push(TokenKind::Operator, self.at + 2)
            }
            b':' | b'[' | b']' => self.push(TokenKind::Operator, self.at + 1),
            b'\\' => self.meta_command(),
            _ if scan::is_operator(byte) => self.operators(),
            _ => self.push(TokenKind::Junk, self.at + 1),
        }
    }

    /// The end of the white space here; data lines may begin behind its first line feed.
    fn whitespace(&self) -> usize {
        let end = scan::run(self.bytes, self.at, scan::is_space);
        let line_feed = self
            .bytes
            .get(self.at..end)
            .unwrap_or_default()
            .iter()
            .position(|&byte| byte == b'\n');
        match line_feed {
            Some(distance) if !self.copies.is_empty() => self.at + distance + 1,
            _ => end,
        }
    }

    fn line_comment(&mut self) {
        let start = self.at;
        self.push(TokenKind::LineComment, scan::line(self.bytes, self.at));
        if (self.divider)(self.text.get(start..self.at).unwrap_or_default()) {
            self.statement = OpenStatement::default();
        }
    }

    fn string(&mut self, prefix: usize, backslash: Backslash) {
        let ending = quotes::string(self.text, self.at + prefix, backslash, self.divider);
        self.push_quoted(TokenKind::String, ending, LexErrorKind::UnterminatedString);
    }

    fn quoted_identifier(&mut self, prefix: usize) {
        let ending = quotes::quoted(self.bytes, self.at + prefix, b'"', Backslash::Ordinary);
        self.push_quoted(
            TokenKind::QuotedIdentifier,
            ending,
            LexErrorKind::UnterminatedIdentifier,
        );
    }

    fn unicode(&mut self) {
        match self.bytes.get(self.at + 2) {
            Some(b'\'') => self.string(2, Backslash::Ordinary),
            Some(b'"') => self.quoted_identifier(2),
            _ => self.push(TokenKind::Word, self.at + 1),
        }
    }

    fn dollar(&mut self, next: Option<u8>) {
        if next.is_some_and(|byte| byte.is_ascii_digit()) {
            self.push(TokenKind::Parameter, scan::parameter(self.bytes, self.at));
        } else if let Some(body) = quotes::dollar_tag(self.bytes, self.at) {
            let ending = quotes::dollar_string(self.bytes, self.at, body);
            let tag = match ending {
                Ending::Closed(_) => String::new(),
                Ending::Open { .. } => self.text.get(self.at..body).unwrap_or_default().to_owned(),
            };
            self.push_quoted(
                TokenKind::DollarString,
                ending,
                LexErrorKind::UnterminatedDollarString { tag },
            );
        } else {
            self.push(TokenKind::Junk, self.at + 1);
        }
    }

    fn operators(&mut self) {
        let end = scan::operator_run(self.bytes, self.at);
        self.push(
            TokenKind::Operator,
            scan::operator(self.bytes, self.at, end),
        );
        // What an operator gives away are signs, each an operator of its own.
        while self.at < end {
            self.push(TokenKind::Operator, self.at + 1);
        }
    }

    fn meta_command(&mut self) {
        let start = self.at;
        self.push(TokenKind::MetaCommand, scan::line(self.bytes, self.at));
        if ends_statement(self.text.get(start..self.at).unwrap_or_default()) {
            self.statement = OpenStatement::default();
        }
    }
}
