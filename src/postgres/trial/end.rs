//! How the trial of a step ends, when not at its end.

use crate::postgres::step_end::StepEnd;

/// Why a step wasn't tried to its end; the transaction is still open.
#[derive(Debug)]
pub enum TrialEnd {
    /// As a real run would have ended.
    Step(StepEnd),
    /// Others would have been kept waiting for longer than allowed.
    HeldTooLong {
        /// Index of the statement that was ended.
        statement: usize,
        /// Strong locks that were held by then, as messages name them.
        locks: Vec<String>,
    },
}

impl From<StepEnd> for TrialEnd {
    fn from(end: StepEnd) -> Self {
        Self::Step(end)
    }
}
