//! A problem of a migration file as data.

use serde::Serialize;

use crate::migration::{Location, Problem, ProblemKind};

/// A problem; `location` is null when the whole file is meant.
#[derive(Serialize)]
pub(super) struct ProblemJson<'a> {
    kind: &'static str,
    path: &'a str,
    message: String,
    hint: Option<String>,
    location: Option<&'a Location>,
}

impl<'a> From<&'a Problem> for ProblemJson<'a> {
    fn from(problem: &'a Problem) -> Self {
        Self {
            kind: kind(&problem.kind),
            path: &problem.path,
            message: problem.kind.to_string(),
            hint: problem.kind.cure(),
            location: problem.location.as_ref(),
        }
    }
}

fn kind(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Unreadable { .. } => "unreadable",
        ProblemKind::NotAFile { .. } => "not-a-file",
        ProblemKind::NotASchemaFile { .. } => "not-a-schema-file",
        ProblemKind::NotASeedFile { .. } => "not-a-seed-file",
        ProblemKind::NotUtf8 { .. } => "not-utf8",
        ProblemKind::SameVersion { .. } => "same-version",
        ProblemKind::NoUpSection => "no-up-section",
        ProblemKind::DownBeforeUp => "down-before-up",
        ProblemKind::SecondSection { .. } => "second-section",
        ProblemKind::Changed => "changed",
        ProblemKind::SqlBeforeUp => "sql-before-up",
        ProblemKind::NearMiss { .. } => "near-miss",
        ProblemKind::MarkerBehindSql { .. } => "marker-behind-sql",
        ProblemKind::CopyDataInsideStatement => "copy-data-inside-statement",
        ProblemKind::NeedsNoTransactionInUnit { .. } => "needs-no-transaction-in-unit",
        ProblemKind::UnknownOption { .. } => "unknown-option",
        ProblemKind::BadOptionValue { .. } => "bad-option-value",
        ProblemKind::RepeatedOption(_) => "repeated-option",
        ProblemKind::Unterminated { .. } => "unterminated",
        ProblemKind::Nul => "nul",
        ProblemKind::CopyToStdout => "copy-to-stdout",
        ProblemKind::TransactionControl { .. } => "transaction-control",
        ProblemKind::NeedsNoTransaction { .. } => "needs-no-transaction",
        ProblemKind::OpenTransaction => "open-transaction",
        ProblemKind::Seed(problem) => problem.kind(),
        ProblemKind::NotInSchemaFile { .. } => "not-in-schema-file",
        ProblemKind::Conflict => "conflict",
        ProblemKind::Archive => "archive",
        ProblemKind::MetaCommand { .. } => "meta-command",
    }
}
