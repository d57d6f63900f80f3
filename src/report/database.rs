//! Databases as a whole: created, dropped, waited for, and what is in the way.

use std::time::Duration;

use super::duration::human;
use super::message::Message;
use super::{escape, holder, list};
use crate::outcome::{DatabaseAction, DatabaseReport, Holder, ServerError, WaitReport};

/// `database shop is created`, with its newline.
pub(super) fn line(report: &DatabaseReport) -> String {
    let what = match (report.action, report.changed) {
        (DatabaseAction::Create, true) => "is created",
        (DatabaseAction::Create, false) => "is there already",
        (DatabaseAction::Drop, true) => "is dropped",
        (DatabaseAction::Drop, false) => "is not there",
    };
    format!("database {} {what}\n", escape::line(&report.database))
}

/// `the server at localhost:5432 is up`, with its newline.
pub(super) fn up(report: &WaitReport) -> String {
    let host = escape::line(&report.host);
    match report.waited_ms {
        0..1_000 => format!("the server at {host} is up\n"),
        waited => format!(
            "the server at {host} is up, after {}\n",
            human(Duration::from_millis(waited))
        ),
    }
}

/// Why the database can't be dropped now.
pub(super) fn in_use(database: &str, error: &ServerError, sessions: &[Holder]) -> Message {
    let title = match sessions {
        [] => format!("cannot drop the database {database}: {}", error.message),
        _ => format!(
            "cannot drop the database {database}: {} connected to it",
            match sessions.len() {
                1 => "1 session is".to_owned(),
                several => format!("{} are", list::count(several, "session")),
            }
        ),
    };
    let message = (sessions.iter()).fold(Message::error(title), |message, session| {
        let message = message.note("connected", holder::holder(session));
        match holder::query(session) {
            Some(query) => message.note("its statement", query),
            None => message,
        }
    });
    let message = match sessions {
        [] => message.server_notes(error),
        _ => message,
    };
    let message = message.prose("nothing was changed").hint(
        "close them, then run this again; the server waits 5 s for those that are just ending",
    );
    let ends: Vec<String> = (sessions.iter())
        .map(|session| format!("pg_terminate_backend({})", session.pid))
        .collect();
    match ends.is_empty() {
        true => message,
        false => message.hint(format!("to end them: select {}", ends.join(", "))),
    }
}
