//! How waiting for locks ended a run.

use std::time::Duration;

use super::blocker::{Blocker, Sought};

/// What became of the waiting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockWait {
    /// How often it was tried.
    pub tries: usize,
    /// Why it isn't tried again.
    pub gave_up: GaveUp,
    /// Why we ended the last try ourselves; `None` when the server did.
    pub cut_short: Option<CutShort>,
    /// What it waited for, when it was seen.
    pub sought: Option<Sought>,
    /// Who held it when last seen; empty when nobody could look.
    pub blockers: Vec<Blocker>,
}

/// Why a lock time-out is the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GaveUp {
    /// So much waiting was allowed.
    BudgetSpent(Duration),
    /// It had worked for so long before, which isn't repeated unasked.
    WorkedLong(Duration),
    /// It can't be repeated alone: a statement of the author's own `BEGIN … COMMIT`, or one
    /// with CONCURRENTLY.
    NotAlone,
}

/// Why we cancelled a statement that waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutShort {
    /// Its transaction held strong locks, and had waited longer than this in all.
    HeldStrongLocks(Duration),
    /// With CONCURRENTLY, it had waited longer than this in all.
    ConcurrentWait(Duration),
}
