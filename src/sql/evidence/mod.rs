//! How one tells afterwards whether a statement took effect whose end nobody saw, from its
//! words alone.
//!
//! Asked of statements that stand alone in a non-transactional section. What the catalogue
//! says about the objects named here is the server's room.

mod object;
mod temporary;
mod unit;

pub use object::{Reindexed, Subject};
pub use temporary::{Temporary, temporary};
pub use unit::{Unit, Units, chains};

use self::object::subject;
use super::classify::{Phrase, StatementKind, classify};
use super::lexer::lex;
use super::token::Token;

/// What tells whether a statement took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// A note of ours: the statement runs in a transaction together with it.
    Note,
    /// Nothing has to: it changes the session only, and a new one needs it again.
    Session,
    /// Nothing has to: running it twice is as good as once.
    Harmless,
    /// The catalogue, by the state of this object.
    Catalogue(Subject),
    /// Nothing does.
    Nothing,
}

/// Statements that run as well inside a transaction, and leave all that they do to its end.
/// One that doesn't after all is refused there by the server (25001, 2D000).
const TRANSACTIONAL: [&str; 25] = [
    "create", "alter", "drop", "insert", "update", "delete", "merge", "truncate", "select", "with",
    "values", "table", "copy", "comment", "grant", "revoke", "security", "refresh", "import",
    "reassign", "explain", "execute", "do", "notify", "(",
];

/// Statements that only change the session.
const OF_SESSION: [&str; 7] = [
    "listen",
    "unlisten",
    "load",
    "prepare",
    "deallocate",
    "discard",
    "set",
];

/// Statements that may be repeated.
const HARMLESS: [&str; 8] = [
    "vacuum",
    "analyze",
    "analyse",
    "cluster",
    "reindex",
    "checkpoint",
    "show",
    "lock",
];

/// What tells whether the statement `text` of this kind took effect.
#[must_use]
pub fn evidence(text: &str, kind: StatementKind) -> Evidence {
    match kind {
        StatementKind::Set
        | StatementKind::SetTransaction { .. }
        | StatementKind::Reset
        | StatementKind::ResetAll
        | StatementKind::DiscardAll => return Evidence::Session,
        StatementKind::CopyFromStdin => return Evidence::Note,
        _ => {}
    }
    let tokens = lex(text).tokens;
    let phrase = Phrase::new(text, &tokens);
    match kind {
        StatementKind::Concurrently { .. } => {
            subject(phrase).map_or(Evidence::Nothing, Evidence::Catalogue)
        }
        StatementKind::OutsideTransaction { .. } => outside(phrase),
        StatementKind::Other => other(phrase, text, &tokens),
        _ => Evidence::Nothing,
    }
}

fn outside(mut phrase: Phrase<'_>) -> Evidence {
    let repeatable = [
        "vacuum",
        "cluster",
        "reindex",
        "alter system",
        "alter database",
    ];
    if phrase.any_word(&repeatable) {
        return Evidence::Harmless;
    }
    let drops = phrase.any_word(&["drop database", "drop tablespace"]);
    match drops && phrase.words("if exists") {
        true => Evidence::Harmless,
        false => Evidence::Nothing,
    }
}

fn other(phrase: Phrase<'_>, text: &str, tokens: &[Token]) -> Evidence {
    let Some((_, verb)) = phrase.peek() else {
        return Evidence::Nothing;
    };
    let is_among = |verbs: &[&str]| verbs.iter().any(|known| known.eq_ignore_ascii_case(verb));
    if is_among(&OF_SESSION) || sets_config(phrase.clone()) {
        Evidence::Session
    } else if is_among(&HARMLESS) {
        Evidence::Harmless
    } else if is_among(&["do"]) && may_commit(text, tokens) {
        Evidence::Nothing
    } else if is_among(&TRANSACTIONAL) {
        Evidence::Note
    } else {
        Evidence::Nothing
    }
}

/// `SELECT set_config(…)`, as pg_dump writes it.
fn sets_config(mut phrase: Phrase<'_>) -> bool {
    phrase.words("select") && {
        phrase.words("pg_catalog");
        phrase.take(crate::sql::TokenKind::Dot);
        phrase.words("set_config")
    }
}

/// Whether a DO block may end its transaction: one of these words is somewhere in it.
fn may_commit(text: &str, tokens: &[Token]) -> bool {
    let significant = tokens.iter().filter(|token| token.kind.is_significant());
    significant.into_iter().any(|token| {
        let body = token.text(text).to_ascii_lowercase();
        let mut words = body.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| matches!(word, "commit" | "rollback" | "call"))
    })
}

/// The kind of a single statement's text; for texts that were noted.
#[must_use]
pub fn kind_of(text: &str) -> StatementKind {
    classify(text, &lex(text).tokens)
}

#[cfg(test)]
mod tests;
