//! From what the server says of a row to the file, line, column and value, and the rule that it
//! breaks.

mod row;
mod server_text;

use super::advice;
use super::data_file::DataFile;
use super::numbers::RowNumbers;
use crate::commands::failures;
use crate::outcome::{Failure, FailureKind, RowsOf, ServerError};
use crate::postgres::{Error, Watch};
use row::refused;

/// How the rows of a COPY stand in their file.
#[derive(Debug, Clone, Default)]
pub(super) struct Offset {
    /// Lines before the first row.
    pub(super) lines: usize,
    /// Which rows of the file they are.
    pub(super) rows: RowNumbers,
}

/// The server's error, or the failure that anything else is. A statement that was cancelled after a
/// signal is the signal.
pub(super) fn of_server(
    attempted: &str,
    error: Error,
    watch: Watch<'_>,
) -> Result<Box<ServerError>, Failure> {
    match (error, watch.interrupt.signal()) {
        (Error::Server(error), Some(signal)) if error.is_cancelled() => {
            Err(failures::during(attempted, Error::Interrupted(signal)))
        }
        (Error::Server(error), _) => Ok(error),
        // Without a COMMIT the server rolls back by itself.
        (Error::Lost(causes), _) => Err(failures::server_failure(
            &format!("{attempted}: the connection was lost before COMMIT, and nothing was changed"),
            None,
            causes,
            Some("run it again".to_owned()),
        )),
        (error, _) => Err(failures::during(attempted, error)),
    }
}

/// As [`failures::during`], with signals told from cancelled statements.
pub(super) fn during(attempted: &str, error: Error, watch: Watch<'_>) -> Failure {
    match of_server(attempted, error, watch) {
        Ok(error) => failures::during(attempted, Error::Server(error)),
        Err(failure) => failure,
    }
}

/// COMMIT wasn't answered: what became of the run isn't known. Or the server refused it.
pub(super) fn of_commit(error: Error, rows: RowsOf, watch: Watch<'_>) -> Failure {
    let causes = match error {
        Error::Lost(causes) => causes,
        Error::Unanswered(signal) => vec![format!("no answer within 10 s of {signal}")],
        error => return during("commit", error, watch),
    };
    Failure::new(FailureKind::SeedUnknown { causes, rows })
}

/// The server refused a row of `file`, or something on the way of its rows.
pub(super) fn of_rows(file: &DataFile, offset: &Offset, error: Error, watch: Watch<'_>) -> Failure {
    let attempted = format!("load {}", file.file.shown);
    match of_server(&attempted, error, watch) {
        Ok(error) => {
            let cure = advice::of_copied(&error);
            refused(file, offset, *error, cure)
        }
        Err(failure) => failure,
    }
}

/// The same while the rows are merged with the table's.
pub(super) fn of_merge(
    file: &DataFile,
    offset: &Offset,
    error: Error,
    watch: Watch<'_>,
) -> Failure {
    let attempted = format!("load {}", file.file.shown);
    match of_server(&attempted, error, watch) {
        Ok(error) => {
            let cure = advice::of_merged(&error);
            refused(file, offset, *error, cure)
        }
        Err(failure) => failure,
    }
}

/// The server refused a row of one of `files` when all were loaded: a deferred constraint.
pub(super) fn of_any(files: &[DataFile], error: Error, watch: Watch<'_>) -> Failure {
    let error = match of_server("satisfy the deferred constraints", error, watch) {
        Ok(error) => *error,
        Err(failure) => return failure,
    };
    let is_meant = |file: &&DataFile| {
        error.table.as_deref() == Some(&file.table.table)
            && error.schema.as_deref() == Some(&file.table.schema)
    };
    match files.iter().find(is_meant) {
        Some(file) => {
            let cure = advice::of_copied(&error);
            refused(file, &Offset::default(), error, cure)
        }
        None => failures::during(
            "satisfy the deferred constraints",
            Error::Server(error.into()),
        ),
    }
}
