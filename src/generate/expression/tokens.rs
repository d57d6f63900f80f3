//! The tokens of one expression, to be taken one by one.

use crate::sql::{TokenKind, lex};

/// The significant tokens of an expression, from the front.
pub(super) struct Tokens<'t> {
    text: &'t str,
    tokens: Vec<(TokenKind, &'t str)>,
    at: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens of this text.
    pub(super) fn new(text: &'t str) -> Self {
        let tokens = lex(text)
            .tokens
            .iter()
            .filter(|token| token.kind.is_significant())
            .map(|token| (token.kind, token.text(text)))
            .collect();
        Self {
            text,
            tokens,
            at: 0,
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// All tokens, wherever one stands.
    pub(super) fn all(&self) -> &[(TokenKind, &'t str)] {
        &self.tokens
    }

    /// The next token without taking it.
    pub(super) fn peek(&self) -> Option<(TokenKind, &'t str)> {
        self.tokens.get(self.at).copied()
    }

    /// The one behind the next.
    pub(super) fn peek_second(&self) -> Option<(TokenKind, &'t str)> {
        self.tokens.get(self.at + 1).copied()
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Option<(TokenKind, &'t str)> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Takes the next token if it is this word, however written, or this sign.
    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let is_next = self.peek().is_some_and(|(kind, text)| {
            kind != TokenKind::QuotedIdentifier && text.eq_ignore_ascii_case(wanted)
        });
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes these words if all of them come next.
    pub(super) fn take_all(&mut self, wanted: &[&str]) -> bool {
        let before = self.at;
        let are_next = wanted.iter().all(|word| self.take(word));
        if !are_next {
            self.at = before;
        }
        are_next
    }

    /// Takes this sign, which must be there.
    pub(super) fn expect(&mut self, wanted: &str) -> Option<()> {
        self.take(wanted).then_some(())
    }

    /// Takes everything up to the parenthesis that closes the one before, and it too.
    pub(super) fn skip_parenthesis(&mut self) -> Option<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()?.0 {
                TokenKind::OpenParen => depth += 1,
                TokenKind::CloseParen => depth -= 1,
                _ => {}
            }
        }
        Some(())
    }

    /// Where the next token stands in the list of all.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }
}
