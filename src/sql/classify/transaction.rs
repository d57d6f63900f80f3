//! Transaction control: `TransactionStmt` of the server's grammar.

use super::kind::StatementKind;
use super::phrase::Phrase;
use crate::sql::token::TokenKind;

/// The words that these statements start with.
pub(super) const VERBS: [&str; 9] = [
    "begin",
    "start",
    "commit",
    "end",
    "abort",
    "rollback",
    "savepoint",
    "release",
    "prepare",
];

/// The kind of a transaction control statement; `None` for others.
pub(super) fn kind(mut phrase: Phrase<'_>) -> Option<StatementKind> {
    if phrase.any_word(&["begin", "start transaction"]) {
        return Some(StatementKind::Begin);
    }
    if phrase.words("commit") {
        let prepared = phrase.words("prepared");
        return Some(if prepared {
            StatementKind::CommitPrepared
        } else {
            StatementKind::Commit
        });
    }
    if phrase.words("end") {
        return Some(StatementKind::Commit);
    }
    if phrase.words("abort") {
        return Some(StatementKind::Rollback);
    }
    if phrase.words("rollback") {
        return Some(rollback(phrase));
    }
    if phrase.words("savepoint") {
        return Some(StatementKind::Savepoint);
    }
    if phrase.words("release") {
        return Some(StatementKind::ReleaseSavepoint);
    }
    // `PREPARE transaction AS …` prepares a statement with an unlucky name.
    let prepare = phrase.words("prepare transaction") && is_string(phrase.peek()?.0);
    prepare.then_some(StatementKind::PrepareTransaction)
}

fn rollback(mut phrase: Phrase<'_>) -> StatementKind {
    if phrase.words("prepared") {
        return StatementKind::RollbackPrepared;
    }
    phrase.any_word(&["work", "transaction"]);
    if phrase.words("to") {
        StatementKind::RollbackToSavepoint
    } else {
        StatementKind::Rollback
    }
}

fn is_string(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::String | TokenKind::DollarString)
}
