//! What our checks raise: the server's error is known by these texts.

/// Raised when somebody else holds the lock.
pub(in crate::postgres) const BUSY: &str = "proj-migrate: another run holds the lock";
/// Raised when the ledger isn't as the plan assumes.
pub(in crate::postgres) const CHANGED: &str = "proj-migrate: the ledger has changed";
/// Raised when the transaction isn't the one that was begun.
pub(in crate::postgres) const NOT_OURS: &str =
    "proj-migrate: the transaction is not the one that was begun";
/// Raised when the transaction came later than its lease allows.
pub(in crate::postgres) const LATE: &str = "proj-migrate: the transaction came too late";
/// Raised when the server is a standby.
pub(in crate::postgres) const STANDBY: &str = "proj-migrate: the server is a standby";
