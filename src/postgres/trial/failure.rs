//! Why a statement of a trial failed: by itself, by its time being up, or outside of the
//! transaction.

use std::time::Duration;

use super::{Trial, TrialEnd};
use crate::migration::SectionStatement;
use crate::postgres::error::Error;
use crate::postgres::interrupt::Interrupt;
use crate::postgres::pipeline::Failed;
use crate::postgres::step_end::{Commit, Place, end_of};

/// A time-out is counted by the server, whose clock ticks otherwise.
const SLACK: Duration = Duration::from_millis(20);

impl Trial<'_> {
    pub(super) async fn failed(
        &self,
        place: Place,
        statement: &SectionStatement,
        (error, took): (Error, Duration),
    ) -> TrialEnd {
        if self.is_time_up(&error, took) {
            return self.held_too_long(statement);
        }
        let ran_on = match self.is_outside(&error).await {
            true => vec![place],
            false => Vec::new(),
        };
        self.end_of((place, ran_on), 0, error)
    }

    /// What a statement did can't be told: its time may be up, for the server doesn't wait for us.
    pub(super) fn unseen(
        &self,
        place: Place,
        statement: &SectionStatement,
        (error, took): (Error, Duration),
    ) -> TrialEnd {
        match self.is_time_up(&error, took) {
            true => self.held_too_long(statement),
            false => self.ended(place, error),
        }
    }

    /// Whether the server has ended what began `took` ago because others were kept waiting.
    fn is_time_up(&self, error: &Error, took: Duration) -> bool {
        let left = self.limit.map(|limit| {
            let held = self
                .strong_since
                .map(|since| since.elapsed().saturating_sub(took));
            limit.saturating_sub(held.unwrap_or_default())
        });
        let is_timeout = matches!(error.sqlstate(), Some("57014" | "25P03"));
        let is_interrupted = self.watch.interrupt.signal().is_some();
        is_timeout && !is_interrupted && left.is_some_and(|left| took + SLACK >= left)
    }

    /// Whether a statement failed outside of the transaction that was begun: inside, nothing
    /// runs any more.
    async fn is_outside(&self, error: &Error) -> bool {
        let calm = Interrupt::default();
        let watch = self.watch.heeding(&calm);
        matches!(error, Error::Server(_)) && self.session.execute("select 1", watch).await.is_ok()
    }

    pub(super) fn held_too_long(&self, statement: &SectionStatement) -> TrialEnd {
        TrialEnd::HeldTooLong {
            statement: statement.index,
            locks: self.sighting.strong_locks(),
        }
    }

    pub(super) fn ended(&self, place: Place, error: Error) -> TrialEnd {
        self.end_of((place, Vec::new()), 0, error)
    }

    pub(super) fn end_of(
        &self,
        (place, ran_on): (Place, Vec<Place>),
        completed: usize,
        error: Error,
    ) -> TrialEnd {
        let failed = Failed {
            place,
            completed,
            error,
            ran_on,
        };
        TrialEnd::Step(end_of(failed, Commit::NotSent, self.watch))
    }
}
