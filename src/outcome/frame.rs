//! What a run sends around a migration's own statements: the rest of `--dry-run=sql`.

/// The messages around one step, as SQL without a final semicolon.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Frame {
    /// The first message.
    pub begin: String,
    /// Takes the lock and checks the ledger.
    pub check: String,
    /// How many of the step's statements come before that: a SET TRANSACTION must be first.
    pub check_behind: usize,
    /// How many of the step's statements are left out: a run that stopped midway has done them.
    pub done: usize,
    /// What comes before and behind a statement with CONCURRENTLY; empty in a transaction.
    pub around_concurrently: [String; 2],
    /// The last messages.
    pub end: String,
}
