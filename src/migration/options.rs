//! The options behind a marker: `transaction:false lock-timeout:2s`.

use std::time::Duration;

/// A section's options; `None` means that the run's own setting holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionOptions {
    /// Whether the section runs in a transaction of its own.
    pub transaction: Transaction,
    /// `lock_timeout` of its statements.
    pub lock_timeout: Option<Duration>,
    /// How long it is tried again when it meets lock time-outs, however long it works before.
    pub lock_retry_for: Option<Duration>,
    /// `statement_timeout` of its statements.
    pub statement_timeout: Option<Duration>,
    /// How long the section may hold strong locks; a budget that `check` reads.
    pub max_lock: Option<Duration>,
}

/// `transaction:true` (the default) or `transaction:false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transaction {
    /// One transaction, the ledger's row inside it.
    #[default]
    Whole,
    /// Each statement on its own.
    None,
}
