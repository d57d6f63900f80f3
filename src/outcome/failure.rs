//! How a command fails: typed, with all that a message needs.

use std::fmt;
use std::time::Duration;

use super::{ExitStatus, LockWait, MigrationRef, RunReport, ServerError};
use crate::migration::{Location, Problem, TextLost};
use crate::plan::Refusal;

/// A failure, with what a run had done before it.
#[derive(Debug)]
pub struct Failure {
    /// What happened.
    pub kind: FailureKind,
    /// What is committed and what isn't; `None` when nothing was begun.
    pub run: Option<RunReport>,
    /// The waiting for locks that ended it.
    pub lock_wait: Option<Box<LockWait>>,
}

/// The kinds of failure.
#[derive(Debug)]
#[non_exhaustive]
pub enum FailureKind {
    /// Arguments, environment or settings files are wrong.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Migration files are wrong; never empty. `unreachable` holds the connection's
    /// error when the server couldn't be asked which of them are applied.
    Files {
        /// In file order.
        problems: Vec<Problem>,
        /// The connection's error.
        unreachable: Option<String>,
    },
    /// The run was refused; nothing was changed.
    Refused(Refusal),
    /// A statement failed.
    Statement(Box<StatementFailure>),
    /// The server refused or dropped the connection, or a statement of our own failed.
    Server {
        /// What was attempted: `connect to localhost:5432`.
        attempted: String,
        /// The server's error, when it sent one.
        error: Option<Box<ServerError>>,
        /// The causes below, outermost first, when it didn't.
        causes: Vec<String>,
        /// What to do.
        hint: Option<String>,
        /// The migration at work and what became of it, when there was one.
        migration: Option<(MigrationRef, Aftermath)>,
    },
    /// A database is to be dropped while others are connected to it.
    InUse {
        /// The database.
        database: String,
        /// What the server says.
        error: Box<ServerError>,
        /// Who is connected, oldest first, as far as it could be seen.
        sessions: Vec<Holder>,
    },
    /// The connection was lost after a commit was sent and nobody can tell what became of it.
    UnknownOutcome {
        /// The migration.
        migration: MigrationRef,
        /// What was lost and why it couldn't be settled.
        causes: Vec<String>,
    },
    /// The migration ended the transaction that was to hold it and its ledger row: what it
    /// did may be committed, and nothing is recorded.
    TransactionEnded(MigrationRef),
    /// The file of the migration at work can't be read to its end, or isn't the one that was
    /// planned any more: large files are read while they run.
    FileLost {
        /// The migration.
        migration: MigrationRef,
        /// What became of it.
        aftermath: Aftermath,
        /// The file.
        path: String,
        /// Why.
        lost: TextLost,
    },
    /// Others held the lock for too long.
    LockTimeout {
        /// Who holds it, when it could be seen.
        holder: Option<Holder>,
        /// How long we waited.
        waited: Duration,
    },
    /// The backend of a run that was lost is still at work on a section: nothing can be told
    /// before it has ended.
    LostRun {
        /// The migration.
        migration: MigrationRef,
        /// The backend.
        holder: Holder,
        /// How long we waited.
        waited: Duration,
    },
    /// A signal.
    Interrupted {
        /// Which one.
        signal: Signal,
        /// The migration that was running and what became of it.
        migration: Option<(MigrationRef, Aftermath)>,
    },
    /// The private server couldn't be started.
    PrivateServer {
        /// What went wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A file of ours couldn't be written, and the like.
    Io {
        /// What was attempted.
        attempted: String,
        /// The system's message.
        reason: String,
        /// What to do about it.
        hint: Option<String>,
    },
}

/// A statement that failed, and what became of its migration.
#[derive(Debug)]
pub struct StatementFailure {
    /// The migration.
    pub migration: MigrationRef,
    /// Where in the file: the error's own position, or the statement's start.
    pub location: Option<Location>,
    /// 1-based.
    pub statement: usize,
    /// The number of statements of the section.
    pub statements: usize,
    /// The server's error.
    pub error: ServerError,
    /// What became of the migration.
    pub aftermath: Aftermath,
    /// The cure for the well-known ones.
    pub cure: Option<String>,
}

/// What became of a migration that didn't finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Aftermath {
    /// Its transaction was rolled back: nothing of it is left.
    RolledBack,
    /// It ended its own transaction: what it did before may be committed.
    Ended,
    /// A non-transactional section stopped: so many statements of it are done.
    Partial {
        /// How many are done.
        done: usize,
        /// 1-based: where it stopped. What stands between was rolled back with it: the
        /// author's own `BEGIN … COMMIT`.
        at: usize,
        /// How many there are.
        of: usize,
    },
    /// The same, and the end of the statement at which it stopped was not seen.
    InDoubt {
        /// How many are done.
        done: usize,
        /// 1-based: where it stopped.
        at: usize,
        /// How many there are.
        of: usize,
    },
}

/// Who holds the lock.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Holder {
    /// The backend's process id.
    pub pid: i32,
    /// The role.
    pub user: Option<String>,
    /// `application_name`.
    pub application: Option<String>,
    /// The client's address.
    pub client: Option<String>,
    /// `active`, `idle in transaction`, …
    pub state: Option<String>,
    /// Since when its transaction is open, in seconds.
    pub transaction_age_s: Option<i64>,
    /// The statement it runs or ran last.
    pub query: Option<String>,
}

/// The signals that end a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Signal {
    /// SIGHUP
    #[serde(rename = "SIGHUP")]
    Hangup,
    /// SIGINT (Ctrl-C)
    #[serde(rename = "SIGINT")]
    Interrupt,
    /// SIGTERM
    #[serde(rename = "SIGTERM")]
    Terminate,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hangup => "SIGHUP",
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        })
    }
}

impl Failure {
    /// A failure before anything was begun.
    pub fn new(kind: FailureKind) -> Self {
        Self {
            kind,
            run: None,
            lock_wait: None,
        }
    }

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
            FailureKind::Refused(_) | FailureKind::InUse { .. } => ExitStatus::Refused,
            FailureKind::Statement(failure) if failure.error.is_lock_wait() => {
                ExitStatus::LockTimeout
            }
            FailureKind::LockTimeout { .. } | FailureKind::LostRun { .. } => {
                ExitStatus::LockTimeout
            }
            // Waited for like the lock, before it became a failure.
            FailureKind::Server {
                error: Some(error), ..
            } if error.is_too_many_connections() => ExitStatus::LockTimeout,
            FailureKind::Interrupted { signal, .. } => ExitStatus::Interrupted(*signal),
            FailureKind::Statement(_)
            | FailureKind::Server { .. }
            | FailureKind::UnknownOutcome { .. }
            | FailureKind::TransactionEnded(_)
            | FailureKind::FileLost { .. }
            | FailureKind::PrivateServer { .. }
            | FailureKind::Io { .. } => ExitStatus::Failed,
        }
    }
}

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
            FailureKind::Server { attempted, .. } | FailureKind::Io { attempted, .. } => {
                write!(f, "cannot {attempted}")
            }
            FailureKind::UnknownOutcome { migration, .. } => {
                write!(f, "the outcome of {} is unknown", migration.label)
            }
            FailureKind::TransactionEnded(migration) => {
                write!(f, "{} ended its own transaction", migration.label)
            }
            FailureKind::InUse { database, .. } => write!(f, "{database} is in use"),
            FailureKind::LostRun { migration, .. } => {
                write!(f, "a lost run still works on {}", migration.label)
            }
            FailureKind::FileLost { path, lost, .. } => write!(f, "{path}: {lost}"),
            FailureKind::LockTimeout { .. } => f.write_str("the lock was not free in time"),
            FailureKind::Interrupted { signal, .. } => write!(f, "interrupted by {signal}"),
        }
    }
}

impl std::error::Error for Failure {}
