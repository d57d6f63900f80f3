//! Statements that change the session: SET, RESET, DISCARD, and SET TRANSACTION.

use super::kind::{Isolation, StatementKind};
use super::phrase::Phrase;
use crate::sql::token::TokenKind;

/// The words that these statements start with.
pub(super) const VERBS: [&str; 3] = ["set", "reset", "discard"];

/// The kind of a statement that changes the session; `None` for others.
pub(super) fn kind(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.words("set") {
        return set(phrase);
    }
    if phrase.words("reset") {
        let all = phrase.words("all") && phrase.is_over();
        return Some(if all {
            StatementKind::ResetAll
        } else {
            StatementKind::Reset
        });
    }
    phrase
        .words("discard all")
        .then_some(StatementKind::DiscardAll)
}

fn set(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.words("constraints") {
        return None;
    }
    // `SET SESSION CHARACTERISTICS` and `SET SESSION AUTHORIZATION` change the session.
    phrase.any_word(&["local", "session"]);
    if phrase.words("transaction_isolation") {
        return Some(StatementKind::SetTransaction {
            isolation: setting(phrase),
        });
    }
    if phrase.words("transaction") && !is_assignment(&phrase) {
        return Some(StatementKind::SetTransaction {
            isolation: modes(phrase),
        });
    }
    Some(StatementKind::Set)
}

fn is_assignment(phrase: &Phrase<'_>) -> bool {
    let mut ahead = phrase.clone();
    ahead.words("to") || matches!(ahead.next(), Some((TokenKind::Operator, "=")))
}

/// The last isolation level in a list of transaction modes.
fn modes(mut phrase: Phrase<'_>) -> Option<Isolation> {
    let mut isolation = None;
    while !phrase.is_over() {
        if phrase.words("isolation level") {
            isolation = level(&mut phrase).or(isolation);
        } else {
            phrase.next();
        }
    }
    isolation
}

fn level(phrase: &mut Phrase<'_>) -> Option<Isolation> {
    let levels = [
        ("read uncommitted", Isolation::ReadUncommitted),
        ("read committed", Isolation::ReadCommitted),
        ("repeatable read", Isolation::RepeatableRead),
        ("serializable", Isolation::Serializable),
    ];
    levels
        .into_iter()
        .find_map(|(words, level)| phrase.words(words).then_some(level))
}

/// The level that `SET transaction_isolation = …` names.
fn setting(mut phrase: Phrase<'_>) -> Option<Isolation> {
    let mut value = phrase
        .clone()
        .next()
        .filter(|(_, text)| text.eq_ignore_ascii_case("to") || *text == "=");
    if value.is_some() {
        phrase.next();
        value = phrase.next();
    }
    let name = value?.1.trim_matches(['\'', '"']).to_ascii_lowercase();
    match name.as_str() {
        "read uncommitted" => Some(Isolation::ReadUncommitted),
        "read committed" => Some(Isolation::ReadCommitted),
        "repeatable read" => Some(Isolation::RepeatableRead),
        "serializable" => Some(Isolation::Serializable),
        _ => None,
    }
}
