//! Rows by COPY, into the table itself or into a temporary one.

use bytes::Bytes;

use super::merge::Staged;
use super::run::{OUR_PATH, SeedRun};
use crate::plan::TableShape;
use crate::postgres::copy::copy_stream;
use crate::postgres::error::Error;
use crate::postgres::quote::{identifier, qualified};
use crate::postgres::rows::flag;

/// One COPY.
#[derive(Debug, Clone)]
pub struct CopyOf<'a> {
    /// Where the rows go.
    pub target: CopyTarget<'a>,
    /// The columns, in the order of the data.
    pub columns: &'a [String],
}

/// Where a COPY's rows go.
#[derive(Debug, Clone, Copy)]
pub enum CopyTarget<'a> {
    /// Into the table itself.
    Table(&'a TableShape),
    /// Into a temporary one.
    Staged(&'a Staged),
}

impl SeedRun<'_> {
    /// Copies what `next_data` gives, in COPY's text format: the server reads it faster than CSV.
    /// Returns the number of rows.
    ///
    /// # Errors
    /// The server's error for a row, whose CONTEXT names its line among the data; a lost
    /// connection; what `next_data` fails with.
    pub async fn copy<E: From<Error>>(
        &self,
        of: &CopyOf<'_>,
        next_data: impl AsyncFnMut() -> Result<Option<Bytes>, E>,
    ) -> Result<u64, E> {
        let relation = match of.target {
            CopyTarget::Table(table) => table_sql(table),
            CopyTarget::Staged(staged) => staged.sql(),
        };
        let sql = format!(
            "copy {relation} ({}) from stdin (format text, encoding 'UTF8')",
            column_list(of.columns),
        );
        let (session, watch) = (self.session, self.watch);
        session.execute(&self.their_path(), watch).await?;
        let rows = copy_stream(session, &sql, next_data, watch).await?;
        session.execute(OUR_PATH, watch).await?;
        Ok(rows)
    }
}

/// The table as SQL writes it.
pub(super) fn table_sql(table: &TableShape) -> String {
    qualified(&table.schema, &table.table)
}

/// The table without those that inherit from it, as SQL reads it: their rows aren't its own. A
/// partition's are.
pub(super) fn rows_sql(table: &TableShape) -> String {
    match table.kind.as_str() {
        "p" => table_sql(table),
        _ => format!("only {}", table_sql(table)),
    }
}

/// `"a", "b"`
pub(super) fn column_list<S: AsRef<str>>(columns: impl IntoIterator<Item = S>) -> String {
    let quoted = columns
        .into_iter()
        .map(|column| identifier(column.as_ref()));
    quoted.collect::<Vec<_>>().join(", ")
}

/// Whether the table has a row that this role can see; no, where it may not look.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn has_rows(run: &SeedRun<'_>, table: &TableShape) -> Result<bool, Error> {
    if !table.may_select {
        return Ok(false);
    }
    let sql = format!("select exists (select from {}) as found", rows_sql(table));
    let rows = run.session.rows(&sql, run.watch).await?;
    rows.first().map_or(Ok(false), |row| flag(row, "found"))
}
