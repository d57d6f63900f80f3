//! What a file's tokens and statements must not contain, though they split cleanly.
//!
//! Only what PostgreSQL or the runner certainly can't do is refused here; style and
//! danger are the lint rules' matter.

use std::ops::Range;

use super::ProblemKind;
use super::findings::{Findings, Found, first_line};
use super::options::Transaction;
use crate::sql::{LexError, LexErrorKind, Lexed, Statement, StatementKind, TokenKind, chains};

/// Reports what the lexer stumbled over.
pub(super) fn check_lexed(text: &str, lexed: &Lexed, findings: &mut Findings<'_>) {
    for LexError { kind, offset } in &lexed.errors {
        let rest = first_line(text, *offset..text.len());
        let (width, problem) = match kind {
            LexErrorKind::UnterminatedString => (1, unterminated("this string", "'")),
            LexErrorKind::UnterminatedIdentifier => {
                (1, unterminated("this quoted identifier", "\""))
            }
            LexErrorKind::UnterminatedDollarString { tag } => {
                let what = format!("this dollar quote {tag}");
                (tag.len(), unterminated(&what, tag))
            }
            LexErrorKind::UnterminatedComment => (2, unterminated("this comment", "*/")),
            LexErrorKind::UnterminatedCopyData => {
                let (span, problem) = unterminated_copy(text, *offset);
                (span.len(), problem)
            }
            LexErrorKind::CopyDataInsideStatement => {
                (rest.len(), ProblemKind::CopyDataInsideStatement)
            }
            LexErrorKind::NulByte => (1, ProblemKind::Nul),
        };
        findings.add(*offset..offset + width, problem);
    }
}

fn unterminated(what: &str, closing: &str) -> ProblemKind {
    ProblemKind::Unterminated {
        what: what.to_owned(),
        closing: closing.to_owned(),
    }
}

/// What is wrong when the data lines of the COPY at `offset` don't end, and where.
pub(super) fn unterminated_copy(text: &str, offset: usize) -> (Range<usize>, ProblemKind) {
    let line = first_line(text, offset..text.len());
    (line, unterminated("the data of this COPY", "\\."))
}

/// Reports psql's meta-commands. `\restrict` and `\unrestrict`, which pg_dump writes
/// around its output, are ignored between statements; inside one they would be sent.
pub(super) fn check_meta_commands(
    text: &str,
    lexed: &Lexed,
    statements: &[Statement],
    findings: &mut Findings<'_>,
) {
    for token in &lexed.tokens {
        if token.kind != TokenKind::MetaCommand {
            continue;
        }
        let command = token.text(text).split_whitespace().next().unwrap_or("\\");
        let inside = statements
            .iter()
            .any(|statement| statement.span.contains(&token.span.start));
        if !matches!(command, "\\restrict" | "\\unrestrict") || inside {
            let span = token.span.start..token.span.start + command.len();
            let command = command.to_owned();
            findings.add(span, ProblemKind::MetaCommand { command });
        }
    }
}

/// Reports what `statements`, some of a section's, do to transactions and mustn't.
/// `open_unit` is the `BEGIN` of a unit that is open before and behind them.
pub(super) fn check_statements(
    text: &str,
    statements: &[Statement],
    transaction: Transaction,
    open_unit: &mut Option<Found>,
    findings: &mut Findings<'_>,
) {
    for statement in statements {
        // The runner sends statements as simple queries and reads no rows of a COPY.
        if statement.kind == StatementKind::CopyToStdout {
            let span = first_line(text, statement.span.clone());
            findings.add(span, ProblemKind::CopyToStdout);
        }
    }
    match transaction {
        Transaction::Whole => check_transactional(text, statements, findings),
        Transaction::None => check_units(text, statements, open_unit, findings),
    }
}

fn check_transactional(text: &str, statements: &[Statement], findings: &mut Findings<'_>) {
    for statement in statements {
        // COMMIT PREPARED is both; what it needs is the cure that tells more.
        let kind = if statement.kind.refused_in_transaction() {
            ProblemKind::NeedsNoTransaction {
                statement: statement.kind.name().to_owned(),
            }
        } else if statement.kind.controls_transaction() {
            ProblemKind::TransactionControl {
                statement: leading_words(statement.text(text)),
            }
        } else {
            continue;
        };
        findings.add(first_line(text, statement.span.clone()), kind);
    }
}

/// In a section without a transaction of its own, `BEGIN; … COMMIT;` is a unit.
fn check_units(
    text: &str,
    statements: &[Statement],
    open: &mut Option<Found>,
    findings: &mut Findings<'_>,
) {
    for statement in statements {
        let span = first_line(text, statement.span.clone());
        match statement.kind {
            StatementKind::Begin if open.is_none() => {
                *open = Some(findings.problem(span, ProblemKind::OpenTransaction));
            }
            StatementKind::Commit | StatementKind::Rollback if !chains(statement.text(text)) => {
                *open = None;
            }
            StatementKind::PrepareTransaction => *open = None,
            kind if open.is_some() && kind.refused_in_transaction() => {
                let statement = kind.name().to_owned();
                findings.add(span, ProblemKind::NeedsNoTransactionInUnit { statement });
            }
            _ => {}
        }
    }
}

/// The words that a statement starts with, at most three, in capitals: `COMMIT AND CHAIN`.
fn leading_words(statement: &str) -> String {
    let words: Vec<String> = statement
        .split_whitespace()
        .take_while(|word| word.bytes().all(|b| b.is_ascii_alphabetic()))
        .take(3)
        .map(str::to_ascii_uppercase)
        .collect();
    words.join(" ")
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
