//! Notes each token, follows the statement that it belongs to, and reads the data lines
//! behind a COPY when their turn comes.

use super::{Lexer, Line, OpenStatement};
use crate::sql::boundary::Step;
use crate::sql::copy::{CopyForm, copy_data};
use crate::sql::lex_error::{LexError, LexErrorKind};
use crate::sql::quotes::Ending;
use crate::sql::token::{Token, TokenKind};

impl Lexer<'_> {
    /// With data lines still to come: whether they begin behind the piece since `start`.
    pub(super) fn behind_copy(&mut self, start: usize) -> Line {
        let piece = self.bytes.get(start..self.at).unwrap_or_default();
        if !piece.contains(&b'\n') {
            return Line::GoesOn;
        }
        let blank = self
            .lexed
            .tokens
            .last()
            .is_some_and(|token| token.kind == TokenKind::Whitespace);
        let interrupted = if blank {
            self.statement.start
        } else {
            Some(start)
        };
        if let Some(offset) = interrupted {
            self.error(LexErrorKind::CopyDataInsideStatement, offset);
        }
        if blank { Line::Ends } else { Line::GoesOn }
    }

    /// Data lines that never came.
    pub(super) fn miss_copy_data(&mut self) {
        for offset in std::mem::take(&mut self.copies) {
            self.error(LexErrorKind::UnterminatedCopyData, offset);
        }
    }

    pub(super) fn copy_data(&mut self) {
        let data = copy_data(self.bytes, self.at);
        if data.end > self.at {
            self.push(TokenKind::CopyData, data.end);
        }
        if let Some(end) = data.terminator_end {
            self.push(TokenKind::CopyEnd, end);
            self.copies.pop_front();
        }
    }

    pub(super) fn push_quoted(&mut self, kind: TokenKind, ending: Ending, error: LexErrorKind) {
        match ending {
            Ending::Closed(end) => self.push(kind, end),
            Ending::Open { opened } => {
                self.error(error, opened);
                self.push(kind, self.bytes.len());
            }
        }
    }

    pub(super) fn push(&mut self, kind: TokenKind, end: usize) {
        let span = self.at..end;
        if kind.is_significant() {
            let word = self.text.get(span.clone()).unwrap_or_default();
            let start = *self.statement.start.get_or_insert(span.start);
            self.statement.copy = self.statement.copy.then(kind, word);
            if self.statement.boundary.feed(kind, word) == Step::Ends {
                if self.statement.copy == CopyForm::FromStdin {
                    self.copies.push_back(start);
                }
                self.statement = OpenStatement::default();
            }
        }
        self.lexed.tokens.push(Token { kind, span });
        self.at = end;
    }

    pub(super) fn error(&mut self, kind: LexErrorKind, offset: usize) {
        self.lexed.errors.push(LexError { kind, offset });
    }
}
