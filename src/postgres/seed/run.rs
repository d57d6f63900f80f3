//! The transaction of a seeding run: begun under the lock that all runs share, proved to be the
//! same one at its end.

use crate::postgres::error::Error;
use crate::postgres::interrupt::Interrupt;
use crate::postgres::ledger::{begin_locked, local_settings};
use crate::postgres::lock::LockKey;
use crate::postgres::messages::{BUSY, NOT_OURS};
use crate::postgres::nonce::nonce;
use crate::postgres::quote::{path_list, qualified};
use crate::postgres::rows::required;
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;
use crate::target::Timeouts;

/// Sets the search path of our own statements.
pub(super) const OUR_PATH: &str = "set local search_path = pg_catalog, pg_temp";

/// A seeding run's transaction.
pub struct SeedRun<'a> {
    pub(super) session: &'a Session,
    pub(super) watch: Watch<'a>,
    timeouts: &'a Timeouts,
    /// The URL's search path.
    search_path: Option<&'a str>,
    nonce: String,
}

/// A transaction's id among all that its cluster has ever run, and which server gave it. Source: PostgreSQL manual,
/// "Transaction ID and Snapshot Information Functions".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionId {
    id: String,
    server_since: String,
}

/// When the server was started, as a text that no setting changes.
const SERVER_SINCE: &str =
    "extract(epoch from pg_catalog.pg_postmaster_start_time())::pg_catalog.text";

/// Whether the transaction began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeedBegun {
    /// It has the lock.
    Locked,
    /// Somebody else has; nothing is open.
    Busy,
}

impl<'a> SeedRun<'a> {
    /// A run on `session`; nothing is sent yet.
    #[must_use]
    pub fn new(
        session: &'a Session,
        watch: Watch<'a>,
        timeouts: &'a Timeouts,
        search_path: Option<&'a str>,
    ) -> Self {
        Self {
            session,
            watch,
            timeouts,
            search_path,
            nonce: nonce(),
        }
    }

    /// Begins the transaction and takes the lock.
    ///
    /// # Errors
    /// [`Error`] of the server or the connection.
    pub async fn begin(&self, key: LockKey) -> Result<SeedBegun, Error> {
        let begin = begin_locked(self.session, key, self.timeouts);
        let begin = format!("{begin};{}", self.proof_settings());
        match self.session.execute(&begin, self.watch).await {
            Ok(()) => Ok(SeedBegun::Locked),
            Err(error) if error.raised(BUSY) => {
                self.roll_back().await?;
                Ok(SeedBegun::Busy)
            }
            Err(error) => {
                self.roll_back().await?;
                Err(error)
            }
        }
    }

    /// Begins a transaction that only looks: without the lock, and read-only.
    ///
    /// # Errors
    /// [`Error`] of the server or the connection.
    pub async fn begin_looking(&self) -> Result<(), Error> {
        let settings = self.ours();
        let begin = format!("begin isolation level read committed read only;{settings}");
        let begin = begin.trim_end_matches(';');
        self.session.execute(begin, self.watch).await
    }

    /// The connection.
    #[must_use]
    pub fn session(&self) -> &'a Session {
        self.session
    }

    /// Checks the deferred constraints, whose errors are better told now than at COMMIT.
    ///
    /// # Errors
    /// The first that isn't satisfied; the connection's.
    pub async fn check_constraints(&self) -> Result<(), Error> {
        let sql = self.under_their_path("set constraints all immediate");
        self.session.execute(&sql, self.watch).await
    }

    /// Lets these constraints, each with its schema, wait.
    ///
    /// # Errors
    /// [`Error`] of the server or the connection.
    pub async fn defer(&self, constraints: &[(String, String)]) -> Result<(), Error> {
        if constraints.is_empty() {
            return Ok(());
        }
        let names = constraints
            .iter()
            .map(|(schema, name)| qualified(schema, name));
        let names: Vec<String> = names.collect();
        let sql = format!("set constraints {} deferred", names.join(", "));
        self.session.execute(&sql, self.watch).await
    }

    /// Commits. [`Error::Lost`] then means that the outcome is unknown.
    ///
    /// # Errors
    /// [`Error`] of the server or the connection; the transaction isn't the one that was begun.
    pub async fn commit(&self) -> Result<(), Error> {
        let sql = format!("{};commit", self.proof());
        self.session.execute(&sql, self.watch).await
    }

    /// The id that [`SeedRun::was_committed`] asks about on another connection.
    ///
    /// # Errors
    /// [`Error`] of the server or the connection.
    pub async fn transaction_id(&self) -> Result<TransactionId, Error> {
        let sql = format!(
            "select pg_catalog.pg_current_xact_id()::pg_catalog.text as id, {SERVER_SINCE} as since"
        );
        let rows = self.session.rows(&sql, self.watch).await?;
        let row = rows.first();
        let row = row.ok_or_else(|| Error::Protocol("a transaction has no id".to_owned()))?;
        Ok(TransactionId {
            id: required(row, "id")?.to_owned(),
            server_since: required(row, "since")?.to_owned(),
        })
    }

    /// Whether a transaction was committed; `None` when it is still at work, or when this isn't the
    /// server that ran it: one that took its place may have given the id to another transaction. To
    /// be asked with the lock that it held.
    ///
    /// # Errors
    /// [`Error`] of the server or the connection.
    pub async fn was_committed(&self, id: &TransactionId) -> Result<Option<bool>, Error> {
        let sql = format!(
            "select case when {SERVER_SINCE} operator(pg_catalog.=) '{}' \
             then pg_catalog.pg_xact_status('{}'::pg_catalog.xid8) end as status",
            id.server_since, id.id
        );
        let rows = self.session.rows(&sql, self.watch).await?;
        let status = rows.first().and_then(|row| row.get("status"));
        Ok(match status {
            Some("committed") => Some(true),
            Some("aborted") => Some(false),
            _ => None,
        })
    }

    /// Rolls back, whatever came before.
    ///
    /// # Errors
    /// The connection's.
    pub async fn roll_back(&self) -> Result<(), Error> {
        if self.session.is_closed() {
            return Ok(());
        }
        let calm = Interrupt::default();
        let watch = self.watch.heeding(&calm);
        self.session.execute("rollback", watch).await
    }

    /// Raises unless the transaction is the one that was begun.
    pub(super) fn proof(&self) -> String {
        format!(
            "select (case when pg_catalog.current_setting('proj_migrate.tx', true) \
             operator(pg_catalog.=) '{}' then '1' else '{NOT_OURS}' end)::pg_catalog.int4",
            self.nonce
        )
    }

    /// The settings that our own statements work under; end with a semicolon.
    pub(super) fn ours(&self) -> String {
        let settings = local_settings(self.session, self.timeouts);
        format!("{settings}{};", self.proof_settings())
    }

    /// The settings that seeds and names are read under: the connection's search path; end with a
    /// semicolon.
    pub(super) fn theirs(&self) -> String {
        let path = self.their_path();
        format!("{path};set local row_security to default;")
    }

    /// Sets the connection's search path.
    pub(super) fn their_path(&self) -> String {
        let path = match self.search_path {
            Some(path) => path_list(path),
            None => "default".to_owned(),
        };
        format!("set local search_path to {path}")
    }

    /// `sql`, which writes rows, under the connection's search path: the triggers and checks of
    /// their tables were written for that one.
    pub(super) fn under_their_path(&self, sql: &str) -> String {
        format!("{};{sql};{OUR_PATH}", self.their_path())
    }

    fn proof_settings(&self) -> String {
        format!(
            "set local proj_migrate.tx = '{}';set local standard_conforming_strings = on",
            self.nonce
        )
    }
}
