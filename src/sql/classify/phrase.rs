//! Reading a statement word by word, comments and white space left out.

use crate::sql::token::{Token, TokenKind};

/// The rest of a statement; cheap to clone, so that alternatives can be tried.
#[derive(Debug, Clone)]
pub(super) struct Phrase<'t> {
    text: &'t str,
    tokens: std::slice::Iter<'t, Token>,
}

impl<'t> Phrase<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        Self {
            text,
            tokens: tokens.iter(),
        }
    }

    /// Takes the next token, whatever it is.
    pub(super) fn next(&mut self) -> Option<(TokenKind, &'t str)> {
        let token = self.tokens.find(|token| token.kind.is_significant())?;
        Some((token.kind, token.text(self.text)))
    }

    /// The next token, which stays where it is.
    pub(super) fn peek(&self) -> Option<(TokenKind, &'t str)> {
        self.clone().next()
    }

    /// Takes the next token if it is of this kind.
    pub(super) fn take(&mut self, kind: TokenKind) -> bool {
        let mut ahead = self.clone();
        let taken = ahead.next().is_some_and(|(next, _)| next == kind);
        if taken {
            *self = ahead;
        }
        taken
    }

    /// Takes all these words (in lower case), or nothing.
    pub(super) fn words(&mut self, wanted: &str) -> bool {
        let mut ahead = self.clone();
        let taken = wanted.split(' ').all(|word| {
            ahead.next().is_some_and(|(kind, text)| {
                kind == TokenKind::Word && text.eq_ignore_ascii_case(word)
            })
        });
        if taken {
            *self = ahead;
        }
        taken
    }

    /// Takes the first of these words that is there; at most one.
    pub(super) fn any_word(&mut self, wanted: &[&str]) -> bool {
        wanted.iter().any(|word| self.words(word))
    }

    /// Takes a name, qualified or not, quoted or not.
    pub(super) fn name(&mut self) -> bool {
        loop {
            if !self.take(TokenKind::Word) && !self.take(TokenKind::QuotedIdentifier) {
                return false;
            }
            if !self.take(TokenKind::Dot) {
                return true;
            }
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_over(&self) -> bool {
        self.peek().is_none()
    }
}
