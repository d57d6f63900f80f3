//! Gathers tokens into statements, by psql's rules (see `boundary`).

use std::collections::VecDeque;
use std::ops::Range;

use super::boundary::{Boundary, Step};
use super::classify::{StatementKind, classify};
use super::lexer::Lexed;
use super::meta::ends_statement;
use super::statement::Statement;
use super::token::{Token, TokenKind};

/// The statements of one part of a text, in text order.
///
/// `lexed` is of the whole `text`; `within` is in bytes and starts and ends between tokens.
/// Empty statements are dropped; the last one needs no semicolon. Data lines of a COPY are
/// found also where they lie behind the part's end.
#[must_use]
pub fn split(text: &str, within: Range<usize>, lexed: &Lexed) -> Vec<Statement> {
    let first = lexed
        .tokens
        .partition_point(|token| token.span.start < within.start);
    let tokens = lexed.tokens.get(first..).unwrap_or_default();
    let mut splitter = Splitter {
        text,
        tokens,
        open: None,
        boundary: Boundary::default(),
        found: Found::default(),
    };
    for (index, token) in tokens.iter().enumerate() {
        if token.span.start < within.end {
            splitter.take(index, token);
        } else if splitter.found.copies.is_empty() {
            break;
        } else {
            splitter.finish();
            splitter.found.take_data(token);
        }
    }
    splitter.finish();
    splitter.found.statements
}

struct Splitter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// Indexes of the first and the last token of the statement being read.
    open: Option<(usize, usize)>,
    boundary: Boundary,
    found: Found,
}

impl Splitter<'_> {
    fn take(&mut self, index: usize, token: &Token) {
        let text = token.text(self.text);
        if token.kind == TokenKind::MetaCommand && ends_statement(text) {
            self.finish();
        }
        self.found.take_data(token);
        if !token.kind.is_significant() {
            return;
        }
        match self.boundary.feed(token.kind, text) {
            Step::Ends => {
                let ended = self.finish();
                if ended == Some(StatementKind::CopyFromStdin) {
                    self.found.expect_data();
                }
            }
            Step::Inside => {
                let first = self.open.map_or(index, |(first, _)| first);
                self.open = Some((first, index));
            }
        }
    }

    fn finish(&mut self) -> Option<StatementKind> {
        self.boundary = Boundary::default();
        let (first, last) = self.open.take()?;
        let tokens = self.tokens.get(first..=last)?;
        let span = tokens.first()?.span.start..tokens.last()?.span.end;
        let kind = classify(self.text, tokens);
        self.found.statements.push(Statement {
            span,
            copy_data: None,
            kind,
        });
        Some(kind)
    }
}

/// The statements so far, and which of them wait for their data lines.
#[derive(Default)]
struct Found {
    statements: Vec<Statement>,
    /// Indexes of COPY statements, whose data come in the same order.
    copies: VecDeque<usize>,
}

impl Found {
    /// The last statement is a `COPY … FROM stdin;`.
    fn expect_data(&mut self) {
        let Some(index) = self.statements.len().checked_sub(1) else {
            return;
        };
        self.copies.push_back(index);
        if let Some(statement) = self.statements.get_mut(index) {
            let end = statement.span.end;
            statement.copy_data = Some(end..end);
        }
    }

    fn take_data(&mut self, token: &Token) {
        let Some(&index) = self.copies.front() else {
            return;
        };
        let Some(statement) = self.statements.get_mut(index) else {
            return;
        };
        match token.kind {
            TokenKind::CopyData => statement.copy_data = Some(token.span.clone()),
            TokenKind::CopyEnd => {
                if statement.copy_data.as_ref().is_none_or(Range::is_empty) {
                    statement.copy_data = Some(token.span.start..token.span.start);
                }
                self.copies.pop_front();
            }
            _ => {}
        }
    }
}
