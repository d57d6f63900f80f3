//! How long a transaction may be on its way: by the server's own clock, and checked there.
//!
//! A connection can be lost while the server has not yet read what was sent; the lock is free
//! then, and the transaction may still take it and commit. One that is later than its lease
//! raises instead, so that the outcome is final once the lease is over.

use std::time::Duration;

use tokio::time::Instant;

/// From sending a transaction until its check: long for a server under load, short for
/// somebody who waits to hear what became of it.
const LEASE: Duration = Duration::from_secs(20);

/// What the server's clock said, and when it was heard. Reading it again gives the same time
/// or an earlier one, by as much as the answer was on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerClock {
    since_epoch: Duration,
    heard_at: Instant,
}

impl ServerClock {
    /// A clock that said `since_epoch` just now.
    pub(super) fn heard(since_epoch: Duration) -> Self {
        Self {
            since_epoch,
            heard_at: Instant::now(),
        }
    }

    /// What it says now, as time since 1970; by as much too little as the answer was on its way.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.since_epoch + self.heard_at.elapsed()
    }

    /// What it said when it was heard, as time since 1970.
    #[must_use]
    pub fn when_heard(&self) -> Duration {
        self.since_epoch
    }

    /// The lease of a transaction that is sent now.
    #[must_use]
    pub fn lease(&self) -> Lease {
        Lease {
            until: self.now() + LEASE,
        }
    }
}

/// The moment until which a transaction may be checked, as time since 1970 on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    until: Duration,
}

impl Lease {
    /// Whether it is over, as an SQL expression.
    pub(super) fn is_over(self) -> String {
        format!(
            "(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) operator(pg_catalog.>) {}.{:03})",
            self.until.as_secs(),
            self.until.subsec_millis()
        )
    }
}
