//! Waiting for the lock, or for a connection: polled from outside of any transaction,
//! with a line every 30 s, up to `--lock-wait`; whoever only looks waits a moment.

use std::time::{Duration, Instant};

use super::failures;
use crate::outcome::{Event, Failure, FailureKind, Holder, ServerError};
use crate::postgres::{
    Backoff, ConnectError, Error, LockKey, Session, Watch, is_lock_free, read_holder,
};

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// Between two migrations of one run the lock is free for less; and whoever failed takes it once
/// more, to tell so.
const A_MOMENT: Duration = Duration::from_millis(50);
const SAY_EVERY: Duration = Duration::from_secs(30);
/// Whoever asks how things stand wants to hear that they can't be seen, not to wait for it.
const LONGEST_LOOK: Duration = Duration::from_secs(10);

/// What a connection is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// To change something: there is time.
    Work,
    /// To read and to tell: somebody waits for the answer.
    Look,
}

impl Errand {
    /// How long it waits: `lock_wait`, or less to look.
    pub(super) fn patience(self, lock_wait: Duration) -> Duration {
        match self {
            Self::Work => lock_wait,
            Self::Look => lock_wait.min(LONGEST_LOOK),
        }
    }
}

/// The waiting of one run; begun anew whenever the run gets on.
pub(super) struct Patience {
    errand: Errand,
    budget: Duration,
    waiting: Option<Waiting>,
}

struct Waiting {
    since: Instant,
    said: Option<Instant>,
    backoff: Backoff,
}

impl Patience {
    /// That of a run at work, for the lock and for connections.
    pub(super) fn new(lock_wait: Duration) -> Self {
        Self::of(Errand::Work, lock_wait)
    }

    /// That of `errand`: `lock_wait`, or less to look.
    pub(super) fn of(errand: Errand, lock_wait: Duration) -> Self {
        Self {
            errand,
            budget: errand.patience(lock_wait),
            waiting: None,
        }
    }

    /// The run got on: what it waits for next is waited for anew.
    pub(super) fn renew(&mut self) {
        self.waiting = None;
    }

    /// Waits until the lock is free for a moment.
    ///
    /// # Errors
    /// [`FailureKind::LockTimeout`] naming the holder; a lost connection; a signal.
    pub(super) async fn lock(
        &mut self,
        session: &Session,
        key: LockKey,
        watch: Watch<'_>,
    ) -> Result<(), Failure> {
        let during = |error: Error| failures::during("wait for the lock", error);
        loop {
            let (waited, say) = self.look_at_the_clock();
            if say {
                let holder = read_holder(session, key, watch).await.map_err(during)?;
                watch.events.emit(Event::WaitingForLock { holder, waited });
            }
            let Some(pause) = self.next_pause() else {
                let holder = read_holder(session, key, watch).await.map_err(during)?;
                return Err(timed_out(holder, waited));
            };
            watch.pause(pause).await.map_err(during)?;
            if is_lock_free(session, key, watch).await.map_err(during)? {
                watch.pause(A_MOMENT).await.map_err(during)?;
                if is_lock_free(session, key, watch).await.map_err(during)? {
                    return Ok(());
                }
            }
        }
    }

    /// Waits before connecting is tried again.
    ///
    /// # Errors
    /// The server's refusal when the time is over; a signal.
    pub(super) async fn connection(
        &mut self,
        refused: ConnectError,
        watch: Watch<'_>,
    ) -> Result<(), Failure> {
        let (waited, say) = self.look_at_the_clock();
        if say {
            watch.events.emit(Event::WaitingForConnection {
                message: refusal(&refused.error),
                waited,
            });
        }
        let Some(pause) = self.next_pause() else {
            return Err(match self.errand {
                Errand::Work => failures::connecting(refused),
                Errand::Look => failures::no_connection_to_look(refused, self.budget),
            });
        };
        watch
            .pause(pause)
            .await
            .map_err(|error| failures::during("wait for a connection", error))
    }

    fn waiting(&mut self) -> &mut Waiting {
        let budget = self.budget;
        self.waiting.get_or_insert_with(|| Waiting {
            since: Instant::now(),
            said: None,
            backoff: Backoff::new(FIRST_PAUSE, LONGEST_PAUSE, budget),
        })
    }

    /// How long we have waited, and whether it is time to say so.
    fn look_at_the_clock(&mut self) -> (Duration, bool) {
        let waiting = self.waiting();
        let say = waiting.said.is_none_or(|said| said.elapsed() >= SAY_EVERY);
        if say {
            waiting.said = Some(Instant::now());
        }
        (waiting.since.elapsed(), say)
    }

    fn next_pause(&mut self) -> Option<Duration> {
        let budget = self.budget;
        let waiting = self.waiting();
        if waiting.since.elapsed() >= budget {
            return None;
        }
        waiting.backoff.next_pause()
    }
}

fn timed_out(holder: Option<Holder>, waited: Duration) -> Failure {
    Failure::new(FailureKind::LockTimeout { holder, waited })
}

fn refusal(error: &Error) -> String {
    match error {
        Error::Server(error) => ServerError::to_string(error),
        _ => "the server refused the connection".to_owned(),
    }
}
