//! The sum of a transaction's waiting, from looks at it, and when it is too much.
//!
//! `lock_timeout` counts each wait anew: a transaction that holds a strong lock holds up
//! others through every later wait. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::activity::Family;
use crate::outcome::CutShort;

/// How long a worker may wait in all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// While its transaction holds strong locks; `None`: as the author's own SETs say.
    pub(super) strong: Option<Duration>,
    /// In one statement with CONCURRENTLY; `None`: as long as it takes.
    pub(super) concurrent: Option<Duration>,
}

/// One look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glance {
    /// When.
    pub(super) at: Instant,
    /// When began what it counts for, a transaction or a statement; another one counts anew.
    pub(super) begun: Instant,
    /// What it does at this moment.
    pub(super) waiting: Waiting,
}

/// What a worker does at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// It works, or waits while nobody is held up by it.
    No,
    /// It waits and holds strong locks, or with CONCURRENTLY: since so long ago, if known.
    Counts(Option<Duration>),
}

/// The sum so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    last: Option<Glance>,
    sum: Duration,
}

impl Tally {
    /// The sum with this look in it.
    pub(super) fn add(&mut self, glance: Glance) -> Duration {
        let before = self.last.take().filter(|last| last.begun == glance.begun);
        if before.is_none() {
            self.sum = Duration::ZERO;
        }
        let since_last = before.as_ref().map(|last| glance.at - last.at);
        self.sum += match glance.waiting {
            Waiting::No => Duration::ZERO,
            Waiting::Counts(Some(waited)) => {
                since_last.map_or(waited, |since_last| waited.min(since_last))
            }
            Waiting::Counts(None) => {
                let waited_before = before.is_some_and(|last| last.waiting != Waiting::No);
                since_last.filter(|_| waited_before).unwrap_or_default()
            }
        };
        self.last = Some(glance);
        self.sum
    }
}

impl Limits {
    /// Why a worker that has waited so long in all is to be cancelled, if it is.
    pub(super) fn exceeded(self, family: Family, sum: Duration) -> Option<CutShort> {
        let (limit, why): (_, fn(Duration) -> CutShort) = match family {
            Family::Concurrent => (self.concurrent, CutShort::ConcurrentWait),
            Family::Ordinary => (self.strong, CutShort::HeldStrongLocks),
        };
        limit.filter(|limit| sum > *limit).map(why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENTH: Duration = Duration::from_millis(100);

    /// The sum after looks a tenth of a second apart.
    fn sum(waits: &[Waiting]) -> Duration {
        let begun = Instant::now();
        let mut tally = Tally::default();
        let mut sum = Duration::ZERO;
        for (number, waiting) in (1..).zip(waits) {
            sum = tally.add(Glance {
                at: begun + TENTH * number,
                begun,
                waiting: *waiting,
            });
        }
        sum
    }

    #[test]
    fn waits_add_up_and_work_between_them_does_not() {
        let since = |tenths: u32| Waiting::Counts(Some(TENTH * tenths));
        let unknown = Waiting::Counts(None);
        for (waits, tenths, why) in [
            (
                vec![since(3)],
                3,
                "a first look counts what the server says",
            ),
            (vec![since(1), since(2)], 2, "one wait counts once"),
            (
                vec![since(1), Waiting::No, since(1)],
                2,
                "two waits, and work between them",
            ),
            (
                vec![Waiting::No, Waiting::No, since(5)],
                1,
                "at most since the last look",
            ),
            (
                vec![unknown, unknown, unknown],
                2,
                "before 14: between two looks that saw it",
            ),
            (
                vec![unknown, Waiting::No, unknown],
                0,
                "before 14: not across work",
            ),
        ] {
            assert_eq!(sum(&waits), TENTH * tenths, "{why}");
        }
    }

    #[test]
    fn another_transaction_counts_anew() {
        let mut tally = Tally::default();
        let waiting = Waiting::Counts(Some(TENTH));
        let now = Instant::now();
        for begun in [now, now + TENTH] {
            let at = begun + TENTH;
            assert_eq!(tally.add(Glance { at, begun, waiting }), TENTH);
        }
    }

    #[test]
    fn only_more_than_the_limit_is_too_much() {
        let limits = Limits {
            strong: Some(TENTH),
            concurrent: None,
        };
        assert_eq!(limits.exceeded(Family::Ordinary, TENTH), None);
        let strong = Some(CutShort::HeldStrongLocks(TENTH));
        assert_eq!(limits.exceeded(Family::Ordinary, TENTH * 2), strong);
        assert_eq!(limits.exceeded(Family::Concurrent, TENTH * 100), None);
    }
}
