//! Why a run doesn't start: typed, with all that a message needs.

use super::{
    ChangeKind, Edit, FileBeside, LedgerTrap, Live, PartialRow, Protection, State, StoredProblem,
    Unconfirmed, Unresumable, Untriable,
};
use crate::migration::{Location, SessionNeed, Version};

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
    /// `load` into a database that isn't empty.
    NotEmpty {
        /// The database.
        database: String,
        /// How many relations, types and routines are in it.
        objects: usize,
        /// The first few of them, such as `table app.users`.
        named: Vec<String>,
        /// How many versions its ledger says are applied.
        versions: usize,
    },
    /// `load` of a schema file that needs extensions which the server doesn't have.
    MissingExtensions {
        /// Their names.
        names: Vec<String>,
        /// Where the file makes the first of them.
        location: Option<Location>,
        /// The server's major version.
        major: u32,
    },
    /// Nobody agreed to a change of the ledger.
    Unconfirmed(Unconfirmed),
    /// A section depends on a session that lasts, and a pooler keeps none.
    NeedsSession {
        /// The migration's label.
        label: String,
        /// The statement.
        need: SessionNeed,
        /// What would have to be set for it, as typed; may be empty.
        settings: Vec<String>,
    },
    /// The URL past the pooler leads to another database.
    DirectElsewhere {
        /// Its host as messages show it.
        direct: String,
        /// The other one's.
        pooled: String,
    },
    /// `--dry-run=execute` of what can't be tried in one transaction with the rest.
    Untriable {
        /// The migration's label.
        label: String,
        /// Why not.
        why: Untriable,
    },
    /// `--dry-run=execute` where others may be kept waiting, and for how long wasn't said.
    OnLive {
        /// The database.
        database: String,
        /// The host as messages show it.
        host: String,
        /// Why others may be there.
        why: Live,
    },
    /// `seed --strict` while migrations are pending; their labels.
    Pending(Vec<String>),
    /// `seed generate` of rows that can't be.
    NotGenerated {
        /// Why there can't be such rows.
        reason: String,
        /// What to do.
        cure: String,
    },
    /// `seed --reset` of tables that others with rows refer to.
    ResetReaches {
        /// The tables that would be emptied, as SQL writes them.
        tables: Vec<String>,
        /// Those that refer to them and have rows: what CASCADE would empty, too.
        others: Vec<String>,
    },
    /// The ledger isn't one that can be trusted.
    Ledger {
        /// The relation, qualified, as it would be written in SQL.
        relation: String,
        /// What is wrong with it.
        trap: LedgerTrap,
    },
}
