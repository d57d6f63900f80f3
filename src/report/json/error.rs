//! `error`: what failed, in words and as data.

use serde::Serialize;

use super::super::message::Message;
use super::lock_wait::LockWaitJson;
use super::problem::ProblemJson;
use super::refusal::RefusalJson;
use crate::migration::Location;
use crate::outcome::{
    Aftermath, Failure, FailureKind, Holder, MigrationRef, RunReport, ServerError, Signal,
};

/// A failure. `message` and `hint` are what stderr says; a kind fills the fields
/// that it knows of.
#[derive(Serialize, Default)]
pub(super) struct ErrorJson<'a> {
    /// `usage`, `files`, `refused`, `statement`, `server`, `in-use`, `unknown-outcome`,
    /// `lock-timeout`, `lost-run`, `interrupted`, `private-server`, `io`.
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
            FailureKind::FileLost {
                migration,
                aftermath,
                ..
            } => {
                self.migration = Some(migration);
                self.aftermath = Some(*aftermath);
            }
            FailureKind::LockTimeout { holder, waited } => {
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
            FailureKind::Interrupted { signal, migration } => {
                self.signal = Some(*signal);
                if let Some((migration, aftermath)) = migration {
                    self.migration = Some(migration);
                    self.aftermath = Some(*aftermath);
                }
            }
            FailureKind::Usage { .. }
            | FailureKind::PrivateServer { .. }
            | FailureKind::Io { .. } => {}
        }
    }
}

fn kind(kind: &FailureKind) -> &'static str {
    match kind {
        FailureKind::Usage { .. } => "usage",
        FailureKind::Files { .. } => "files",
        FailureKind::Refused(_) => "refused",
        FailureKind::Statement(_) => "statement",
        FailureKind::Server { .. } => "server",
        FailureKind::InUse { .. } => "in-use",
        FailureKind::UnknownOutcome { .. } => "unknown-outcome",
        FailureKind::TransactionEnded(_) => "transaction-ended",
        FailureKind::FileLost { .. } => "file-lost",
        FailureKind::LockTimeout { .. } => "lock-timeout",
        FailureKind::LostRun { .. } => "lost-run",
        FailureKind::Interrupted { .. } => "interrupted",
        FailureKind::PrivateServer { .. } => "private-server",
        FailureKind::Io { .. } => "io",
    }
}
