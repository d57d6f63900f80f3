//! One transaction under the lock, tried again when a lock on a table is in its way.

use std::time::Instant;

use super::failures;
use crate::commands::lock_wait::Patience;
use crate::outcome::{Event, Failure, FailureKind, GaveUp, LockWait, ServerError};
use crate::postgres::{LockKey, SeedBegun, SeedRun, Session, Tries, Watch};
use crate::target::Timeouts;

/// What every attempt begins with.
pub(super) struct Attempts<'a> {
    pub(super) timeouts: &'a Timeouts,
    pub(super) session: &'a Session,
    /// Of the run's lock.
    pub(super) key: LockKey,
    /// The URL's search path.
    pub(super) search_path: Option<&'a str>,
    pub(super) watch: Watch<'a>,
}

impl Attempts<'_> {
    /// Does `work` in a transaction that has the lock, its COMMIT included; what failed is rolled
    /// back.
    ///
    /// # Errors
    /// Those of `work`, of a lock on a table the last one; the run's lock isn't free in time.
    pub(super) async fn run<T>(
        &self,
        mut work: impl AsyncFnMut(&SeedRun<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let watch = self.watch;
        let during = |attempted: &str, error| failures::during(attempted, error, watch);
        let mut patience = Patience::new(self.timeouts.lock_wait);
        let mut tries = Tries::new(self.timeouts.lock_timeout, self.timeouts.lock_retry_for);
        loop {
            let began = Instant::now();
            let run = SeedRun::new(self.session, watch, self.timeouts, self.search_path);
            let begun = run.begin(self.key).await;
            match begun.map_err(|error| during("begin the transaction", error))? {
                SeedBegun::Locked => {}
                SeedBegun::Busy => {
                    patience.lock(self.session, self.key, watch).await?;
                    continue;
                }
            }
            let mut failure = match work(&run).await {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            if matches!(failure.kind, FailureKind::SeedEnded { .. }) {
                return Err(failure);
            }
            let rolled_back = run.roll_back().await;
            let Some(error) = lock_wait(&failure) else {
                return Err(failure);
            };
            rolled_back.map_err(|error| during("roll back", error))?;
            match tries.pause_after(began.elapsed()) {
                Ok(pause) => {
                    watch.events.emit(Event::SeedRetry { error, pause });
                    let paused = watch.pause(pause).await;
                    paused.map_err(|error| during("try again", error))?;
                }
                Err(gave_up) => {
                    failure.lock_wait = Some(Box::new(waited(tries.count(), gave_up)));
                    return Err(failure);
                }
            }
        }
    }
}

/// The lock time-out or deadlock that a failure is.
fn lock_wait(failure: &Failure) -> Option<ServerError> {
    let error = match &failure.kind {
        FailureKind::Seed(failed) => &failed.error,
        FailureKind::Server {
            error: Some(error), ..
        } => error,
        _ => return None,
    };
    error.is_lock_wait().then(|| error.clone())
}

/// How a run waited that has given up.
fn waited(tries: usize, gave_up: GaveUp) -> LockWait {
    LockWait {
        tries,
        gave_up,
        cut_short: None,
        sought: None,
        blockers: Vec::new(),
    }
}
