//! What people should know although the run goes on.

use crate::migration::Problem;

/// Why something in the seeds folder isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassedOver {
    /// Its ending isn't in lower case.
    Capitals,
    /// Its ending names JSON.
    Json,
    /// It is a spreadsheet.
    Spreadsheet,
    /// It is packed in a way that isn't read.
    Packed,
    /// A folder with seed files that lies in a set.
    Nested,
}

/// A warning; each is said once, before the run's first step unless it arises later.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A pending migration below applied ones.
    OutOfOrder {
        /// Its label.
        label: String,
        /// Labels of the applied migrations above it that it jumps, in numeric order.
        jumped: Vec<String>,
    },
    /// Applied versions above the newest file: an older checkout, a newer ledger.
    Future(Vec<String>),
    /// Applied versions whose files are gone.
    Missing(Vec<String>),
    /// Applied versions without a checksum.
    Unverified(Vec<String>),
    /// A file that is wrong, but applied already or outside of the run.
    BadFile(Problem),
    /// A pending file that is wrong, seen by a command that runs none.
    BadPending(Problem),
    /// A revert runs the stored script because the file is gone (or by choice).
    StoredScript {
        /// The migration's label.
        label: String,
        /// The down section that will run.
        script: String,
    },
    /// Reverts of what was recorded without being run; the labels.
    OnlyRecorded(Vec<String>),
    /// A seed file, or a folder of some, that isn't taken.
    SeedPassedOver {
        /// As shown to people.
        path: String,
        /// Why.
        why: PassedOver,
    },
    /// `down --release` where nothing applied has the label.
    UnknownRelease {
        /// The label asked for.
        release: String,
        /// The labels that there are, latest applied first.
        known: Vec<String>,
    },
    /// The password file can't be used, so it isn't.
    PasswordFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
        /// What to do.
        cure: String,
    },
    /// The progress table may have rows that this role has no right to read.
    HiddenProgress {
        /// The progress table, qualified.
        table: String,
        /// The role.
        role: String,
    },
    /// TLS was tried and failed, and the connection goes on without it (`sslmode=prefer`).
    Unencrypted {
        /// The host.
        host: String,
        /// What failed.
        reason: String,
    },
    /// Sections that run outside of a transaction, through a pooler; their labels.
    Pooled(Vec<String>),
    /// A schema file was written from a server of another major.
    OtherMajor {
        /// The file.
        path: String,
        /// Its major.
        file: u32,
        /// The server's.
        server: u32,
    },
    /// A schema file was loaded that says of no version that it is applied.
    NoVersions {
        /// The file.
        path: String,
    },
    /// What a dump lacks because the role may not read it, such as the options of a user mapping.
    Unreadable(Vec<String>),
    /// What a dump never holds, for it is secret.
    SecretsLeftOut(Vec<String>),
    /// What a dump lacks because a hosting platform made it: the preset's name, and the objects that lie
    /// in no schema of the platform's.
    OfPlatform(String, Vec<String>),
    /// A name that a dump was asked for, and nothing has.
    NothingCalled {
        /// The option and the name: `--exclude audit`.
        asked: String,
        /// The name that may have been meant.
        meant: Option<String>,
        /// The schema file that keeps being asked for it, where it wasn't typed.
        kept_in: Option<String>,
    },
    /// The schema file couldn't be written after a run; the migrations are committed.
    SchemaFileNotWritten {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The ledger lacks columns that this role can't add.
    LedgerColumns {
        /// The ledger, qualified.
        ledger: String,
        /// The ALTER TABLE for its owner.
        alter: String,
    },
    /// Seeds are loaded while migrations are pending; their labels.
    PendingMigrations(Vec<String>),
    /// A SQL seed that has changed runs again, and inserts without ON CONFLICT.
    SeedRunsAgain {
        /// The file as shown to people.
        file: String,
    },
    /// A constraint that `seed generate` doesn't understand: only the server can tell whether the rows satisfy it.
    NotUnderstood {
        /// The table, qualified.
        table: String,
        /// The constraint.
        constraint: String,
        /// What of it isn't understood.
        what: String,
    },
    /// A sequence is behind its column, and this role has no right to move it.
    SequenceBehind {
        /// The sequence, as SQL writes it.
        sequence: String,
        /// The column that it numbers.
        column: String,
    },
}
