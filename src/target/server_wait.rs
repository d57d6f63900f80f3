//! Waiting for a server that is not up yet.

use std::time::Duration;

/// `--wait`, or the command `wait`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerWait {
    /// How long to wait in all.
    pub timeout: Duration,
    /// The pause between two tries.
    pub interval: Duration,
}

impl Default for ServerWait {
    /// What dbmate takes.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            interval: Duration::from_secs(1),
        }
    }
}
