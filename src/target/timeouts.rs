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
    pub lock_retry_for: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            lock_wait: Duration::from_secs(15 * 60),
            lock_timeout: Duration::from_secs(1),
            lock_retry_for: Duration::from_secs(5 * 60),
        }
    }
}
