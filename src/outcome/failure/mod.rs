//! How a command fails: typed, with all that a message needs. What that means for the exit status
//! stands in `status.rs`, in a few words in `summary.rs`.

mod status;
mod summary;

use std::time::Duration;

use super::{
    Aftermath, Holder, LoadFailure, LockWait, MigrationRef, RowsOf, RunReport, SeedFailure,
    ServerError, Signal,
};
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
    /// A schema file wasn't loaded to its end.
    Load(Box<LoadFailure>),
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
    /// Others kept the ledger's table locked for too long.
    LedgerLocked {
        /// Who does, when it could be seen.
        holder: Option<Holder>,
        /// How long we waited.
        waited: Duration,
    },
    /// The migration that is next failed in another run while this one waited for the lock.
    FailedElsewhere {
        /// The migration.
        migration: MigrationRef,
        /// With which error.
        error: String,
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
    /// A pooler had no second connection while the first one held the lock.
    NoSecondConnection {
        /// The migration that needs two; nothing of it was run.
        migration: MigrationRef,
        /// The host as messages show it.
        host: String,
        /// How long we waited.
        waited: Duration,
    },
    /// A trial was ended: it would have kept others waiting for too long.
    HeldTooLong {
        /// The migration.
        migration: MigrationRef,
        /// Where its statement starts.
        location: Option<Location>,
        /// The statement, 1-based.
        statement: usize,
        /// The strong locks that were held before it, as messages name them.
        locks: Vec<String>,
        /// What was allowed.
        limit: Duration,
    },
    /// The server refused a row or statement of a seed file; nothing of the run remains.
    Seed(Box<SeedFailure>),
    /// A seed ended the transaction of the run: what ran before may be committed, and nothing is
    /// recorded.
    SeedEnded {
        /// The file as shown to people.
        file: String,
    },
    /// The connection was lost when the run's COMMIT was on its way.
    SeedUnknown {
        /// Why, outermost first.
        causes: Vec<String>,
        /// What the run brings.
        rows: RowsOf,
    },
    /// A signal.
    Interrupted {
        /// Which one.
        signal: Signal,
        /// The migration that was running and what became of it.
        migration: Option<(MigrationRef, Aftermath)>,
    },
    /// A second signal: the run ended without waiting for the server's answer to the first.
    StoppedAtOnce {
        /// The second one.
        signal: Signal,
    },
    /// The schema changed each time while it was read.
    SchemaChanging,
    /// The database holds objects of kinds that a dump can't write.
    Unwritable {
        /// As the server describes them.
        objects: Vec<String>,
    },
    /// `--require-complete`, and something can't be in the dump.
    Incomplete {
        /// What: secrets and what the role must not read.
        objects: Vec<String>,
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

impl Failure {
    /// A failure before anything was begun.
    pub fn new(kind: FailureKind) -> Self {
        Self {
            kind,
            run: None,
            lock_wait: None,
        }
    }
}

impl std::error::Error for Failure {}
