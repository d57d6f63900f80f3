//! Tries of one piece of work: growing, jittered pauses within a budget of waiting.

use std::time::Duration;

use crate::outcome::GaveUp;
use crate::plan::Step;
use crate::target::{LockRetry, Timeouts};

/// An attempt that worked for longer isn't repeated unasked: half an hour of work done ten
/// times over is an outage of its own.
const LONG_WORK: Duration = Duration::from_secs(30);

/// The shortest pause after a lock time-out, whatever the time-out.
const SHORTEST: Duration = Duration::from_millis(100);

/// The pauses between tries of one piece of work.
#[derive(Debug, Clone)]
pub struct Backoff {
    pause: Duration,
    longest: Duration,
    left: Duration,
}

impl Backoff {
    /// Pauses that start at `first`, double up to `longest`, and together last no longer
    /// than `budget`.
    #[must_use]
    pub fn new(first: Duration, longest: Duration, budget: Duration) -> Self {
        Self {
            pause: first,
            longest,
            left: budget,
        }
    }

    /// The next pause, up to one and a half of its size so that many runners don't march in
    /// step; `None` when the budget is spent.
    pub fn next_pause(&mut self) -> Option<Duration> {
        if self.left.is_zero() {
            return None;
        }
        let pause = self.pause.mul_f64(1.0 + fastrand::f64() / 2.0);
        let pause = pause.min(self.left);
        self.spend(pause);
        self.pause = (self.pause * 2).min(self.longest);
        Some(pause)
    }

    /// Takes other waiting from the budget.
    pub fn spend(&mut self, waited: Duration) {
        self.left = self.left.saturating_sub(waited);
    }
}

/// The tries of work that meets lock time-outs.
#[derive(Debug, Clone)]
pub struct Tries {
    lock_timeout: Duration,
    retry: LockRetry,
    backoff: Backoff,
    count: usize,
}

impl Tries {
    /// Tries with pauses of at least twice the time-out: others are to get on with their work
    /// for longer than they are held up.
    #[must_use]
    pub fn new(lock_timeout: Duration, retry: LockRetry) -> Self {
        let first = (lock_timeout * 2).max(SHORTEST);
        Self {
            lock_timeout,
            retry,
            backoff: Backoff::new(first, first * 16, retry.budget()),
            count: 0,
        }
    }

    /// The tries of a step.
    #[must_use]
    pub fn of(step: &Step, timeouts: &Timeouts) -> Self {
        let options = &step.section().options;
        let asked = options.lock_retry_for.map(LockRetry::Asked);
        Self::new(
            options.lock_timeout.unwrap_or(timeouts.lock_timeout),
            asked.unwrap_or(timeouts.lock_retry_for),
        )
    }

    /// How many ended with a lock time-out so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The pause before the next try, when one that took `attempt` has met a lock time-out.
    ///
    /// # Errors
    /// Why there is no next try.
    pub fn pause_after(&mut self, attempt: Duration) -> Result<Duration, GaveUp> {
        self.count += 1;
        // What it waited for is the budget's; only the rest was work.
        let waited = attempt.min(self.lock_timeout);
        let worked = attempt - waited;
        if worked > LONG_WORK && self.retry == LockRetry::Unasked {
            return Err(GaveUp::WorkedLong(worked));
        }
        self.backoff.spend(waited);
        (self.backoff.next_pause()).ok_or(GaveUp::BudgetSpent(self.retry.budget()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn pauses_grow_and_add_up_to_the_budget() {
        let budget = Duration::from_secs(10);
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(2), budget);
        let pauses: Vec<_> = std::iter::from_fn(|| backoff.next_pause()).collect();
        assert_eq!(pauses.iter().sum::<Duration>(), budget);
        let (Some(first), Some(third)) = (pauses.first(), pauses.get(2)) else {
            panic!("only {} pauses", pauses.len());
        };
        assert!(third > first);
        assert!(pauses.iter().all(|pause| *pause <= SECOND * 3));
    }

    #[test]
    fn a_pause_is_at_least_twice_the_time_out_and_never_nothing() {
        for (lock_timeout, least) in [
            (SECOND, SECOND * 2),
            (SECOND * 7, SECOND * 14),
            // Deadlocks end statements that have no time-out.
            (Duration::ZERO, SHORTEST),
        ] {
            let mut tries = Tries::new(lock_timeout, LockRetry::Unasked);
            let pause = tries.pause_after(lock_timeout).unwrap();
            assert!(pause >= least, "{pause:?} after {lock_timeout:?}");
        }
    }

    #[test]
    fn the_budget_is_one_of_waiting() {
        let mut tries = Tries::new(SECOND, LockRetry::Asked(SECOND * 20));
        let mut waited = Duration::ZERO;
        let gave_up = loop {
            waited += SECOND;
            // It works for 5 s each time, which isn't waiting.
            match tries.pause_after(SECOND * 6) {
                Ok(pause) => waited += pause,
                Err(gave_up) => break gave_up,
            }
        };
        assert_eq!(gave_up, GaveUp::BudgetSpent(SECOND * 20));
        assert!(waited > SECOND * 19 && waited < SECOND * 23, "{waited:?}");
        assert!(tries.count() >= 4, "{} tries", tries.count());
    }

    #[test]
    fn long_work_is_repeated_only_when_asked() {
        for (attempt, retry, is_repeated) in [
            (SECOND * 31, LockRetry::Unasked, true),
            (SECOND * 32, LockRetry::Unasked, false),
            (SECOND * 3_600, LockRetry::Asked(SECOND * 300), true),
        ] {
            let paused = Tries::new(SECOND, retry).pause_after(attempt);
            assert_eq!(paused.is_ok(), is_repeated, "{attempt:?} {retry:?}");
        }
    }
}
