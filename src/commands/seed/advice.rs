//! What to do about a row that the server refused.

use crate::outcome::{ServerError, cure};

const AGAIN: &str = "correct the file and run `proj-migrate seed` again";

/// About a row that is merged with the table's.
pub(super) fn of_merged(error: &ServerError) -> String {
    if error.sqlstate != "23505" {
        return of_copied(error);
    }
    format!(
        "another row has this value: one of the file, one that the file leaves as it is, or one whose turn is \
         yet to come, for rows are changed one by one and two cannot swap values. For a swap, set the value \
         aside in a SQL seed that comes before (`update … set … = null where …`) or empty the table first with \
         `--reset`; else {AGAIN}"
    )
}

/// About a row that is copied, a statement, or what is checked when all rows are there.
pub(super) fn of_copied(error: &ServerError) -> String {
    match error.sqlstate.as_str() {
        "23503" => format!(
            "what it refers to is neither in the table nor in a seed file before it: add it there, or {AGAIN}"
        ),
        "22P04" => format!(
            "every row has a field for each column that the first line names, quotes in pairs: {AGAIN}"
        ),
        _ => cure(error).unwrap_or_else(|| AGAIN.to_owned()),
    }
}
