//! Why a run doesn't start: typed, with all that a message needs.

use super::{ChangeKind, Edit, PartialRow, Protection, State};
use crate::migration::Version;

/// A plan that must not be run. Nothing was changed when one of these is returned.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Applied migrations whose files were edited.
    Modified(Vec<Edit>),
    /// A non-transactional migration stopped midway.
    Partial {
        /// The migration's label.
        label: String,
        /// What the progress table says.
        progress: Box<PartialRow>,
        /// The first line of the statement that was begun (or comes next); `None` when the file is gone or edited.
        statement: Option<String>,
        /// Why it isn't resumed.
        why: Unresumable,
    },
    /// A partial migration whose statement in flight nobody can tell of.
    InDoubt {
        /// The migration's label.
        label: String,
        /// What the progress table says.
        progress: Box<PartialRow>,
        /// The first line of the statement.
        statement: Option<String>,
        /// What the catalogue shows, a line each.
        shows: Vec<String>,
    },
    /// `--strict` and something that isn't in order.
    Strict {
        /// Labels of pending migrations below the highest applied one.
        out_of_order: Vec<String>,
        /// Labels of applied migrations whose files are gone.
        missing: Vec<String>,
    },
    /// A revert meets migrations without a down section.
    Irreversible {
        /// Their labels, in the order in which the revert meets them.
        labels: Vec<String>,
        /// The `--to` that reverts as much as can be; `None` when the very first one is irreversible.
        nearest_to: Option<Version>,
    },
    /// A version was named that neither a file nor the ledger knows.
    UnknownVersion {
        /// The version asked for.
        wanted: Version,
        /// The only known one that it may be a misspelling of.
        nearest: Option<Version>,
    },
    /// A version was named in a spelling that is nobody's, of a number that several have.
    AmbiguousVersion {
        /// The version asked for.
        wanted: Version,
        /// Labels of all of that number.
        labels: Vec<String>,
    },
    /// `down --to V` where V isn't applied.
    NotApplied {
        /// The label of V.
        label: String,
    },
    /// `down --last-run` where the ledger doesn't tell which run came last: dbmate
    /// applied the latest migration.
    UnknownRun {
        /// The latest migration's label.
        label: String,
    },
    /// `down --release` where migrations of no or another release were applied since the
    /// release began.
    ReleaseBelow {
        /// The release.
        release: String,
        /// Labels of the others, latest applied first; never empty.
        others: Vec<String>,
        /// The `--to` that reverts the release and the others; `None` when that is everything.
        stays: Option<Version>,
    },
    /// `redo` of migrations whose files are gone: they could be reverted, and not applied again.
    NotAgain {
        /// Their labels, in the order of application.
        labels: Vec<String>,
    },
    /// A revert needs a stored script that can't be used.
    Stored {
        /// The migration's label.
        label: String,
        /// Whether there is a file beside it.
        file: FileBeside,
        /// Why it can't be used.
        reason: StoredProblem,
    },
    /// The database is protected, and the command would need `--allow-protected`.
    Protected {
        /// The command with what makes it dangerous: `down --all`.
        command: String,
        /// The database.
        database: String,
        /// What protects it.
        by: Protection,
    },
    /// `protect --off` of a database that a superuser protects.
    ProtectedBySetting {
        /// The database, quoted as SQL.
        database: String,
    },
    /// `repair` of a version in a state that this isn't the cure for.
    WrongState {
        /// The migration's label.
        label: String,
        /// Its version.
        version: Version,
        /// Its state.
        state: State,
        /// What was to be done to its row.
        action: ChangeKind,
    },
    /// `repair --down-only` of migrations that were edited elsewhere, too.
    NotDownOnly(Vec<Edit>),
    /// `baseline` of a ledger that says something else.
    NotABaseline {
        /// The label of the last version of the baseline.
        to: String,
        /// Labels of applied versions above it.
        above: Vec<String>,
        /// Labels of versions in it that are modified, or whose files are gone.
        unfit: Vec<String>,
    },
    /// Nobody agreed to a change of the ledger.
    Unconfirmed(Unconfirmed),
    /// The ledger isn't one that can be trusted.
    Ledger {
        /// The relation, qualified, as it would be written in SQL.
        relation: String,
        /// What is wrong with it.
        trap: LedgerTrap,
    },
}

/// Why a partial migration isn't resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Unresumable {
    /// The command is none that could.
    NotHere,
    /// The command doesn't reach it: `--to` ends before.
    NotReached,
    /// It was being reverted, which `down` goes on with.
    Reverting,
    /// The ledger has its row already: somebody wrote it by hand.
    Recorded,
    /// The file is gone.
    NoFile,
    /// Statements that took effect were edited, or `transaction:false` is gone.
    Edited,
    /// The statement of which nobody saw the end was edited.
    EditedBegun,
    /// What is left may need a temporary object of the session that is gone.
    Temporary {
        /// The statement that made it, 1-based.
        statement: usize,
    },
}

/// Why nobody agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unconfirmed {
    /// There is no terminal to ask at.
    NobodyToAsk,
    /// The answer was no.
    Declined,
}

/// Whether a migration whose stored script is wanted has a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileBeside {
    /// It is gone.
    Gone,
    /// It was edited since.
    Edited,
}

/// Why a stored script can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoredProblem {
    /// The ledger stores none.
    #[error("the ledger stores no script")]
    Absent,
    /// COPY data of its down section were left out.
    #[error("the stored script is not complete: COPY data are never stored")]
    Incomplete,
    /// It doesn't match `down_checksum`, or has none to match.
    #[error("the stored script does not match its checksum")]
    ChecksumDiffers,
    /// It doesn't parse as a migration.
    #[error("the stored script is not a migration")]
    Unparsable,
    /// Others may write the ledger.
    #[error("roles other than its owner may write the ledger: {}", .0.join(", "))]
    Writable(Vec<String>),
}

/// What is wrong with a relation that should be the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerTrap {
    /// Not an ordinary, permanent table: `a view`, `a partitioned table`, `an unlogged table`, …
    NotATable(&'static str),
    /// It has triggers or rules; their names.
    TriggersOrRules(Vec<String>),
    /// Row security hides rows from this role.
    RowSecurity,
    /// It belongs to another tool: `golang-migrate`, `Rails`, `Ecto`.
    OtherTool(&'static str),
    /// Not on the search path, but these schemas hold one.
    ElsewhereOnly(Vec<String>),
    /// A version in it isn't a number.
    BadVersion(String),
    /// Not even the column `version`.
    NoVersionColumn,
}
