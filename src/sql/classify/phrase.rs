//! Reading a statement word by word, comments and white space left out.

use crate::sql::token::{Token, TokenKind};

/// The rest of a statement; cheap to clone, so that alternatives can be tried.
#[derive(Debug, Clone)]
pub(in crate::sql) struct Phrase<'t> {
    text: &'t str,
    tokens: std::slice::Iter<'t, Token>,
}

impl<'t> Phrase<'t> {
    pub(in crate::sql) fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        Self {
            text,
            tokens: tokens.iter(),
        }
    }

    /// Takes the next token, whatever it is.
    pub(in crate::sql) fn next(&mut self) -> Option<(TokenKind, &'t str)> {
        let token = self.tokens.find(|token| token.kind.is_significant())?;
        Some((token.kind, token.text(self.text)))
    }

    /// The next token, which stays where it is.
    pub(in crate::sql) fn peek(&self) -> Option<(TokenKind, &'t str)> {
        self.clone().next()
    }

    /// Takes the next token if it is of this kind.
    pub(in crate::sql) fn take(&mut self, kind: TokenKind) -> bool {
        let mut ahead = self.clone();
        let taken = ahead.next().is_some_and(|(next, _)| next == kind);
        if taken {
            *self = ahead;
        }
        taken
    }

    /// Takes all these words (in lower case), or nothing.
    pub(in crate::sql) fn words(&mut self, wanted: &str) -> bool {
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
    pub(in crate::sql) fn any_word(&mut self, wanted: &[&str]) -> bool {
        wanted.iter().any(|word| self.words(word))
    }

    /// Takes a name, qualified or not, quoted or not.
    pub(in crate::sql) fn name(&mut self) -> bool {
        self.take_name().is_some()
    }

    /// Takes a name and gives it as SQL text without comments.
    pub(in crate::sql) fn take_name(&mut self) -> Option<String> {
        let mut name = String::new();
        loop {
            let (kind, text) = self.peek()?;
            if !matches!(kind, TokenKind::Word | TokenKind::QuotedIdentifier) {
                return None;
            }
            name.push_str(text);
            self.next();
            if !self.take(TokenKind::Dot) {
                return Some(name);
            }
            name.push('.');
        }
    }

    /// Whether nothing is left.
    pub(in crate::sql) fn is_over(&self) -> bool {
        self.peek().is_none()
    }
}
