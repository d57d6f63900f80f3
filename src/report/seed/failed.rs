//! How a file fails, and what is left of its run.

use crate::outcome::{RowsOf, SeedFailure};
use crate::report::message::Message;
use crate::report::statement::{self, hinted};

/// What is left of a run that failed.
pub(in crate::report) const NOTHING: &str =
    "everything was rolled back: nothing of this run remains";

/// A row or statement that the server refused.
pub(in crate::report) fn refused(failed: &SeedFailure) -> Message {
    let title = match (&failed.location, &failed.file) {
        (None, Some(file)) => format!("{file}: {}", failed.error.message),
        _ => failed.error.message.clone(),
    };
    let message = Message::error(title).at(failed.location.clone());
    let message = match &failed.value {
        Some(value) => message.note("value", cut(value)),
        None => message,
    };
    let message = match (&failed.table, &failed.column) {
        (Some(table), Some(column)) => message.note("column", format!("{column} of {table}")),
        (Some(table), None) => message.note("table", &**table),
        _ => message,
    };
    let message = match &failed.rule {
        Some(rule) => {
            let name = rule.name.as_ref().map(|name| format!("{name}: "));
            message.note(
                "rule",
                format!("{}{}", name.unwrap_or_default(), rule.definition),
            )
        }
        None => message,
    };
    let message = message.server_notes(&failed.error);
    let message = match failed.statement {
        Some((at, of)) => message.note("statement", format!("{at} of {of}")),
        None => message,
    };
    hinted(message.prose(NOTHING), failed.cure.as_deref())
}

/// A value that would fill the screen is cut.
fn cut(value: &str) -> String {
    const MOST: usize = 200;
    match value.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or(value)),
        None => value.to_owned(),
    }
}

/// A seed that has ended the run's transaction.
pub(in crate::report) fn ended(file: &str) -> Message {
    Message::error(format!("{file} has ended the transaction of the run"))
        .prose("what was loaded before its COMMIT may be committed, and nothing is recorded of it")
        .hint(statement::ENDED)
}

/// What a COMMIT makes true.
pub(in crate::report) fn are_there(rows: RowsOf) -> &'static str {
    match rows {
        RowsOf::Files => "the seeds are loaded",
        RowsOf::Generation => "the generated rows are there",
    }
}

/// The connection was lost at COMMIT.
pub(in crate::report) fn unknown(causes: &[String], rows: RowsOf) -> Message {
    let message = Message::error(format!(
        "the connection was lost after the COMMIT was sent: whether {} is unknown",
        are_there(rows)
    ));
    let message = causes.iter().fold(message, |message, cause| {
        message.note("caused by", &**cause)
    });
    let (prose, hint) = match rows {
        RowsOf::Files => (
            "the run was committed as a whole or not at all, its rows of schema_seeds with it",
            "once the server is back, run `proj-migrate seed` again: what is loaded is left out",
        ),
        RowsOf::Generation => (
            "the run was committed as a whole or not at all",
            "once the server is back, count the rows before you run it again: it would add as many more",
        ),
    };
    message.prose(prose).hint(hint)
}
