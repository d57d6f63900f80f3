//! Why a file wasn't loaded, told from the first reply that was an error.

use super::contents::Contents;
use super::transaction::Place;
use crate::outcome::{ServerError, Signal};
use crate::postgres::error::Error;
use crate::postgres::messages::{self, FinishPart, NOT_OURS};
use crate::postgres::pipeline::Failed;
use crate::postgres::step_end::unanswered;
use crate::postgres::watch::Watch;

/// Why a file wasn't loaded to its end.
#[derive(Debug)]
pub struct NotLoaded {
    /// How many of its statements are committed all the same.
    pub committed: usize,
    /// Why.
    pub why: Why,
}

/// Why a file wasn't loaded.
#[derive(Debug)]
pub enum Why {
    /// Somebody else holds the lock.
    Busy,
    /// Something is in the database already.
    NotEmpty(Contents),
    /// A statement failed: its index and the server's error.
    Statement(usize, Box<ServerError>),
    /// The file ended the transaction that it was run in.
    Ended,
    /// Something else failed, before COMMIT: what was attempted, and the error.
    Other(&'static str, Error),
    /// A signal; rolled back.
    Interrupted(Signal),
    /// The connection was lost, or gave no answer, after COMMIT was sent: the causes.
    Unknown(Vec<String>),
}

/// Whether COMMIT went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commit {
    NotSent,
    Sent,
}

/// What the first failure of a transaction means.
pub(super) fn why(failed: Failed<Place>, commit: Commit, watch: Watch<'_>) -> Why {
    let ran_on = failed.ran_on.iter().any(|place| *place != Place::Begin);
    match (failed.error, commit) {
        (Error::Server(error), _) => {
            if let (Some(signal), true) = (watch.interrupt.signal(), error.is_cancelled()) {
                return Why::Interrupted(signal);
            }
            match failed.place {
                // In a failed transaction the server would have skipped all but its end.
                _ if ran_on => Why::Ended,
                Place::Statement(index) => Why::Statement(index, error),
                Place::Begin => Why::Other("set again what the file has set", error.into()),
                Place::Finish => at_the_end(messages::finish_part(failed.completed), error),
            }
        }
        (Error::Interrupted(signal), _) => Why::Interrupted(signal),
        // What isn't sent can't be committed, whatever the server does meanwhile.
        (Error::Unanswered(signal), Commit::NotSent) => Why::Interrupted(signal),
        (Error::Unanswered(signal), Commit::Sent) => Why::Unknown(vec![unanswered(signal)]),
        (Error::Lost(causes), Commit::Sent) => Why::Unknown(causes),
        (error, Commit::Sent) => Why::Unknown(vec![format!("{error:?}")]),
        (error @ Error::Text(_), Commit::NotSent) => Why::Other("read the file on", error),
        (error, Commit::NotSent) => Why::Other("run its statements", error),
    }
}

fn at_the_end(part: FinishPart, error: Box<ServerError>) -> Why {
    if Error::Server(error.clone()).raised(NOT_OURS) {
        return Why::Ended;
    }
    match part {
        FinishPart::Constraints => Why::Other("satisfy the deferred constraints", error.into()),
        FinishPart::Record => Why::Other("end the transaction", error.into()),
        // The server was going down while it committed.
        FinishPart::Commit if error.severity == "FATAL" => Why::Unknown(vec![error.to_string()]),
        FinishPart::Commit => Why::Other("commit", error.into()),
    }
}
