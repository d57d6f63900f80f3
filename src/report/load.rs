//! A schema file: loaded, or why it wasn't and what is in the database now.

use std::time::Duration;

use super::duration::human;
use super::escape;
use super::list::{count, list};
use super::message::Message;
use super::statement::hinted;
use super::style::{Paint, Style};
use crate::migration::Location;
use crate::outcome::{Aftermath, LoadEnd, LoadFailure, LoadReport};

/// `loaded  db/schema.sql: 120 statements  (35 ms)`, with its newline.
pub(super) fn line(report: &LoadReport, style: Style) -> String {
    let transactions = match report.transactions {
        1 => String::new(),
        several => format!(", {}", count(several, "transaction")),
    };
    format!(
        "{}  {}: {}{transactions}  ({})\n",
        style.paint(Paint::Added, "loaded"),
        escape::line(&report.path),
        count(report.statements, "statement"),
        human(Duration::from_millis(report.duration_ms))
    )
}

/// `9 migrations are recorded as applied`, with its newline.
pub(super) fn summary(report: &LoadReport) -> String {
    let recorded = match report.versions {
        0 => "no migration is recorded as applied".to_owned(),
        1 => "1 migration is recorded as applied".to_owned(),
        several => format!("{} are recorded as applied", count(several, "migration")),
    };
    match report.unverified {
        0 => format!("{recorded}\n"),
        unverified => format!(
            "{recorded}, {unverified} of them without a checksum: `proj-migrate up --adopt` stamps them\n"
        ),
    }
}

/// The file wasn't loaded to its end.
pub(super) fn failure(failed: &LoadFailure) -> Message {
    let path = &failed.path;
    let message = match &failed.end {
        LoadEnd::Statement {
            statement,
            location,
            error,
        } => {
            let title = match location {
                Some(_) => error.message.clone(),
                None => format!("{path}: {}", error.message),
            };
            Message::error(title)
                .at(location.clone())
                .server_notes(error)
                .note(
                    "statement",
                    format!("{statement} of {} of {path}", failed.statements),
                )
        }
        LoadEnd::Failed {
            attempted,
            error,
            causes,
        } => {
            let cannot = format!("cannot load {path}: cannot {attempted}");
            let message = match error {
                Some(error) => {
                    Message::error(format!("{cannot}: {}", error.message)).server_notes(error)
                }
                None => Message::error(cannot),
            };
            caused_by(message, causes)
        }
        LoadEnd::Ended => {
            Message::error(format!("{path} ended the transaction that it was run in"))
        }
        LoadEnd::Interrupted(signal) => {
            Message::error(format!("interrupted by {signal} while {path} was loaded"))
        }
        LoadEnd::Unknown(causes) => {
            let title = format!(
                "the connection was lost after a COMMIT was sent: whether {path} is loaded is unknown"
            );
            let message = caused_by(Message::error(title), causes);
            return message
                .prose("each of its transactions was committed as a whole or not at all")
                .hint(
                    "once the server is back, run this again: an empty database is loaded, and one that \
                     is not is refused",
                );
        }
    };
    let message = hinted(message.prose(left(failed)), failed.cure.as_deref());
    match failed.aftermath {
        Aftermath::RolledBack => message,
        Aftermath::Ended => message.hint(super::statement::ENDED),
        Aftermath::Partial { .. } | Aftermath::InDoubt { .. } => message
            .hint("begin anew with an empty database: `proj-migrate drop`, `proj-migrate load`"),
    }
}

/// What is in the database now.
fn left(failed: &LoadFailure) -> String {
    let path = &failed.path;
    match failed.aftermath {
        Aftermath::RolledBack => format!("rolled back: nothing of {path} is in the database"),
        Aftermath::Ended => format!("what {path} did before that may be committed"),
        Aftermath::Partial { done, of, .. } | Aftermath::InDoubt { done, of, .. } => {
            format!("its first {done} of {of} statements are committed, the rest was rolled back")
        }
    }
}

fn caused_by(message: Message, causes: &[String]) -> Message {
    causes.iter().fold(message, |message, cause| {
        message.note("caused by", &**cause)
    })
}

/// The database isn't empty.
pub(super) fn not_empty(
    database: &str,
    objects: usize,
    named: &[String],
    versions: usize,
) -> Message {
    let message = match versions {
        0 => {
            let message = Message::error(format!(
                "the database {database} is not empty: {} in it",
                match objects {
                    1 => "1 object is".to_owned(),
                    several => format!("{several} objects are"),
                }
            ));
            let more = match objects.saturating_sub(named.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            message.note("among them", list(named) + &more)
        }
        versions => Message::error(format!(
            "the database {database} is not empty: its ledger has {}",
            count(versions, "version")
        )),
    };
    message
        .prose("nothing was changed")
        .hint("load into an empty database: `proj-migrate drop` makes this one go")
        .hint("`proj-migrate up` brings a database with a history up to date")
        .hint("`--force` runs the file all the same; what is there already fails it, and is kept")
}

/// The server lacks extensions.
pub(super) fn missing_extensions(
    names: &[String],
    location: Option<&Location>,
    major: u32,
) -> Message {
    let title = match names {
        [name] => format!("the extension {name} is not installed on this server"),
        several => format!(
            "{} are not installed on this server: {}",
            count(several.len(), "extension"),
            list(several)
        ),
    };
    Message::error(title)
        .at(location.cloned())
        .prose("nothing was changed")
        .hint(format!(
            "install what is missing where the server runs (Debian has packages such as \
             postgresql-{major}-pgvector), or use a server that has it; what this one has: select name from \
             pg_available_extensions"
        ))
}
