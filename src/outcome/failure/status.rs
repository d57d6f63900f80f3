//! The exit status that a failure means.

use super::{Failure, FailureKind};
use crate::outcome::{ExitStatus, LoadEnd};
use crate::plan::Refusal;

impl Failure {
    /// The exit status that it means.
    pub fn exit_status(&self) -> ExitStatus {
        if self.lock_wait.is_some() {
            return ExitStatus::LockTimeout;
        }
        match &self.kind {
            FailureKind::Usage { .. } | FailureKind::Files { .. } => ExitStatus::Usage,
            FailureKind::Refused(
                Refusal::UnknownVersion { .. } | Refusal::AmbiguousVersion { .. },
            ) => ExitStatus::Usage,
            FailureKind::Refused(_)
            | FailureKind::InUse { .. }
            | FailureKind::Incomplete { .. } => ExitStatus::Refused,
            FailureKind::Statement(failure) if failure.error.is_lock_wait() => {
                ExitStatus::LockTimeout
            }
            FailureKind::LockTimeout { .. }
            | FailureKind::LedgerLocked { .. }
            | FailureKind::LostRun { .. }
            | FailureKind::HeldTooLong { .. }
            | FailureKind::NoSecondConnection { .. }
            | FailureKind::SchemaChanging => ExitStatus::LockTimeout,
            FailureKind::Load(failure) => match &failure.end {
                LoadEnd::Interrupted(signal) => ExitStatus::Interrupted(*signal),
                LoadEnd::Statement { error, .. } if error.is_lock_wait() => ExitStatus::LockTimeout,
                _ => ExitStatus::Failed,
            },
            // Waited for like the lock, before it became a failure.
            FailureKind::Server {
                error: Some(error), ..
            } if error.is_too_many_connections() || error.is_lock_wait() => ExitStatus::LockTimeout,
            FailureKind::Interrupted { signal, .. } | FailureKind::StoppedAtOnce { signal } => {
                ExitStatus::Interrupted(*signal)
            }
            FailureKind::Seed(failure) if failure.error.is_lock_wait() => ExitStatus::LockTimeout,
            FailureKind::Statement(_)
            | FailureKind::Seed(_)
            | FailureKind::SeedEnded { .. }
            | FailureKind::SeedUnknown { .. }
            | FailureKind::Server { .. }
            | FailureKind::FailedElsewhere { .. }
            | FailureKind::UnknownOutcome { .. }
            | FailureKind::TransactionEnded(_)
            | FailureKind::FileLost { .. }
            | FailureKind::PrivateServer { .. }
            | FailureKind::Unwritable { .. }
            | FailureKind::Io { .. } => ExitStatus::Failed,
        }
    }
}
