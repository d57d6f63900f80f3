//! What a statement of a schema file makes: what decides how many transactions the file
//! needs, and what the server must have.

use std::ops::Range;

use super::classify::Phrase;
use super::lexer::{Lexed, lex};
use super::splitter::split;
use super::statement::Statement;
use super::token::{Token, TokenKind};

/// What a statement makes, as far as its words tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creation {
    /// A table, view, sequence, index or another relation, alone or as a constraint's: a lock
    /// that its transaction holds until it ends.
    Relation,
    /// `CREATE EXTENSION [IF NOT EXISTS] name`
    Extension {
        /// The name, without quotes.
        name: String,
        /// Where it stands, in bytes of the text.
        span: Range<usize>,
    },
    /// Anything else, or nothing.
    Other,
}

/// What may stand between CREATE and the kind of a relation.
const ADJECTIVES: [&str; 9] = [
    "or",
    "replace",
    "unlogged",
    "temp",
    "temporary",
    "unique",
    "materialized",
    "foreign",
    "recursive",
];

/// The kinds of relation.
const RELATIONS: [&str; 4] = ["table", "view", "sequence", "index"];

/// What `statement`, one of those of `text`, makes.
#[must_use]
pub fn creation(text: &str, lexed: &Lexed, statement: &Statement) -> Creation {
    let tokens = tokens_of(lexed, &statement.span);
    let mut phrase = Phrase::new(text, tokens);
    if phrase.words("create extension") {
        phrase.words("if not exists");
        return extension(text, tokens, phrase).unwrap_or(Creation::Other);
    }
    if phrase.words("create") {
        while phrase.any_word(&ADJECTIVES) {}
        return match phrase.any_word(&RELATIONS) {
            true => Creation::Relation,
            false => Creation::Other,
        };
    }
    match phrase.words("alter table") && has_index(text, tokens) {
        true => Creation::Relation,
        false => Creation::Other,
    }
}

/// The same of a statement that stands alone.
#[must_use]
pub fn creation_of(statement: &str) -> Creation {
    let lexed = lex(statement);
    let split = split(statement, 0..statement.len(), &lexed);
    (split.first()).map_or(Creation::Other, |first| creation(statement, &lexed, first))
}

fn tokens_of<'l>(lexed: &'l Lexed, span: &Range<usize>) -> &'l [Token] {
    let first = (lexed.tokens).partition_point(|token| token.span.start < span.start);
    let last = (lexed.tokens).partition_point(|token| token.span.start < span.end);
    lexed.tokens.get(first..last).unwrap_or_default()
}

fn extension(text: &str, tokens: &[Token], phrase: Phrase<'_>) -> Option<Creation> {
    let (kind, written) = phrase.peek()?;
    let name = match kind {
        TokenKind::Word => written.to_lowercase(),
        TokenKind::QuotedIdentifier => {
            let inner = written.strip_prefix('"')?.strip_suffix('"')?;
            inner.replace("\"\"", "\"")
        }
        _ => return None,
    };
    let is_it = |token: &&Token| token.kind == kind && token.text(text) == written;
    let span = tokens.iter().rev().find(is_it)?.span.clone();
    Some(Creation::Extension { name, span })
}

/// Whether an ALTER TABLE adds a constraint that an index enforces.
fn has_index(text: &str, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        token.kind == TokenKind::Word
            && ["primary", "unique", "exclude"]
                .iter()
                .any(|word| token.text(text).eq_ignore_ascii_case(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_and_extensions_are_told_by_their_words() {
        for (text, is_relation, reason) in [
            ("create table a ()", true, "a table"),
            ("CREATE UNLOGGED TABLE a ()", true, "of a kind"),
            (
                "create or replace recursive view v as select 1",
                true,
                "a view",
            ),
            ("create materialized view v as select 1", true, "kept"),
            ("create foreign table a () server s", true, "of others"),
            ("create foreign data wrapper w", false, "no relation"),
            ("create unique index on a (x)", true, "an index"),
            ("create sequence s", true, "a sequence"),
            ("create function table_of() returns int", false, "a name"),
            ("create trigger t before insert on a", false, "no relation"),
            (
                "alter table only a add constraint p primary key (x)",
                true,
                "its index",
            ),
            (
                "alter table a add constraint c check (x > 0)",
                false,
                "no index",
            ),
            ("comment on table a is 'unique'", false, "a comment"),
        ] {
            assert_eq!(
                creation_of(text) == Creation::Relation,
                is_relation,
                "{reason}: {text}"
            );
        }
        for (text, expected) in [
            (
                "create extension if not exists Hstore with schema public",
                "hstore",
            ),
            ("create extension \"uuid-ossp\"", "uuid-ossp"),
            ("create extension /* if */ extension", "extension"),
        ] {
            let Creation::Extension { name, span } = creation_of(text) else {
                panic!("{text}");
            };
            assert_eq!(name, expected);
            assert!(text[span].to_lowercase().contains(expected));
        }
    }
}
