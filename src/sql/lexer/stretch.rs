//! Lexes one stretch of a text that arrives in pieces.
//!
//! A stretch begins at the start of a line, between two statements, and ends at such a
//! place, or where the data lines of a COPY begin. There the lexer remembers nothing but
//! the COPYs whose data are still to come, so the tokens are those of the whole text.

use super::{LexErrorKind, Lexed, Lexer, Line};
use crate::sql::divider::Divider;
use crate::sql::token::TokenKind;

/// Where a stretch lies in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sql) struct Extent {
    /// Where it begins.
    pub(in crate::sql) start: Start,
    /// What stands behind what is given.
    pub(in crate::sql) rest: Rest,
}

/// Where a stretch begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sql) enum Start {
    /// Where the text does.
    Text,
    /// At a later line.
    Line,
}

/// What stands behind what is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sql) enum Rest {
    /// More of the text; what is given ends with a line.
    Follows,
    /// Nothing: the text ends.
    Nothing,
}

/// What could be lexed.
#[derive(Debug, Default)]
pub(in crate::sql) struct Stretch {
    /// The tokens and errors of its bytes.
    pub(in crate::sql) lexed: Lexed,
    /// How many bytes it has; 0 when no statement ends in what is given.
    pub(in crate::sql) end: usize,
    /// Where the COPYs start whose data lines begin at its end, in their order.
    pub(in crate::sql) copies: Vec<usize>,
}

/// The longest stretch at the start of `text`, up to the first data lines.
pub(in crate::sql) fn lex_stretch(text: &str, extent: Extent, divider: Divider) -> Stretch {
    let mut lexer = Lexer::new(text, divider);
    if extent.start == Start::Text && text.starts_with('\u{feff}') {
        lexer.push(TokenKind::Whitespace, '\u{feff}'.len_utf8());
    }
    let mut sure = Sure::default();
    while let Some(&byte) = lexer.bytes.get(lexer.at) {
        let start = lexer.at;
        lexer.token(byte);
        let is_between = lexer.statement.start.is_none();
        if lexer.copies.is_empty() {
            sure = sure.or_here(&lexer, is_between);
        } else if lexer.behind_copy(start) == Line::Ends {
            if is_between {
                return finished(lexer);
            }
            lexer.copy_data();
        }
    }
    if extent.rest == Rest::Nothing {
        lexer.miss_copy_data();
        return finished(lexer);
    }
    lexer.at = sure.end;
    lexer.copies.clear();
    lexer.lexed.tokens.truncate(sure.tokens);
    lexer.lexed.errors.truncate(sure.errors);
    if let Some(last) = lexer.lexed.tokens.last_mut() {
        last.span.end = sure.end;
    }
    finished(lexer)
}

fn finished(mut lexer: Lexer<'_>) -> Stretch {
    let given = lexer.text.get(..lexer.at).unwrap_or_default();
    if let Some(offset) = given.find('\0') {
        lexer.error(LexErrorKind::NulByte, offset);
        lexer.lexed.errors.rotate_right(1);
    }
    Stretch {
        end: lexer.at,
        lexed: lexer.lexed,
        copies: lexer.copies.into(),
    }
}

/// The last place so far at which a stretch may end, whatever follows.
#[derive(Debug, Clone, Copy, Default)]
struct Sure {
    end: usize,
    tokens: usize,
    errors: usize,
}

impl Sure {
    /// The start of the line that the lexer has just come to, if it is such a place.
    fn or_here(self, lexer: &Lexer<'_>, is_between: bool) -> Self {
        let Some(token) = lexer.lexed.tokens.last().filter(|_| is_between) else {
            return self;
        };
        if token.kind != TokenKind::Whitespace {
            return self;
        }
        let line_feed = token.text(lexer.text).rfind('\n');
        line_feed.map_or(self, |line_feed| Self {
            end: token.span.start + line_feed + 1,
            tokens: lexer.lexed.tokens.len(),
            errors: lexer.lexed.errors.len(),
        })
    }
}
