//! Statements that PostgreSQL refuses inside a transaction block: the calls of
//! `PreventInTransactionBlock` in the server's source that depend on nothing but the text.
//!
//! Left out because the server may accept them: REINDEX and CLUSTER of a table that turns
//! out to be partitioned, DROP and ALTER SUBSCRIPTION.

use super::kind::StatementKind;
use super::phrase::Phrase;
use crate::sql::token::TokenKind;

/// The words that these statements start with.
pub(super) const VERBS: [&str; 6] = ["create", "drop", "alter", "reindex", "vacuum", "cluster"];

/// The kind of a statement refused in a transaction block; `None` for others.
pub(super) fn kind(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.words("create") {
        create(phrase)
    } else if phrase.words("drop") {
        drop(phrase)
    } else if phrase.words("alter") {
        alter(phrase)
    } else if phrase.words("reindex") {
        reindex(phrase)
    } else if phrase.words("vacuum") {
        outside("VACUUM")
    } else if phrase.words("cluster") {
        cluster(phrase)
    } else {
        None
    }
}

fn concurrently(command: &'static str) -> Option<StatementKind> {
    Some(StatementKind::Concurrently { command })
}

fn outside(command: &'static str) -> Option<StatementKind> {
    Some(StatementKind::OutsideTransaction { command })
}

fn create(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.any_word(&["index concurrently", "unique index concurrently"]) {
        concurrently("CREATE INDEX CONCURRENTLY")
    } else if phrase.words("database") {
        outside("CREATE DATABASE")
    } else if phrase.words("tablespace") {
        outside("CREATE TABLESPACE")
    } else if phrase.words("subscription") && makes_slot(phrase) {
        outside("CREATE SUBSCRIPTION with a replication slot")
    } else {
        None
    }
}

/// Whether a CREATE SUBSCRIPTION certainly makes a slot: nothing in its options says
/// otherwise, or might.
fn makes_slot(mut phrase: Phrase<'_>) -> bool {
    while let Some((kind, text)) = phrase.next() {
        let name = text.trim_matches('"');
        let decides = matches!(kind, TokenKind::Word | TokenKind::QuotedIdentifier)
            && (name.eq_ignore_ascii_case("connect") || name.eq_ignore_ascii_case("create_slot"));
        if decides && option_value(&mut phrase) != OptionValue::True {
            return false;
        }
    }
    true
}

fn drop(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.words("index concurrently") {
        concurrently("DROP INDEX CONCURRENTLY")
    } else if phrase.words("database") {
        outside("DROP DATABASE")
    } else if phrase.words("tablespace") {
        outside("DROP TABLESPACE")
    } else {
        None
    }
}

fn alter(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.words("system") {
        return outside("ALTER SYSTEM");
    }
    if phrase.words("database") {
        let moves = phrase.name() && phrase.words("set tablespace") && names_something(&phrase);
        return if moves {
            outside("ALTER DATABASE SET TABLESPACE")
        } else {
            None
        };
    }
    if !phrase.words("table") {
        return None;
    }
    phrase.words("if exists");
    let detaches = phrase.name() && phrase.words("detach partition") && phrase.name();
    if detaches && phrase.words("concurrently") {
        concurrently("DETACH PARTITION CONCURRENTLY")
    } else {
        None
    }
}

/// Whether a name follows, rather than the value of a setting called `tablespace`.
fn names_something(phrase: &Phrase<'_>) -> bool {
    let mut ahead = phrase.clone();
    !ahead.any_word(&["to", "from"]) && ahead.name()
}

fn reindex(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    let mut concurrent = phrase.take(TokenKind::OpenParen) && concurrent_option(&mut phrase);
    let all = phrase.any_word(&["schema", "database", "system"]);
    if !all && !phrase.any_word(&["index", "table"]) {
        return None;
    }
    concurrent |= phrase.words("concurrently");
    if concurrent {
        concurrently("REINDEX CONCURRENTLY")
    } else if all {
        outside("REINDEX SCHEMA, DATABASE or SYSTEM")
    } else {
        None
    }
}

/// Reads `… )` of an option list: whether its last CONCURRENTLY is switched on.
fn concurrent_option(phrase: &mut Phrase<'_>) -> bool {
    let mut concurrent = false;
    while !phrase.take(TokenKind::CloseParen) {
        if phrase.words("concurrently") {
            concurrent = option_value(phrase) == OptionValue::True;
        } else if phrase.next().is_none() {
            return false;
        }
    }
    concurrent
}

/// CLUSTER without a table; VERBOSE is no name, as the grammar reserves it.
fn cluster(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.take(TokenKind::OpenParen) {
        while !phrase.take(TokenKind::CloseParen) {
            phrase.next()?;
        }
    }
    phrase.words("verbose");
    if phrase.is_over() {
        outside("CLUSTER without a table")
    } else {
        None
    }
}

/// The value of an option in parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OptionValue {
    True,
    FalseOrUnclear,
}

/// Reads `[=] value` behind an option's name as the server's `defGetBoolean` does; no
/// value is true.
fn option_value(phrase: &mut Phrase<'_>) -> OptionValue {
    if matches!(phrase.peek(), Some((TokenKind::Operator, "="))) {
        phrase.next();
    }
    let Some((kind, text)) = phrase.peek() else {
        return OptionValue::True;
    };
    if matches!(kind, TokenKind::Comma | TokenKind::CloseParen) {
        return OptionValue::True;
    }
    phrase.next();
    let value = text.trim_matches('\'');
    let on = ["true", "on", "1"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word));
    if on {
        OptionValue::True
    } else {
        OptionValue::FalseOrUnclear
    }
}
