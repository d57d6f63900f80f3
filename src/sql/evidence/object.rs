//! The objects of the CONCURRENTLY family, as the statement names them.

use crate::sql::classify::Phrase;
use crate::sql::token::TokenKind;

/// The object that a statement of the CONCURRENTLY family is about; names are SQL text as
/// written, without comments, so that the server resolves them as it would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// `CREATE [UNIQUE] INDEX CONCURRENTLY [[IF NOT EXISTS] name] ON table`
    NewIndex {
        /// The index's name, never qualified.
        name: Option<String>,
        /// The table.
        table: String,
    },
    /// `DROP INDEX CONCURRENTLY [IF EXISTS] index`
    DroppedIndex(String),
    /// `REINDEX … CONCURRENTLY name`
    Rebuilt {
        /// What is rebuilt.
        of: Reindexed,
        /// Its name; of the database or the system it may be missing.
        name: Option<String>,
    },
    /// `ALTER TABLE parent DETACH PARTITION partition CONCURRENTLY`
    Detached {
        /// The partitioned table.
        parent: String,
        /// The partition.
        partition: String,
    },
}

/// What REINDEX rebuilds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reindexed {
    /// One index.
    Index,
    /// A table's indexes, and those of its TOAST table.
    Table,
    /// Those of a schema.
    Schema,
    /// Those of the database.
    Database,
}

/// The subject of a statement of the family; `None` where the words don't tell.
pub(super) fn subject(mut phrase: Phrase<'_>) -> Option<Subject> {
    if phrase.any_word(&[
        "create index concurrently",
        "create unique index concurrently",
    ]) {
        return new_index(phrase);
    }
    if phrase.words("drop index concurrently") {
        phrase.words("if exists");
        return phrase.take_name().map(Subject::DroppedIndex);
    }
    if phrase.words("reindex") {
        return rebuilt(phrase);
    }
    phrase.words("alter table").then_some(())?;
    phrase.words("if exists");
    let parent = phrase.take_name()?;
    phrase.words("detach partition").then_some(())?;
    let partition = phrase.take_name()?;
    Some(Subject::Detached { parent, partition })
}

fn new_index(mut phrase: Phrase<'_>) -> Option<Subject> {
    phrase.words("if not exists");
    // ON is reserved: no index has this name without quotes.
    let name = match phrase.words("on") {
        true => None,
        false => {
            let name = phrase.take_name()?;
            phrase.words("on").then_some(Some(name))?
        }
    };
    phrase.words("only");
    let table = phrase.take_name()?;
    Some(Subject::NewIndex { name, table })
}

fn rebuilt(mut phrase: Phrase<'_>) -> Option<Subject> {
    if phrase.take(TokenKind::OpenParen) {
        while !phrase.take(TokenKind::CloseParen) {
            phrase.next()?;
        }
    }
    let of = [
        ("index", Reindexed::Index),
        ("table", Reindexed::Table),
        ("schema", Reindexed::Schema),
        ("database", Reindexed::Database),
        ("system", Reindexed::Database),
    ]
    .into_iter()
    .find_map(|(word, of)| phrase.words(word).then_some(of))?;
    phrase.words("concurrently");
    let name = phrase.take_name();
    let needs_name = of != Reindexed::Database;
    (name.is_some() || !needs_name).then_some(Subject::Rebuilt { of, name })
}
