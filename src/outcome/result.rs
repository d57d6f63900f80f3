//! What commands return when they did their work.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Encryption, ExitStatus, Frame, GenerateReport, LoadReport, SeedList, SeedReport, TrialReport,
};
use crate::migration::{Direction, SectionText, Version};
use crate::plan::{ChangeKind, EditKind, Origin, State};
use crate::schema::Snapshot;

/// The outcome of one command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome {
    /// `new`
    New(NewReport),
    /// `up`, `down`
    Run(RunReport),
    /// `up --dry-run`, `down --dry-run`
    Plan(PlanReport),
    /// `up --dry-run=execute`, `down --dry-run=execute`
    Trial(TrialReport),
    /// `dump`
    Dump(DumpReport),
    /// `status`
    Status(StatusReport),
    /// `create`, `drop`
    Database(DatabaseReport),
    /// `wait`
    Wait(WaitReport),
    /// `protect`
    Protect(ProtectReport),
    /// `repair`, `baseline`
    Corrected(CorrectionReport),
    /// `seed`
    Seed(SeedReport),
    /// `seed --list`, `seed --dry-run`
    SeedList(SeedList),
    /// `load`
    Loaded(LoadReport),
    /// `seed generate`
    Generated(GenerateReport),
}

impl Outcome {
    /// The exit status that it means.
    pub fn exit_status(&self) -> ExitStatus {
        match self {
            Self::Status(report) if report.exit == StatusExit::ByState && report.wants_work() => {
                ExitStatus::Found
            }
            Self::Dump(report) if report.before.is_some() && report.changed => ExitStatus::Found,
            Self::New(_)
            | Self::Dump(_)
            | Self::Run(_)
            | Self::Plan(_)
            | Self::Trial(_)
            | Self::Status(_)
            | Self::Database(_)
            | Self::Wait(_)
            | Self::Protect(_)
            | Self::Corrected(_)
            | Self::Seed(_)
            | Self::SeedList(_)
            | Self::Loaded(_)
            | Self::Generated(_) => ExitStatus::Done,
        }
    }
}

impl StatusReport {
    /// Whether anything is pending, out-of-order, modified or partial.
    pub fn wants_work(&self) -> bool {
        (self.versions.iter()).any(|row| match row.state {
            State::Pending | State::OutOfOrder | State::Modified | State::Partial => true,
            State::Applied | State::Missing | State::Future | State::Unverified => false,
        })
    }
}

/// Where a command works.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Connected {
    /// The host as messages show it.
    pub host: String,
    /// The database.
    pub database: String,
    /// The role.
    pub role: String,
    /// How the connection is encrypted; `None` means that it isn't.
    pub encryption: Option<Encryption>,
    /// The ledger, qualified and quoted as SQL, also one that the command is about to
    /// create; `None` when that can't be told.
    pub ledger: Option<String>,
}

/// A new migration file.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewReport {
    /// The file's path.
    pub path: String,
    /// Its version.
    pub version: Version,
}

/// A schema that was written, compared or printed.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DumpReport {
    /// The file; `None` is standard output.
    pub path: Option<String>,
    /// Whether the file said something else.
    pub changed: bool,
    /// The schema's hash.
    pub fingerprint: String,
    /// The schema.
    pub model: Box<Snapshot>,
    /// The schema as SQL, with the tail that records what is applied.
    #[serde(skip)]
    pub text: String,
    /// What the file says, when it is only compared.
    #[serde(skip)]
    pub before: Option<String>,
}

/// A database that was to be created or dropped.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DatabaseReport {
    /// The database.
    pub database: String,
    /// What was asked for.
    pub action: DatabaseAction,
    /// Whether that changed something.
    pub changed: bool,
}

/// What can be done to a database as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatabaseAction {
    /// `create`
    Create,
    /// `drop`
    Drop,
}

/// A server that takes connections.
#[derive(Debug, Clone, serde::Serialize)]
pub struct WaitReport {
    /// The host as messages show it.
    pub host: String,
    /// How long it was waited for, in milliseconds.
    pub waited_ms: u64,
}

/// Whether a database is protected.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ProtectReport {
    /// The database.
    pub database: String,
    /// Whether it is protected now.
    pub protected: bool,
    /// Whether it wasn't so before.
    pub changed: bool,
}

/// What a run did.
#[derive(Debug, Clone, serde::Serialize)]
pub struct RunReport {
    /// Which way.
    pub direction: Direction,
    /// The run's id; `None` when there was nothing to do.
    pub run_id: Option<Uuid>,
    /// What was committed, in order.
    pub done: Vec<RunStep>,
    /// Labels of the steps that were planned and not done.
    pub left: Vec<String>,
    /// How the steps of `--dry-run=execute` ended: rolled back.
    pub rolled_back: bool,
}

/// One step that is done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RunStep {
    /// The version.
    pub version: Version,
    /// `0007_create_users`.
    pub label: String,
    /// Which way.
    pub direction: Direction,
    /// Where its text came from.
    pub origin: Origin,
    /// Wall-clock milliseconds.
    pub duration_ms: u64,
}

/// What a run would do.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PlanReport {
    /// Which way.
    pub direction: Direction,
    /// What stands before the steps in a script for psql, with `--dry-run=sql`: complete lines.
    pub head: Option<String>,
    /// The steps in order.
    pub steps: Vec<PlannedStep>,
}

/// One step of a plan.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PlannedStep {
    /// The version.
    pub version: Version,
    /// `0007_create_users`.
    pub label: String,
    /// The file, or the ledger's script.
    pub path: String,
    /// Where the text comes from.
    pub origin: Origin,
    /// How many statements.
    pub statements: usize,
    /// Whether they run in one transaction.
    pub transaction: bool,
    /// The section's SQL, for `--dry-run=sql`.
    pub sql: Option<SectionText>,
    /// What is sent around it, for the same.
    pub frame: Option<Frame>,
}

/// How the ledger was changed without running anything.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CorrectionReport {
    /// What was committed, in numeric order.
    pub done: Vec<CorrectedRow>,
    /// Labels of what was asked for and was so already.
    pub unchanged: Vec<String>,
    /// The log table, qualified and quoted as SQL; `None` when nothing was changed.
    pub log: Option<String>,
    /// The reason that was logged.
    pub reason: Option<String>,
}

/// One row of the ledger that was changed.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CorrectedRow {
    /// The version.
    pub version: Version,
    /// `0007_create_users`.
    pub label: String,
    /// What was done.
    pub action: ChangeKind,
    /// What kind of edit was accepted, where there was one.
    pub edit: Option<EditKind>,
}

/// The state of every version.
#[derive(Debug, Clone, serde::Serialize)]
pub struct StatusReport {
    /// Where.
    pub connected: Connected,
    /// In numeric order.
    pub versions: Vec<StatusRow>,
    /// The schema's hash; `None` where nobody asked, or it can't be told.
    #[serde(skip)]
    pub fingerprint: Option<String>,
    /// Whether `--exit-code` was given: something to do means status 1.
    #[serde(skip)]
    pub exit: StatusExit,
}

/// `--exit-code` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StatusExit {
    /// Always 0.
    #[default]
    Zero,
    /// 1 when anything is pending, out-of-order, modified or partial.
    ByState,
}

/// One version.
#[derive(Debug, Clone, serde::Serialize)]
pub struct StatusRow {
    /// The version.
    pub version: Version,
    /// The name; may be empty.
    pub name: String,
    /// The state.
    pub state: State,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// By which role.
    pub applied_by: Option<String>,
    /// How long it took.
    pub duration_ms: Option<i64>,
    /// The release that it was applied for.
    pub release: Option<String>,
    /// The file, when there is one.
    pub path: Option<String>,
    /// For partial ones: `statement 2 of 5` and the error.
    pub progress: Option<crate::plan::PartialRow>,
}
