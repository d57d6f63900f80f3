//! What people should know although the run goes on.

use crate::migration::Problem;

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
    /// The ledger lacks columns that this role can't add.
    LedgerColumns {
        /// The ledger, qualified.
        ledger: String,
        /// The ALTER TABLE for its owner.
        alter: String,
    },
}
