//! `error`: what failed, in words and as data.

use serde::Serialize;

use super::super::message::Message;
use super::lock_wait::LockWaitJson;
use super::problem::ProblemJson;
use super::refusal::RefusalJson;
use crate::migration::Location;
use crate::outcome::{
    Aftermath, Failure, FailureKind, Holder, LoadEnd, MigrationRef, RunReport, SeedFailure,
    SeedRule, ServerError, Signal,
};

/// A failure. `message` and `hint` are what stderr says; a kind fills the fields
/// that it knows of.
#[derive(Serialize, Default)]
pub(super) struct ErrorJson<'a> {
    /// `lock-timeout`, `ledger-locked`, `lost-run`, `no-second-connection`,
    /// `held-too-long`, `seed`, `seed-ended`, `interrupted`, `private-server`, `io`.
    /// `usage`, `files`, `refused`, `statement`, `load`, `server`, `in-use`, `unknown-outcome`,
    /// `lock-timeout`, `lost-run`, `schema-changing`, `unwritable`, `interrupted`, `private-server`, `io`.
    kind: &'static str,
    message: &'a str,
    /// What to do, one line each.
    hint: Option<String>,
    problems: Vec<ProblemJson<'a>>,
    refusal: Option<RefusalJson<'a>>,
    migration: Option<&'a MigrationRef>,
    location: Option<&'a Location>,
    /// 1-based.
    statement: Option<usize>,
    statements: Option<usize>,
    aftermath: Option<Aftermath>,
    server: Option<&'a ServerError>,
    causes: &'a [String],
    holder: Option<&'a Holder>,
    sessions: &'a [Holder],
    waited_ms: Option<u128>,
    lock_wait: Option<LockWaitJson<'a>>,
    signal: Option<Signal>,
    run: Option<&'a RunReport>,
    seed: Option<SeedJson<'a>>,
}

/// Which row of a seed file was refused, and why.
#[derive(Serialize, Default)]
struct SeedJson<'a> {
    file: Option<&'a str>,
    table: Option<&'a str>,
    column: Option<&'a str>,
    value: Option<&'a str>,
    rule: Option<&'a SeedRule>,
}

impl<'a> From<&'a SeedFailure> for SeedJson<'a> {
    fn from(failed: &'a SeedFailure) -> Self {
        Self {
            file: failed.file.as_deref(),
            table: failed.table.as_deref(),
            column: failed.column.as_deref(),
            value: failed.value.as_deref(),
            rule: failed.rule.as_ref(),
        }
    }
}

impl<'a> ErrorJson<'a> {
    /// The failure, with the words of its last message (the one that sums up).
    pub(super) fn new(failure: &'a Failure, messages: &'a [Message]) -> Self {
        let last = messages.last();
        let hints = last.map_or(&[][..], |message| &message.hints);
        let mut error = Self {
            kind: kind(&failure.kind),
            message: last.map_or("", |message| &message.title),
            hint: (!hints.is_empty()).then(|| hints.join("\n")),
            run: failure.run.as_ref(),
            lock_wait: failure.lock_wait.as_deref().map(LockWaitJson::from),
            ..Self::default()
        };
        error.fill(&failure.kind);
        error
    }

    fn fill(&mut self, kind: &'a FailureKind) {
        match kind {
            FailureKind::Files {
                problems,
                unreachable,
            } => {
                self.problems = problems.iter().map(ProblemJson::from).collect();
                self.causes = unreachable.as_slice();
            }
            FailureKind::Refused(refusal) => self.refusal = Some(RefusalJson::from(refusal)),
            FailureKind::Statement(failed) => {
                self.migration = Some(&failed.migration);
                self.location = failed.location.as_ref();
                self.statement = Some(failed.statement);
                self.statements = Some(failed.statements);
                self.aftermath = Some(failed.aftermath);
                self.server = Some(&failed.error);
            }
            FailureKind::Load(failed) => {
                self.statements = Some(failed.statements);
                self.aftermath = Some(failed.aftermath);
                self.fill_load(&failed.end);
            }
            FailureKind::Server {
                error,
                causes,
                migration,
                ..
            } => {
                self.server = error.as_deref();
                self.causes = causes;
                if let Some((migration, aftermath)) = migration {
                    self.migration = Some(migration);
                    self.aftermath = Some(*aftermath);
                }
            }
            FailureKind::InUse {
                error, sessions, ..
            } => {
                self.server = Some(error);
                self.sessions = sessions;
            }
            FailureKind::UnknownOutcome { migration, causes } => {
                self.migration = Some(migration);
                self.causes = causes;
            }
            FailureKind::TransactionEnded(migration) => self.migration = Some(migration),
            FailureKind::Seed(failed) => {
                self.location = failed.location.as_ref();
                self.statement = failed.statement.map(|(at, _)| at);
                self.statements = failed.statement.map(|(_, of)| of);
                self.server = Some(&failed.error);
                self.seed = Some(SeedJson::from(&**failed));
            }
            FailureKind::SeedEnded { file } => {
                self.seed = Some(SeedJson {
                    file: Some(file),
                    ..SeedJson::default()
                });
            }
            FailureKind::SeedUnknown { causes, .. } => self.causes = causes,
            FailureKind::FileLost {
                migration,
                aftermath,
                ..
            } => {
                self.migration = Some(migration);
                self.aftermath = Some(*aftermath);
            }
            FailureKind::LockTimeout { holder, waited }
            | FailureKind::LedgerLocked { holder, waited } => {
                self.holder = holder.as_ref();
                self.waited_ms = Some(waited.as_millis());
            }
            FailureKind::LostRun {
                migration,
                holder,
                waited,
            } => {
                self.migration = Some(migration);
                self.holder = Some(holder);
                self.waited_ms = Some(waited.as_millis());
            }
            FailureKind::HeldTooLong {
                migration,
                location,
                statement,
                ..
            } => {
                self.migration = Some(migration);
                self.location = location.as_ref();
                self.statement = Some(*statement);
                self.aftermath = Some(Aftermath::RolledBack);
            }
            FailureKind::NoSecondConnection {
                migration, waited, ..
            } => {
                self.migration = Some(migration);
                self.waited_ms = Some(waited.as_millis());
            }
            FailureKind::Interrupted { signal, migration } => {
                self.signal = Some(*signal);
                if let Some((migration, aftermath)) = migration {
                    self.migration = Some(migration);
                    self.aftermath = Some(*aftermath);
                }
            }
            FailureKind::FailedElsewhere { migration, error } => {
                self.migration = Some(migration);
                self.causes = std::slice::from_ref(error);
            }
            FailureKind::StoppedAtOnce { signal } => self.signal = Some(*signal),
            FailureKind::Usage { .. }
            | FailureKind::SchemaChanging
            | FailureKind::Unwritable { .. }
            | FailureKind::Incomplete { .. }
            | FailureKind::PrivateServer { .. }
            | FailureKind::Io { .. } => {}
        }
    }

    fn fill_load(&mut self, end: &'a LoadEnd) {
        match end {
            LoadEnd::Statement {
                statement,
                location,
                error,
            } => {
                self.statement = Some(*statement);
                self.location = location.as_ref();
                self.server = Some(error);
            }
            LoadEnd::Failed { error, causes, .. } => {
                self.server = error.as_deref();
                self.causes = causes;
            }
            LoadEnd::Ended => {}
            LoadEnd::Interrupted(signal) => self.signal = Some(*signal),
            LoadEnd::Unknown(causes) => {
                self.aftermath = None;
                self.causes = causes;
            }
        }
    }
}

fn kind(kind: &FailureKind) -> &'static str {
    match kind {
        FailureKind::Usage { .. } => "usage",
        FailureKind::Files { .. } => "files",
        FailureKind::Refused(_) => "refused",
        FailureKind::Statement(_) => "statement",
        FailureKind::Load(_) => "load",
        FailureKind::Server { .. } => "server",
        FailureKind::InUse { .. } => "in-use",
        FailureKind::UnknownOutcome { .. } => "unknown-outcome",
        FailureKind::TransactionEnded(_) => "transaction-ended",
        FailureKind::FileLost { .. } => "file-lost",
        FailureKind::Seed(_) => "seed",
        FailureKind::SeedEnded { .. } => "seed-ended",
        FailureKind::SeedUnknown { .. } => "unknown-outcome",
        FailureKind::LockTimeout { .. } => "lock-timeout",
        FailureKind::LedgerLocked { .. } => "ledger-locked",
        FailureKind::LostRun { .. } => "lost-run",
        FailureKind::HeldTooLong { .. } => "held-too-long",
        FailureKind::NoSecondConnection { .. } => "no-second-connection",
        FailureKind::FailedElsewhere { .. } => "failed-elsewhere",
        FailureKind::SchemaChanging => "schema-changing",
        FailureKind::Unwritable { .. } => "unwritable",
        FailureKind::Incomplete { .. } => "incomplete",
        FailureKind::Interrupted { .. } => "interrupted",
        FailureKind::StoppedAtOnce { .. } => "stopped-at-once",
        FailureKind::PrivateServer { .. } => "private-server",
        FailureKind::Io { .. } => "io",
    }
}
