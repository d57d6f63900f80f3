//! A warning as data.

use serde::Serialize;

use super::super::warning;
use super::problem::ProblemJson;
use crate::plan::Warning;

/// A warning in words, and the migrations that it is about.
#[derive(Serialize)]
pub(super) struct WarningJson<'a> {
    /// `out-of-order`, `future`, `missing`, `unverified`, `bad-file`, `stored-script`,
    /// `unknown-release`, `password-file`, `hidden-progress`, `unencrypted`, `pooled`, `ledger-columns`,
    /// `pending`, `seed-runs-again`, `sequence-behind`, `other-major`, `no-versions`,
    /// `schema-file-not-written`, `not-understood`, `nothing-called`,
    /// `only-recorded`, `seed-passed-over`.
    kind: &'static str,
    message: String,
    hint: Option<String>,
    /// Labels of the migrations that it is about.
    migrations: Vec<&'a str>,
    problem: Option<ProblemJson<'a>>,
}

impl<'a> From<&'a Warning> for WarningJson<'a> {
    fn from(warning: &'a Warning) -> Self {
        let message = warning::message(warning);
        let (kind, migrations) = facts(warning);
        Self {
            kind,
            hint: (!message.hints.is_empty()).then(|| message.hints.join("\n")),
            message: message.title,
            migrations,
            problem: match warning {
                Warning::BadFile(problem) | Warning::BadPending(problem) => {
                    Some(ProblemJson::from(problem))
                }
                _ => None,
            },
        }
    }
}

fn facts(warning: &Warning) -> (&'static str, Vec<&str>) {
    match warning {
        Warning::OutOfOrder { label, .. } => ("out-of-order", vec![label]),
        Warning::Future(labels) => ("future", labels.iter().map(String::as_str).collect()),
        Warning::Missing(labels) => ("missing", labels.iter().map(String::as_str).collect()),
        Warning::Unverified(labels) => ("unverified", labels.iter().map(String::as_str).collect()),
        Warning::BadFile(_) | Warning::BadPending(_) => ("bad-file", Vec::new()),
        Warning::StoredScript { label, .. } => ("stored-script", vec![label]),
        Warning::OnlyRecorded(labels) => {
            ("only-recorded", labels.iter().map(String::as_str).collect())
        }
        Warning::SeedPassedOver { .. } => ("seed-passed-over", Vec::new()),
        Warning::UnknownRelease { .. } => ("unknown-release", Vec::new()),
        Warning::PasswordFile { .. } => ("password-file", Vec::new()),
        Warning::HiddenProgress { .. } => ("hidden-progress", Vec::new()),
        Warning::Unencrypted { .. } => ("unencrypted", Vec::new()),
        Warning::Pooled(labels) => ("pooled", labels.iter().map(String::as_str).collect()),
        Warning::OtherMajor { .. } => ("other-major", Vec::new()),
        Warning::NoVersions { .. } => ("no-versions", Vec::new()),
        Warning::Unreadable(_) => ("unreadable", Vec::new()),
        Warning::SecretsLeftOut(_) => ("secrets-left-out", Vec::new()),
        Warning::OfPlatform(..) => ("of-platform", Vec::new()),
        Warning::NothingCalled { .. } => ("nothing-called", Vec::new()),
        Warning::SchemaFileNotWritten { .. } => ("schema-file-not-written", Vec::new()),
        Warning::LedgerColumns { .. } => ("ledger-columns", Vec::new()),
        Warning::PendingMigrations(labels) => {
            ("pending", labels.iter().map(String::as_str).collect())
        }
        Warning::SeedRunsAgain { .. } => ("seed-runs-again", Vec::new()),
        Warning::NotUnderstood { .. } => ("not-understood", Vec::new()),
        Warning::SequenceBehind { .. } => ("sequence-behind", Vec::new()),
    }
}
