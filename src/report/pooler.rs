//! What a pooler between us and the server keeps from working, and the way past it.

use super::list::list;
use super::message::Message;
use crate::migration::{NeededFor, SessionNeed};
use crate::outcome::MigrationRef;

const WAY_PAST: &str =
    "name the same database past its pooler with `--direct-url URL`, or in DIRECT_URL";

/// There was no second connection to be had.
pub(super) fn no_second_connection(migration: &MigrationRef, host: &str, waited: &str) -> Message {
    Message::error(format!(
        "the pooler at {host} gave no second connection within {waited}, and {} needs two",
        migration.label
    ))
    .prose(
        "it cannot hold the lock in its own transaction: a second connection does, as long as it runs",
    )
    .prose(format!("nothing of {} was run", migration.label))
    .hint(WAY_PAST)
    .hint("or give this login a pool of two connections or more; if the pool was only busy, run the command again")
}

/// A section depends on a session.
pub(super) fn needs_session(label: &str, need: &SessionNeed, settings: &[String]) -> Message {
    let why = match need.why {
        NeededFor::Setting => {
            "what it sets would not be there for the next statement, and stay behind for other clients"
        }
        NeededFor::Temporary => {
            "what it makes would not be there for the next statement, and stay behind for other clients"
        }
        NeededFor::Alone => "it runs in no transaction, and nothing can be set for it there",
    };
    let message = Message::error(format!(
        "{label} cannot run through the pooler: statement {} needs a session of its own",
        need.statement
    ))
    .note("statement", &*need.text);
    let message = match (need.why, settings) {
        (NeededFor::Alone, [_, ..]) => message.note("to be set", list(settings)),
        _ => message,
    };
    message
        .prose(why)
        .prose("nothing was changed")
        .hint(WAY_PAST)
}

/// Both URLs must name one database.
pub(super) fn direct_elsewhere(direct: &str, pooled: &str) -> Message {
    Message::error(format!(
        "the direct URL ({direct}) leads to another database than the other URL ({pooled})"
    ))
    .prose("nothing of the migration was run")
    .hint("both must name the same database of the same server: look at their hosts, ports and database names")
}

/// Sections run without a transaction.
pub(super) fn warning(labels: &[String]) -> Message {
    Message::warning(format!(
        "there is a pooler in between, where no time-out can be set for statements outside of a \
         transaction: {}",
        list(labels)
    ))
    .hint(WAY_PAST)
}
