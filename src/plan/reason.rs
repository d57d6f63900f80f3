//! Why something is refused, where there are several reasons.

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

/// Why a migration can't be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untriable {
    /// It runs outside of a transaction.
    OutsideTransaction,
    /// It begins with SET TRANSACTION, and isn't the first.
    SetsTransaction,
    /// It uses an enum value that another one adds.
    EnumValue {
        /// The labels of those that add some; never empty.
        added_by: Vec<String>,
    },
}

/// Why others may use a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Live {
    /// Its server is on another machine.
    Remote,
    /// There is a pooler in between.
    Pooled,
    /// It is protected.
    Protected,
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
