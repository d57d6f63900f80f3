//! Growing, jittered pauses within a budget of waiting.

use std::time::Duration;

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

    /// The next pause, between 0.75 and 1.25 of its size so that many runners don't march
    /// in step; `None` when the budget is spent.
    pub fn next_pause(&mut self) -> Option<Duration> {
        if self.left.is_zero() {
            return None;
        }
        let pause = self
            .pause
            .mul_f64(0.75 + fastrand::f64() / 2.0)
            .min(self.left);
        self.left -= pause;
        self.pause = (self.pause * 2).min(self.longest);
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(
            pauses
                .iter()
                .all(|pause| *pause <= Duration::from_millis(2500))
        );
    }
}
