//! `lock_wait`: the waiting for locks that ended a run.

use serde::Serialize;

use crate::outcome::{Blocker, CutShort, GaveUp, LockWait, Sought};

/// The waiting.
#[derive(Serialize)]
pub(super) struct LockWaitJson<'a> {
    tries: usize,
    gave_up: &'static str,
    cut_short: Option<&'static str>,
    sought: Option<&'a Sought>,
    blockers: &'a [Blocker],
}

impl<'a> From<&'a LockWait> for LockWaitJson<'a> {
    fn from(wait: &'a LockWait) -> Self {
        Self {
            tries: wait.tries,
            gave_up: match wait.gave_up {
                GaveUp::BudgetSpent(_) => "budget-spent",
                GaveUp::WorkedLong(_) => "worked-long",
                GaveUp::NotAlone => "not-alone",
            },
            cut_short: wait.cut_short.map(|why| match why {
                CutShort::HeldStrongLocks(_) => "held-strong-locks",
                CutShort::ConcurrentWait(_) => "concurrent-wait",
            }),
            sought: wait.sought.as_ref(),
            blockers: &wait.blockers,
        }
    }
}
