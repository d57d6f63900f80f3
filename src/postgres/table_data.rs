//! Rows of small tables, for a dump. Checked on 15 and 18.

use super::catalogue::in_transaction;
use super::error::Error;
use super::reply::ResultSets;
use super::rows::text;
use super::session::Session;
use super::watch::Watch;
use crate::schema::TableData;

/// Fills `tables` with their rows, all of one moment.
///
/// # Errors
/// [`Error`] of the server or the connection: no right to read one, for instance.
pub async fn read_table_data(
    session: &Session,
    tables: &mut [TableData],
    watch: Watch<'_>,
) -> Result<(), Error> {
    if tables.is_empty() {
        return Ok(());
    }
    let queries: Vec<String> = tables.iter().map(TableData::query).collect();
    let reply = session.send(&in_transaction(session, &queries)).await?;
    let mut results = ResultSets::default();
    session.read(reply, watch, &mut results).await?;
    for (table, rows) in tables.iter_mut().zip(&results.0) {
        for row in rows {
            let values = (0..table.columns.len()).map(|at| Ok(text(row, at)?.map(str::to_owned)));
            table.rows.push(values.collect::<Result<_, Error>>()?);
        }
    }
    Ok(())
}
