//! How long a run waits, and for what.

use std::time::Duration;

/// The waiting times of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeouts {
    /// How long to wait for the lock that runs share.
    pub lock_wait: Duration,
    /// `lock_timeout` of a migration's statements.
    pub lock_timeout: Duration,
    /// How long a migration that meets lock time-outs is tried again.
    pub lock_retry_for: LockRetry,
    /// How long a statement with CONCURRENTLY may wait for other transactions; `None`: as long
    /// as they take. Nobody waits for it meanwhile, and to give up wastes what it has built.
    pub concurrent_wait_for: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            lock_wait: Duration::from_secs(15 * 60),
            lock_timeout: Duration::from_secs(1),
            lock_retry_for: LockRetry::Unasked,
            concurrent_wait_for: None,
        }
    }
}

/// How much waiting a migration that meets lock time-outs is worth, pauses included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockRetry {
    /// Nobody has said: five minutes, unless an attempt works for long.
    Unasked,
    /// So much, however long an attempt works.
    Asked(Duration),
}

impl LockRetry {
    /// How much waiting it is worth.
    pub fn budget(self) -> Duration {
        match self {
            Self::Unasked => Duration::from_secs(5 * 60),
            Self::Asked(budget) => budget,
        }
    }
}
