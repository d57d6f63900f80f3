//! Who holds what a migration waits for, and what it waits for.

use std::time::Duration;

use super::Holder;

/// A session, or a prepared transaction, that keeps another one waiting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Blocker {
    /// Who, as far as this role may see it; the pid is 0 for a prepared transaction.
    #[serde(flatten)]
    pub session: Holder,
    /// A prepared transaction's name, as COMMIT PREPARED takes it.
    pub prepared: Option<String>,
    /// What the server calls it: `client backend`, `autovacuum worker`, …
    pub kind: Option<String>,
    /// The pid of whom it keeps waiting.
    pub blocks: i32,
    /// 1 for those that the migration waits for, 2 for those that these wait for, …
    pub depth: u32,
}

/// A wait for a lock, as seen at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// What is waited for.
    pub sought: Sought,
    /// Since when, by the server's clock; by ours before PostgreSQL 14.
    pub waited: Duration,
    /// Who holds it: a chain, those that block the migration itself first.
    pub blockers: Vec<Blocker>,
}

/// The lock that is waited for; PostgreSQL manual, view `pg_locks`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sought {
    /// `relation`, `transactionid` (a row's), `virtualxid` (a transaction's end), …
    pub locktype: String,
    /// `AccessExclusiveLock`, …
    pub mode: String,
    /// The table or index, qualified and quoted as SQL.
    pub relation: Option<String>,
}

/// How far PostgreSQL says that a statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// `building index: scanning table`.
    pub name: String,
    /// How much of the phase is done, from 0 to 100; `None` when it can't be told.
    pub percent: Option<u8>,
}
