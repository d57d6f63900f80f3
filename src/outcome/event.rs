//! What happens while a command runs.

use std::time::Duration;

use super::{
    Asks, Beat, Connected, CutShort, Holder, Phase, RowsOf, RunStep, SeedProgress, ServerError,
    Wait,
};
use crate::migration::{Direction, Version};
use crate::plan::{Correction, Warning};

/// Whoever wants to hear of events, and can be asked what comes up meanwhile; `report/` draws them.
pub trait Events: Asks {
    /// Takes one event, in the order in which they happen.
    fn emit(&self, event: Event);
}

/// A migration as messages name it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MigrationRef {
    /// The version.
    pub version: Version,
    /// `0007_create_users`.
    pub label: String,
    /// Which section runs.
    pub direction: Direction,
}

/// One thing that happened.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A writing command is connected and knows what it would touch.
    Connected(Connected),
    /// Something to know before it runs.
    Warning(Warning),
    /// The private server has something to say (where its data is kept).
    PrivateServer(String),
    /// The database was missing and was created.
    DatabaseCreated(String),
    /// There was no ledger when the command connected, and now there is, made by this run or
    /// another one: its name, qualified and quoted as SQL.
    LedgerCreated(String),
    /// A dbmate ledger got its columns: how many unverified rows it holds.
    Adopted {
        /// The ledger, qualified.
        ledger: String,
        /// How many rows were there.
        rows: usize,
    },
    /// The schema file was written anew; its path.
    SchemaFileWritten(String),
    /// Unverified rows were stamped (`--adopt`); their labels.
    Stamped(Vec<String>),
    /// Rows of the ledger are about to be changed, once somebody agrees.
    Correcting(Vec<Correction>),
    /// Somebody else holds the lock. Emitted at the first failed try, then every 30 s.
    WaitingForLock {
        /// Who, when it could be seen.
        holder: Option<Holder>,
        /// How long we have waited.
        waited: Duration,
    },
    /// Somebody else keeps the ledger's table locked. Emitted at the first failed look, then every
    /// 30 s.
    WaitingForLedger {
        /// Who, when it could be seen.
        holder: Option<Holder>,
        /// How long we have waited.
        waited: Duration,
    },
    /// The server has no free connection for us (53300, or a pooler's queue).
    WaitingForConnection {
        /// The server's message.
        message: String,
        /// How long we have waited.
        waited: Duration,
    },
    /// The server isn't up yet. Emitted at the first failed try, when the reason changes, then every
    /// 30 s.
    WaitingForServer {
        /// The host.
        host: String,
        /// What the last try met.
        reason: String,
        /// How long we have waited.
        waited: Duration,
    },
    /// A run begins: how many steps it has.
    RunBegins {
        /// The number of steps.
        steps: usize,
    },
    /// A step was sent.
    StepBegins(MigrationRef),
    /// A statement of the current step was answered: so many of how many.
    StatementDone {
        /// 1-based.
        statement: usize,
        /// The number of statements of the section.
        statements: usize,
    },
    /// The server said something while a migration ran.
    Notice {
        /// The migration, or `None` outside of one.
        migration: Option<String>,
        /// The notice.
        notice: ServerError,
    },
    /// The step's COMMIT was answered (or its last statement recorded).
    StepDone(RunStep),
    /// A lock time-out or deadlock: rolled back, and tried again after a pause.
    Retry {
        /// The migration.
        migration: MigrationRef,
        /// The server's message.
        error: ServerError,
        /// Why we ended it ourselves; `None` when the server did.
        cut_short: Option<CutShort>,
        /// The pause.
        pause: Duration,
    },
    /// A statement waits for a lock. Emitted when the blockers are first seen, when they
    /// change, then every 30 s.
    Blocked {
        /// The migration.
        migration: MigrationRef,
        /// What it waits for, and who holds it.
        wait: Wait,
    },
    /// A statement runs for longer than a second, or its migration for so long that it is time for a
    /// line; emitted every second.
    Progress {
        /// The migration.
        migration: MigrationRef,
        /// 1-based.
        statement: usize,
        /// The number of statements of the section.
        statements: usize,
        /// Since it began.
        elapsed: Duration,
        /// Since the migration began, tries before this one included.
        in_all: Duration,
        /// What PostgreSQL says of it.
        phase: Option<Phase>,
        /// Whether it is time for a line where no bar can be drawn.
        beat: Beat,
    },
    /// The connection was lost after the step's COMMIT was sent: the server is asked, for up to
    /// half a minute, what became of it.
    Settling(MigrationRef),
    /// A section that stopped midway goes on.
    Resuming {
        /// The migration.
        migration: MigrationRef,
        /// With which statement, 1-based; one more than there are when all were done.
        statement: usize,
        /// The number of statements of the section.
        statements: usize,
    },
    /// A statement is passed over, as `--resume skip` says; those of a unit together.
    Skipped {
        /// The migration.
        migration: MigrationRef,
        /// The first, 1-based.
        first: usize,
        /// The last.
        last: usize,
    },
    /// The backend of a run that was lost is still at work. Emitted at once, then every 30 s.
    WaitingForLostRun {
        /// The migration.
        migration: MigrationRef,
        /// The backend.
        holder: Holder,
        /// How long we have waited.
        waited: Duration,
    },
    /// A schema file is about to be loaded.
    LoadBegins {
        /// The file.
        path: String,
        /// How many statements it has.
        statements: usize,
    },
    /// A statement of the schema file was answered.
    Loading {
        /// How many are.
        done: usize,
        /// How many there are.
        of: usize,
        /// Whether it is time for a line where no bar can be drawn.
        beat: Beat,
    },
    /// An invalid index that a statement of the migration left was dropped.
    LeftoverDropped {
        /// The migration.
        migration: MigrationRef,
        /// The index as SQL names it.
        index: String,
    },
    /// It couldn't be dropped now.
    LeftoverStays {
        /// The migration.
        migration: MigrationRef,
        /// The index as SQL names it.
        index: String,
    },
    /// A seed file is begun; its path below the seeds folder.
    SeedBegins(String),
    /// A file takes longer than a second; emitted every second.
    SeedProgress {
        /// How far it is.
        progress: SeedProgress,
        /// Whether it is time for a line where no bar can be drawn.
        beat: Beat,
    },
    /// The connection was lost after the COMMIT of a seeding run was sent: the server is asked, for up
    /// to half a minute, what became of it.
    SeedSettling(RowsOf),
    /// A seeding run met a lock time-out or deadlock: rolled back, and tried again after a pause.
    SeedRetry {
        /// The server's message.
        error: ServerError,
        /// The pause.
        pause: Duration,
    },
    /// A signal came: cancelling and waiting for the rollback.
    Interrupted(super::Signal),
}
