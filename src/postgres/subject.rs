//! What a watcher watches: one step's section, with the waiting times that hold for it.

use std::time::Duration;

use super::activity::Family;
use super::tally::Limits;
use crate::outcome::MigrationRef;
use crate::plan::Step;
use crate::target::Timeouts;

/// What takes longer is looked at.
const LONG: Duration = Duration::from_secs(1);
/// The bounds of the time between two looks.
const SHORTEST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// One step's section.
#[derive(Debug)]
pub struct Subject {
    pub(super) migration: MigrationRef,
    /// The number of its statements.
    pub(super) statements: usize,
    pub(super) limits: Limits,
    lock_timeout: Duration,
}

impl Subject {
    /// A step that runs with these waiting times.
    #[must_use]
    pub fn new(migration: MigrationRef, step: &Step, timeouts: &Timeouts) -> Self {
        let section = step.section();
        let lock_timeout = section.options.lock_timeout;
        let lock_timeout = lock_timeout.unwrap_or(timeouts.lock_timeout);
        let strong = (!lock_timeout.is_zero()).then_some(lock_timeout);
        Self {
            migration,
            statements: section.statements,
            lock_timeout,
            limits: Limits {
                strong,
                concurrent: timeouts.concurrent_wait_for,
            },
        }
    }

    /// How long something takes before anybody looks: early enough to see whom a statement
    /// waits for before its time-out ends it.
    pub(super) fn patience(&self, family: Family) -> Duration {
        match family {
            Family::Ordinary if !self.lock_timeout.is_zero() => LONG.min(self.lock_timeout / 2),
            Family::Ordinary | Family::Concurrent => LONG,
        }
    }

    /// The time between two looks.
    pub(super) fn pause(&self, family: Family) -> Duration {
        match family {
            Family::Ordinary if !self.lock_timeout.is_zero() => {
                (self.lock_timeout / 8).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
            }
            Family::Ordinary | Family::Concurrent => LONGEST_PAUSE,
        }
    }
}
