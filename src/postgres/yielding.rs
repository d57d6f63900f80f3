//! A guard behind a pooler makes way for those who wait for its transaction.
//!
//! Somebody else's CREATE INDEX CONCURRENTLY that was at a certain point when the guard took the lock
//! waits for the guard's transaction, which waits for the section, which may wait for the table that
//! the index is for: a circle that no detector sees, since the guard waits in no lock. So it is looked
//! for while the section runs, and the guard goes on in a new transaction. Meanwhile the backend's
//! session has the lock. All of that is one message, which a pooler gives to one backend; and a
//! transaction is open at every moment of it, so that the pooler can't give the backend away even when
//! the message ends in an error.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::error::Error;
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::loose::Lasting;
use super::rows::flag;
use super::watch::Watch;

/// How often the guard looks: rarely, since each look is a moment at which somebody may begin to
/// wait for it.
const EVERY: Duration = Duration::from_secs(1);
/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(5);

impl Guard {
    /// Does `work`, making way meanwhile where that may be needed.
    pub async fn during<T>(&self, work: impl Future<Output = T>, watch: Watch<'_>) -> T {
        if self.lasting == Lasting::Session {
            return work.await;
        }
        let calm = Interrupt::default();
        let watch = watch.heeding(&calm);
        let mut work = pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = sleep(EVERY) => {}
            }
            // The lock isn't given back in the midst of this.
            let mut way = pin!(timeout(PATIENCE, self.make_way(watch)));
            let mut done = None;
            loop {
                tokio::select! {
                    biased;
                    ended = &mut work, if done.is_none() => done = Some(ended),
                    // A connection that is lost is told by the notes, which ask for the lock.
                    _ = &mut way => break,
                }
            }
            if let Some(done) = done {
                return done;
            }
        }
    }

    async fn make_way(&self, watch: Watch<'_>) -> Result<(), Error> {
        let rows = match self.session.rows(IS_WAITED_FOR, watch).await {
            Ok(rows) => rows,
            // The locks are older than the look.
            Err(_) => return self.session.execute("rollback to look", watch).await,
        };
        let is_waited_for = rows
            .first()
            .map_or(Ok(false), |row| flag(row, "waited_for"))?;
        if !is_waited_for {
            return Ok(());
        }
        let renewed = self.session.execute(&self.renewal(), watch).await;
        if renewed.is_err() {
            // Nothing may stay behind in the pooler's backend; the notes fail from here on.
            let end = format!("rollback;{QUIETLY}{}", self.each(UNLOCK));
            self.session.execute(&end, watch).await?;
        }
        renewed
    }

    /// The locks taken for the session, the transaction ended and begun, the locks taken for that
    /// and given back for the session.
    fn renewal(&self) -> String {
        format!(
            "{}rollback and chain;set local idle_in_transaction_session_timeout = 0;\
             set local statement_timeout = 0;{}{}{}",
            self.each(LOCK),
            self.session.no_transaction_timeout(),
            self.each(LOCK_LOCALLY),
            self.each(UNLOCK),
        )
    }

    /// `functions` on the guards' key, the witness and, shared, the lock itself.
    fn each(&self, (alone, shared): (&str, &str)) -> String {
        let call = |function: &str, key: i64| format!("select pg_catalog.{function}({key});");
        call(alone, self.key.of_guards()) + &call(alone, self.witness.0) + &call(shared, self.key.0)
    }
}

const LOCK: (&str, &str) = ("pg_advisory_lock", "pg_advisory_lock_shared");
const LOCK_LOCALLY: (&str, &str) = ("pg_advisory_xact_lock", "pg_advisory_xact_lock_shared");
const UNLOCK: (&str, &str) = ("pg_advisory_unlock", "pg_advisory_unlock_shared");

/// That a lock wasn't held is no news.
const QUIETLY: &str = "set local client_min_messages = error;";

/// Whether a backend waits for this one's transaction. Checked on 13 to 18.
const IS_WAITED_FOR: &str = "savepoint look;set local statement_timeout = 0;with l as materialized \
     (select * from pg_catalog.pg_locks where locktype operator(pg_catalog.=) 'virtualxid') \
     select exists (select from l m join l w on w.virtualxid operator(pg_catalog.=) m.virtualxid \
     where m.granted and not w.granted \
     and m.pid operator(pg_catalog.=) pg_catalog.pg_backend_pid()) as waited_for;release look";
