//! The guard: a second connection that holds the lock while the worker runs what can't
//! run in one transaction.
//!
//! Connected to the server itself, it keeps the lock for its session and has no transaction open:
//! whoever builds an index concurrently waits for every transaction that had a snapshot at a
//! certain moment, and that of taking the lock has one. Such a builder would wait for the whole
//! section, the section perhaps for the builder, and no detector sees that circle. Behind a pooler
//! only a transaction lasts: an idle READ COMMITTED READ ONLY one that runs nothing else.
//!
//! It shares the lock with the worker's transactions, so that one that is lost keeps it until
//! it is over. A second key keeps guards apart; that the lock is free of lost transactions
//! is seen by taking it alone for a moment.

use std::time::Duration;

use tokio::time::timeout;

use super::error::Error;
use super::interrupt::Interrupt;
use super::lock::{LockKey, held, holders};
use super::loose::Lasting;
use super::messages::BUSY;
use super::rows::parsed;
use super::session::Session;
use super::watch::Watch;

/// How long the server has to give the lock back.
const PATIENCE: Duration = Duration::from_secs(5);

/// Holds the lock until it is released or dropped (dropping closes the connection).
pub struct Guard {
    pub(super) session: Session,
    pub(super) key: LockKey,
    pub(super) witness: LockKey,
    pub(super) lasting: Lasting,
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
        let witness = LockKey(fastrand::i64(..));
        let timeouts = session.no_transaction_timeout();
        let lock = |function: &str, key: i64| {
            format!(
                "select (case when pg_catalog.{function}({key}) then '1' else '{BUSY}' end)::pg_catalog.int4;"
            )
        };
        let sql = format!(
            "begin isolation level read committed read only;\
             set local idle_in_transaction_session_timeout = 0;{timeouts}\
             {one_guard}{witnessed}savepoint free;{free}rollback to free;release free;{shared}\
             select pg_catalog.pg_backend_pid() as pid",
            witnessed = lock("pg_try_advisory_xact_lock", witness.0),
            one_guard = lock("pg_try_advisory_xact_lock", key.of_guards()),
            free = lock("pg_try_advisory_xact_lock", key.0),
            shared = lock("pg_try_advisory_xact_lock_shared", key.0),
        );
        let rows = match session.rows(&sql, watch).await {
            Ok(rows) => rows,
            Err(error) if error.raised(BUSY) => return Ok(None),
            Err(error) => return Err(error),
        };
        session.hear_backend(rows.first().map_or(Ok(None), |row| parsed(row, "pid"))?);
        let lasting = match session.is_direct() {
            true => Lasting::Session,
            false => Lasting::Transaction,
        };
        if lasting == Lasting::Session {
            // What the transaction holds is taken for the session before it ends.
            let never_idle = match session.major {
                14.. => "set idle_session_timeout = 0;",
                _ => "",
            };
            let sql = format!(
                "{}{}{}{never_idle}commit",
                lock("pg_try_advisory_lock", key.of_guards()),
                lock("pg_try_advisory_lock", witness.0),
                lock("pg_try_advisory_lock_shared", key.0),
            );
            session.execute(&sql, watch).await?;
        }
        Ok(Some(Self {
            session,
            key,
            witness,
            lasting,
        }))
    }

    /// A key that nobody but this guard holds: whoever finds it free is in another database.
    pub fn witness(&self) -> LockKey {
        self.witness
    }

    /// Whether the lock may have been lost with the connection.
    pub fn is_lost(&self) -> bool {
        self.session.is_closed()
    }

    /// Whether it still holds the lock, as an SQL expression like [`held`]: what a lost run has
    /// sent may come late.
    pub(super) fn holds(&self) -> String {
        held(self.witness)
    }

    /// Gives the lock back, also after a signal. Where the guard's connection is lost, which we
    /// and the server may hear late or never (a firewall forgets what is idle for hours), its
    /// backend is ended from `other`.
    ///
    /// # Errors
    /// [`Error`] of both connections.
    pub async fn release(self, other: &Session, watch: Watch<'_>) -> Result<(), Error> {
        let calm = Interrupt::default();
        let watch = watch.heeding(&calm);
        let free = match self.lasting {
            Lasting::Session => "select pg_catalog.pg_advisory_unlock_all()",
            Lasting::Transaction => "rollback",
        };
        if let Ok(Ok(())) = timeout(PATIENCE, self.session.execute(free, watch)).await {
            return Ok(());
        }
        let end = format!(
            "set local search_path = pg_catalog, pg_temp;select pg_terminate_backend(pid) {}",
            holders(self.witness)
        );
        other.execute(&end, watch).await
    }
}
