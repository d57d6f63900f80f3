//! How a transaction ended, told from the replies to its messages.

use super::error::Error;
use super::messages::{self, FinishPart};
use super::pipeline::Failed;
use super::watch::Watch;
use crate::migration::TextLost;
use crate::outcome::{ServerError, Signal};

/// How a transaction ended.
#[derive(Debug)]
pub enum StepEnd {
    /// Committed.
    Done,
    /// Somebody else holds the lock; nothing was done.
    Busy,
    /// The ledger isn't as assumed; nothing was done.
    Changed,
    /// A statement of a step failed; rolled back.
    Statement {
        /// Index of the step.
        step: usize,
        /// Index of the statement in the step's section.
        statement: usize,
        /// The server's error.
        error: Box<ServerError>,
    },
    /// A step ended the transaction itself; nothing is recorded, and what it did before may
    /// be committed.
    Ended {
        /// Index of the step.
        step: usize,
        /// The statement that failed behind that end: its index and error.
        failed: Option<(usize, Box<ServerError>)>,
    },
    /// A message of our own failed; rolled back.
    Own {
        /// Index of the step.
        step: usize,
        /// What was attempted.
        attempted: &'static str,
        /// The server's error.
        error: Box<ServerError>,
    },
    /// The text of a step can't be read on, or isn't the one that was planned; rolled back.
    Text {
        /// Index of the step.
        step: usize,
        /// Why.
        lost: TextLost,
    },
    /// A signal; rolled back.
    Interrupted(Signal),
    /// The connection was lost before COMMIT was sent; the server rolls back.
    Lost(Vec<String>),
    /// The connection was lost (or gave no answer) after COMMIT was sent.
    Unknown {
        /// Why, outermost first.
        causes: Vec<String>,
        /// Whether the server had begun to work on it.
        begun: Begun,
    },
}

/// Whether the server was seen to have taken up a transaction: its check was answered, so
/// that it holds the lock until it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It was.
    Seen,
    /// It may be still unread.
    Unseen,
}

/// What is known of a transaction's COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commit {
    /// It wasn't sent.
    NotSent,
    /// It was sent, and no answer came to the check yet.
    Sent,
    /// It was sent, and the check was answered.
    SentAndChecked,
}

/// Which message of the pipeline a reply belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Begin,
    Check,
    Statement {
        step: usize,
        statement: usize,
    },
    /// No message: reading the step's text.
    Text {
        step: usize,
    },
    Finish {
        step: usize,
    },
}

/// How a transaction ended whose first failure is `failed`.
pub(super) fn end_of(failed: Failed<Place>, commit: Commit, watch: Watch<'_>) -> StepEnd {
    let inside = failed.ran_on.iter().any(is_inside);
    let end = end(failed, commit, watch);
    if inside { ended(end) } else { end }
}

/// Whether a message is skipped when one before it failed, as long as there is a transaction.
fn is_inside(place: &Place) -> bool {
    matches!(place, Place::Statement { .. } | Place::Finish { .. })
}

/// A statement that failed outside of the transaction that was begun.
fn ended(end: StepEnd) -> StepEnd {
    match end {
        StepEnd::Statement {
            step,
            statement,
            error,
        } => StepEnd::Ended {
            step,
            failed: Some((statement, error)),
        },
        StepEnd::Own { step, .. } => StepEnd::Ended { step, failed: None },
        other => other,
    }
}

/// What the first error of a transaction means.
fn end(failed: Failed<Place>, commit: Commit, watch: Watch<'_>) -> StepEnd {
    let unknown = |causes| StepEnd::Unknown {
        causes,
        begun: match commit {
            Commit::SentAndChecked => Begun::Seen,
            Commit::NotSent | Commit::Sent => Begun::Unseen,
        },
    };
    let error = match failed.error {
        Error::Server(error) => error,
        Error::Interrupted(signal) => return StepEnd::Interrupted(signal),
        Error::Unanswered(signal) => {
            return unknown(vec![unanswered(signal)]);
        }
        Error::Lost(causes) if commit == Commit::NotSent => return StepEnd::Lost(causes),
        Error::Lost(causes) => return unknown(causes),
        Error::Tls(error) => return unknown(vec![error.to_string()]),
        Error::Protocol(message) | Error::PasswordCommand(message) => {
            return unknown(vec![message]);
        }
        Error::Text(lost) => {
            let (Place::Text { step } | Place::Statement { step, .. } | Place::Finish { step }) =
                failed.place
            else {
                return unknown(vec![lost.to_string()]);
            };
            return StepEnd::Text { step, lost };
        }
    };
    if let (Some(signal), true) = (watch.interrupt.signal(), error.is_cancelled()) {
        return StepEnd::Interrupted(signal);
    }
    let raised = |text| Error::Server(error.clone()).raised(text);
    let part = messages::finish_part(failed.completed);
    match failed.place {
        Place::Check if raised(messages::BUSY) => StepEnd::Busy,
        // A late one is planned anew, with a new lease.
        Place::Check if raised(messages::CHANGED) || raised(messages::LATE) => StepEnd::Changed,
        // Only the ledger is created there, and somebody else was faster.
        Place::Check if error.sqlstate == "42P07" => StepEnd::Changed,
        Place::Finish { .. } if raised(messages::CHANGED) => StepEnd::Changed,
        Place::Finish { step } if raised(messages::NOT_OURS) => {
            StepEnd::Ended { step, failed: None }
        }
        // The server was going down while it committed.
        Place::Finish { .. } if part == FinishPart::Commit && error.severity == "FATAL" => {
            unknown(vec![error.to_string()])
        }
        Place::Statement { step, statement } => StepEnd::Statement {
            step,
            statement,
            error,
        },
        Place::Text { step } => own(step, "read on", error),
        Place::Finish { step } => own(step, attempted(part), error),
        Place::Begin => own(0, "begin the transaction", error),
        Place::Check => own(0, "take the lock and check the ledger", error),
    }
}

fn attempted(part: FinishPart) -> &'static str {
    match part {
        FinishPart::Constraints => "satisfy the deferred constraints",
        FinishPart::Record => "record the migration in the ledger",
        FinishPart::Commit => "commit",
    }
}

fn own(step: usize, attempted: &'static str, error: Box<ServerError>) -> StepEnd {
    StepEnd::Own {
        step,
        attempted,
        error,
    }
}

/// Why nothing is known when the server was asked to cancel.
pub(super) fn unanswered(signal: Signal) -> String {
    format!("{signal}: the server did not answer the cancel request in time")
}
