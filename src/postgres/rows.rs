//! Reading values out of simple-protocol rows, which are text or NULL.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use tokio_postgres::SimpleQueryRow;
use tokio_postgres::row::RowIndex;

use super::error::Error;

/// A column's name, or its index where thousands of rows are read.
pub(super) trait Column: RowIndex + fmt::Display + Copy {}

impl Column for &str {}
impl Column for usize {}

/// The text of a column; `None` for NULL.
///
/// # Errors
/// The row has no such column: a mistake in our own SQL.
pub(super) fn text(row: &SimpleQueryRow, column: impl Column) -> Result<Option<&str>, Error> {
    row.try_get(column)
        .map_err(|_| Error::Protocol(format!("the reply has no column {column}")))
}

/// The text of a column that can't be NULL.
pub(super) fn required(row: &SimpleQueryRow, column: impl Column) -> Result<&str, Error> {
    text(row, column)?.ok_or_else(|| Error::Protocol(format!("{column} is NULL in the reply")))
}

/// A column parsed; `None` for NULL or a text that doesn't parse: old or foreign rows
/// may hold anything.
pub(super) fn parsed<T: FromStr>(
    row: &SimpleQueryRow,
    column: impl Column,
) -> Result<Option<T>, Error> {
    Ok(text(row, column)?.and_then(|text| text.parse().ok()))
}

/// The name that `quote_ident` (and `regnamespace`'s output) may have quoted.
pub(super) fn unquoted(name: &str) -> String {
    match name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
    {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

/// A boolean; NULL counts as false.
pub(super) fn flag(row: &SimpleQueryRow, column: impl Column) -> Result<bool, Error> {
    Ok(text(row, column)? == Some("t"))
}

/// Seconds since the epoch, with fractions, as a time.
pub(super) fn time(
    row: &SimpleQueryRow,
    column: impl Column,
) -> Result<Option<DateTime<Utc>>, Error> {
    let seconds: Option<f64> = parsed(row, column)?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp_micros((seconds * 1e6).round() as i64)))
}
