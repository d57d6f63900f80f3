//! How a non-transactional section ended.

use std::time::Duration;

use crate::outcome::{Holder, ServerError, Signal};
use crate::postgres::error::Error;
use crate::postgres::lease::Lease;
use crate::postgres::step_end::unanswered;
use crate::postgres::watch::Watch;

/// How a non-transactional section ended.
#[derive(Debug)]
pub enum LooseEnd {
    /// All statements are done and recorded.
    Done,
    /// The ledger isn't as assumed; nothing was done.
    Changed,
    /// A statement failed; those before it stay.
    Statement {
        /// Index of the statement.
        statement: usize,
        /// How many are done.
        done: usize,
        /// The server's error.
        error: Box<ServerError>,
    },
    /// A signal; so many statements are done.
    Interrupted {
        /// The signal.
        signal: Signal,
        /// Index of the statement that it met.
        statement: usize,
        /// How many are done.
        done: usize,
    },
    /// The connection was lost while a statement ran; so many before it are done.
    Lost {
        /// Index of the statement.
        statement: usize,
        /// How many are done.
        done: usize,
        /// Why, outermost first.
        causes: Vec<String>,
    },
    /// The row of what another run left is settled but for one statement, of which nobody can
    /// tell; nothing was run. What the catalogue shows of it.
    InDoubt {
        /// A line each; may be empty.
        shows: Vec<String>,
    },
    /// The backend of the run that was lost is still at work; nothing was done.
    LostWorker {
        /// The backend.
        holder: Holder,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The connection was lost while the section, done to its end, was being recorded.
    Unrecorded {
        /// Why, outermost first.
        causes: Vec<String>,
        /// Until when the record may still be read.
        unread: Lease,
    },
    /// The progress table couldn't be created; nothing was done.
    NoProgressTable(Error),
    /// A message of our own failed, before any statement (`done` is `None`) or after so many.
    Own {
        /// What was attempted.
        attempted: &'static str,
        /// The error.
        error: Error,
        /// How many statements are done.
        done: Option<usize>,
    },
}

/// `end`, or that a signal came: a message of our own that was cancelled for it isn't what ended
/// the section.
pub(super) fn heeding_signal(end: LooseEnd, watch: Watch<'_>) -> LooseEnd {
    match (end, watch.interrupt.signal()) {
        (
            LooseEnd::Own {
                error: Error::Server(error),
                attempted,
                done,
            },
            Some(signal),
        ) if error.is_cancelled() => match done {
            Some(done) => LooseEnd::Interrupted {
                signal,
                statement: done,
                done,
            },
            None => own(attempted, None)(Error::Interrupted(signal)),
        },
        (end, _) => end,
    }
}

/// What a note attempts.
pub(super) const NOTE: &str = "note the statement in the progress table";

/// A message of our own failed; `done` is how many statements are.
pub(super) fn own(attempted: &'static str, done: Option<usize>) -> impl Fn(Error) -> LooseEnd {
    move |error| LooseEnd::Own {
        attempted,
        error,
        done,
    }
}

/// The statement at an index failed; so many are done.
pub(super) fn failed(statement: usize, done: usize, error: Error, watch: Watch<'_>) -> LooseEnd {
    match (error, watch.interrupt.signal()) {
        (Error::Server(error), Some(signal)) if error.is_cancelled() => LooseEnd::Interrupted {
            signal,
            statement,
            done,
        },
        (Error::Interrupted(signal), _) => LooseEnd::Interrupted {
            signal,
            statement,
            done,
        },
        (Error::Server(error), _) => LooseEnd::Statement {
            statement,
            done,
            error,
        },
        (Error::Lost(causes), _) => LooseEnd::Lost {
            statement,
            done,
            causes,
        },
        (Error::Unanswered(signal), _) => LooseEnd::Lost {
            statement,
            done,
            causes: vec![unanswered(signal)],
        },
        (error, _) => LooseEnd::Own {
            attempted: "run a statement",
            error,
            done: Some(done),
        },
    }
}
