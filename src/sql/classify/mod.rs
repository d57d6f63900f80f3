//! What a statement does to transactions and sessions, told from its words alone.
//!
//! Comments between words and the case of keywords don't matter. A statement counts as
//! refused in a transaction only where PostgreSQL certainly refuses it (SQLSTATE 25001):
//! what depends on catalogue or settings is left to the server.

mod kind;
mod outside;
mod phrase;
mod session;
mod transaction;

pub use kind::{Isolation, StatementKind};

use super::copy::CopyForm;
use super::token::{Token, TokenKind};
pub(super) use phrase::Phrase;

/// The kind of the statement that consists of `tokens`, which may contain comments.
pub(super) fn classify(text: &str, tokens: &[Token]) -> StatementKind {
    let phrase = Phrase::new(text, tokens);
    let Some((TokenKind::Word, verb)) = phrase.peek() else {
        return StatementKind::Other;
    };
    // By the first word first: most statements are of none of these families.
    let is_among = |verbs: &[&str]| verbs.iter().any(|known| known.eq_ignore_ascii_case(verb));
    let kind = if is_among(&transaction::VERBS) {
        transaction::kind(phrase)
    } else if is_among(&session::VERBS) {
        session::kind(phrase)
    } else if is_among(&outside::VERBS) {
        outside::kind(phrase)
    } else if is_among(&["copy"]) {
        copy(phrase)
    } else {
        None
    };
    kind.unwrap_or(StatementKind::Other)
}

fn copy(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    let mut form = CopyForm::default();
    while let Some((kind, text)) = phrase.next() {
        form = form.then(kind, text);
        match form {
            CopyForm::FromStdin => return Some(StatementKind::CopyFromStdin),
            CopyForm::ToStdout => return Some(StatementKind::CopyToStdout),
            CopyForm::Other => return None,
            _ => {}
        }
    }
    None
}
