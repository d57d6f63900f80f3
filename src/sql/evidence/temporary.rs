//! What a statement keeps in its session only: another session can't go on behind it.

use crate::sql::classify::Phrase;
use crate::sql::lexer::lex;
use crate::sql::token::TokenKind;

/// What becomes of things that only this session has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Temporary {
    /// The statement makes one; its name as written, if it could be read.
    Made(Option<String>),
    /// It drops a table, view or sequence of this name, which may be temporary.
    Dropped(String),
    /// It drops all of them: `DISCARD ALL`, `DISCARD TEMP`.
    Discarded,
}

/// What the statement `text` does to temporary objects and held cursors; `None` for most.
#[must_use]
pub fn temporary(text: &str) -> Option<Temporary> {
    let tokens = lex(text).tokens;
    let mut phrase = Phrase::new(text, &tokens);
    if phrase.any_word(&["discard all", "discard temp", "discard temporary"]) {
        return Some(Temporary::Discarded);
    }
    if phrase.any_word(&["drop table", "drop view", "drop sequence"]) {
        phrase.words("if exists");
        return phrase
            .take_name()
            .map(|name| Temporary::Dropped(plain(&name)));
    }
    if phrase.words("create") {
        phrase.words("or replace");
        phrase.any_word(&["local", "global"]);
        return match phrase.any_word(&["temp", "temporary"]) {
            true if ends_with_transaction(phrase.clone()) => None,
            true => Some(Temporary::Made(name(phrase))),
            false => is_in_pg_temp(phrase).then_some(Temporary::Made(None)),
        };
    }
    if phrase.words("declare") {
        return contains(phrase, "with hold").then_some(Temporary::Made(None));
    }
    let selects = phrase.any_word(&["select", "with"]);
    let into = [
        "into temp",
        "into temporary",
        "into local temp",
        "into local temporary",
    ];
    let makes = selects && into.iter().any(|words| contains(phrase.clone(), words));
    makes.then_some(Temporary::Made(None))
}

/// `TABLE [IF NOT EXISTS] name`, of a view or a sequence too.
fn name(mut phrase: Phrase<'_>) -> Option<String> {
    phrase.words("recursive");
    phrase.any_word(&["table", "view", "sequence"]);
    phrase.words("if not exists");
    phrase.take_name().map(|name| plain(&name))
}

/// Without its schema, folded as far as ASCII goes.
fn plain(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.to_ascii_lowercase()
}

fn ends_with_transaction(phrase: Phrase<'_>) -> bool {
    contains(phrase, "on commit drop")
}

/// `CREATE FUNCTION pg_temp.f`: the first name behind the kind of object.
fn is_in_pg_temp(mut phrase: Phrase<'_>) -> bool {
    while let Some((kind, text)) = phrase.next() {
        match kind {
            TokenKind::Word if text.eq_ignore_ascii_case("pg_temp") => {
                return matches!(phrase.peek(), Some((TokenKind::Dot, _)));
            }
            TokenKind::Word => {}
            _ => return false,
        }
    }
    false
}

fn contains(mut phrase: Phrase<'_>, words: &str) -> bool {
    while !phrase.is_over() {
        if phrase.words(words) {
            return true;
        }
        phrase.next();
    }
    false
}
