//! The beginning of a transaction that goes out early, behind the COMMIT of the step before, so
//! that the server needn't wait for us between two steps.
//!
//! It changes nothing, and one that fails is begun again in the ordinary way. Only on a
//! connection that leads to the server itself: a pooler gives the server to others at COMMIT.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::SimpleQueryStream;

use super::error::Error;
use super::interrupt::Interrupt;
use super::messages::{self, Settings};
use super::nonce::nonce;
use super::pipeline::Pipeline;
use super::session::Session;
use super::step_end::Place;
use super::transaction::Transaction;
use super::watch::Watch;
use super::wording::{check, settings};

/// How long the server keeps a transaction that began early, and the run's lock with it, for a
/// client that has nothing more to say: one that is gone without a word, or stopped. Shorter than
/// others wait to settle what became of a lost one.
const IDLE: Duration = Duration::from_secs(20);
/// How long ending it may take when nothing follows.
const PATIENCE: Duration = Duration::from_secs(10);

/// A transaction's first two messages, on their way or already answered.
pub struct Ahead {
    nonce: String,
    begin: Sent,
    check: Sent,
}

struct Sent {
    bytes: usize,
    reply: SimpleQueryStream,
}

impl Ahead {
    /// Begins the step behind `transaction`, whose end was just sent. `None` when there is none
    /// that may begin early, or it can't be sent: whoever reads the replies hears why.
    pub(super) async fn send(session: &Session, transaction: &Transaction<'_>) -> Option<Self> {
        // A guard keeps the lock until the step is over: the next one can't have it alone yet.
        if !session.is_direct() || transaction.guard.is_some() {
            return None;
        }
        let next = transaction.next.as_ref()?;
        let nonce = nonce();
        let begin = messages::begin(&Settings {
            idle_timeout: IDLE,
            ..settings(session, transaction, next.step, &nonce)
        });
        let check = check(session, transaction, &next.assumption, &nonce);
        Some(Self {
            begin: Sent::new(session, &begin).await.ok()?,
            check: Sent::new(session, &check).await.ok()?,
            nonce,
        })
    }

    /// What proves at the end that the transaction is still the one begun.
    pub(super) fn nonce(&self) -> String {
        self.nonce.clone()
    }

    /// Puts the two messages at the head of `pipeline`.
    pub(super) fn join(self, pipeline: &mut Pipeline<'_, Place>) {
        pipeline.adopt(Place::Begin, self.begin.bytes, self.begin.reply);
        pipeline.adopt(Place::Check, self.check.bytes, self.check.reply);
    }

    /// Ends the transaction that was begun: nothing follows in it. A signal doesn't keep it
    /// from that, and a server that is silent doesn't keep us; it ends it by itself.
    pub async fn forgo(self, session: &Session, watch: Watch<'_>) {
        let calm = Interrupt::default();
        let ended = session.execute("rollback", watch.heeding(&calm));
        // If this fails the connection is gone, and the transaction with it.
        let _ = timeout(PATIENCE, ended).await;
    }
}

impl Sent {
    async fn new(session: &Session, sql: &str) -> Result<Self, Error> {
        Ok(Self {
            bytes: sql.len(),
            reply: session.send(sql).await?,
        })
    }
}
