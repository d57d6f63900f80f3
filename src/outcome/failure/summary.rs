//! A failure in a few words, for logs and `Error`; `report/` has the whole message.

use std::fmt;

use super::{Failure, FailureKind};

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FailureKind::Usage { message, .. } | FailureKind::PrivateServer { message, .. } => {
                f.write_str(message)
            }
            FailureKind::Files { problems, .. } => {
                write!(f, "{} problems in migration files", problems.len())
            }
            FailureKind::Refused(_) => f.write_str("refused"),
            FailureKind::Statement(failure) => fmt::Display::fmt(&failure.error, f),
            FailureKind::Load(failure) => write!(f, "{} was not loaded", failure.path),
            FailureKind::Server { attempted, .. } | FailureKind::Io { attempted, .. } => {
                write!(f, "cannot {attempted}")
            }
            FailureKind::UnknownOutcome { migration, .. } => {
                write!(f, "the outcome of {} is unknown", migration.label)
            }
            FailureKind::TransactionEnded(migration) => {
                write!(f, "{} ended its own transaction", migration.label)
            }
            FailureKind::FailedElsewhere { migration, .. } => {
                write!(f, "{} failed in another run", migration.label)
            }
            FailureKind::InUse { database, .. } => write!(f, "{database} is in use"),
            FailureKind::LostRun { migration, .. } => {
                write!(f, "a lost run still works on {}", migration.label)
            }
            FailureKind::NoSecondConnection { host, .. } => {
                write!(f, "{host} has no second connection")
            }
            FailureKind::HeldTooLong { migration, .. } => {
                write!(f, "{} would keep others waiting", migration.label)
            }
            FailureKind::FileLost { path, lost, .. } => write!(f, "{path}: {lost}"),
            FailureKind::LedgerLocked { .. } => f.write_str("the ledger is locked"),
            FailureKind::Seed(failure) => fmt::Display::fmt(&failure.error, f),
            FailureKind::SeedEnded { file } => write!(f, "{file} ended the transaction"),
            FailureKind::SeedUnknown { .. } => f.write_str("the outcome is unknown"),
            FailureKind::LockTimeout { .. } => f.write_str("the lock was not free in time"),
            FailureKind::Unwritable { objects } => {
                write!(f, "{} objects can't be written", objects.len())
            }
            FailureKind::Incomplete { objects } => {
                write!(f, "the dump would lack {} things", objects.len())
            }
            FailureKind::SchemaChanging => f.write_str("the schema changes all the time"),
            FailureKind::Interrupted { signal, .. } => write!(f, "interrupted by {signal}"),
            FailureKind::StoppedAtOnce { signal } => write!(f, "stopped at once by {signal}"),
        }
    }
}
