//! The guard: a second connection that holds the lock while the worker runs what can't
//! run in one transaction.
//!
//! It is an idle READ COMMITTED READ ONLY transaction that runs nothing else: a query at
//! the wrong moment would make CREATE INDEX CONCURRENTLY wait for it.
//!
//! It shares the lock with the worker's transactions, so that one that is lost keeps it until
//! it is over. A second key keeps guards apart; that the lock is free of lost transactions
//! is seen by taking it alone for a moment.

use super::error::Error;
use super::interrupt::Interrupt;
use super::lock::LockKey;
use super::messages::BUSY;
use super::session::{Session, Watch};

/// Holds the lock until it is released or dropped (dropping closes the connection).
pub struct Guard {
    session: Session,
}

impl Guard {
    /// Takes the lock on `session`, a connection of its own; `None` when somebody else
    /// holds it.
    ///
    /// # Errors
    /// [`Error`] of the server or the connection.
    pub async fn acquire(
        session: Session,
        key: LockKey,
        watch: Watch<'_>,
    ) -> Result<Option<Self>, Error> {
        let timeouts = session.no_transaction_timeout();
        let lock = |function: &str, key: i64| {
            format!(
                "select (case when pg_catalog.{function}({key}) then '1' else '{BUSY}' end)::pg_catalog.int4;"
            )
        };
        let sql = format!(
            "begin isolation level read committed read only;\
             set local idle_in_transaction_session_timeout = 0;{timeouts}\
             {one_guard}savepoint free;{free}rollback to free;release free;{shared}",
            one_guard = lock("pg_try_advisory_xact_lock", key.of_guards()),
            free = lock("pg_try_advisory_xact_lock", key.0),
            shared = lock("pg_try_advisory_xact_lock_shared", key.0),
        );
        match session.execute(&sql, watch).await {
            Ok(()) => Ok(Some(Self { session })),
            Err(error) if error.raised(BUSY) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the lock may have been lost with the connection.
    pub fn is_lost(&self) -> bool {
        self.session.is_closed()
    }

    /// Gives the lock back, also after a signal.
    ///
    /// # Errors
    /// [`Error`] of the connection; the lock is free then, too.
    pub async fn release(self, watch: Watch<'_>) -> Result<(), Error> {
        let calm = Interrupt::default();
        self.session.execute("rollback", watch.heeding(&calm)).await
    }
}
