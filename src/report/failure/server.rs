//! What the server refused to us, or had no time to answer.

use crate::outcome::{MigrationRef, ServerError};
use crate::report::message::Message;
use crate::report::run;

/// A statement of our own failed, or the connection.
pub(super) fn server(attempted: &str, error: Option<&ServerError>, causes: &[String]) -> Message {
    let message = match error {
        Some(error) => {
            Message::error(format!("cannot {attempted}: {}", error.message)).server_notes(error)
        }
        None => Message::error(format!("cannot {attempted}")),
    };
    causes.iter().fold(message, |message, cause| {
        message.note("caused by", &**cause)
    })
}

/// A COMMIT whose answer nobody got.
pub(super) fn unknown_outcome(migration: &MigrationRef, causes: &[String]) -> Message {
    let message = Message::error(format!(
        "the connection was lost after the COMMIT of {} was sent: whether it is {} is unknown",
        migration.label,
        run::past(migration.direction)
    ));
    let message = causes.iter().fold(message, |message, cause| {
        message.note("caused by", &**cause)
    });
    message
        .prose("its transaction was committed as a whole or not at all, its ledger row with it")
        .hint("once the server is back, run `proj-migrate status`: what it says is what happened")
}
