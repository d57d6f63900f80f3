//! What making rows needs to know of tables: constraints, types, and what rows there are.
//!
//! The catalogue answers in JSON, two messages whatever the number of tables. Expressions are
//! deparsed under our own search path, in UTC and with ISO dates: `generate/` reads them.

mod present;
mod raw;
mod sql;

pub use present::read_present;

use super::run::SeedRun;
use crate::generate::{Catalogue, MOST_COUNTED};
use crate::postgres::error::Error;
use crate::postgres::quote::qualified;
use crate::postgres::rows::{parsed, required};

/// How texts of values and expressions are written, until the transaction ends.
const SPELLING: &str = "set local timezone = 'UTC';set local datestyle = 'ISO, YMD';\
     set local intervalstyle = 'postgres';set local bytea_output = 'hex';set local extra_float_digits = 1;";

/// Tables with all that they refer to.
#[derive(Debug, Clone)]
pub struct ReadTables {
    /// What is known of them.
    pub catalogue: Catalogue,
    /// The oid of each, in the catalogue's order.
    pub oids: Vec<u32>,
}

/// The tables with these oids and all that they refer to, in the transaction that is open.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_tables(run: &SeedRun<'_>, oids: &[u32]) -> Result<ReadTables, Error> {
    let major = run.session.major;
    let message = format!("{}{}{}", run.ours(), SPELLING, sql::tables(oids, major));
    let rows = run.session.rows(&message, run.watch).await?;
    let row = rows
        .first()
        .ok_or_else(|| Error::Protocol("the catalogue gave no answer".to_owned()))?;
    let unreadable = |error| Error::Protocol(format!("the catalogue's answer: {error}"));
    let tables: Vec<raw::Table> =
        serde_json::from_str(required(row, "tables")?).map_err(unreadable)?;
    let types: Vec<raw::Type> =
        serde_json::from_str(required(row, "types")?).map_err(unreadable)?;
    let now = parsed(row, "now")?.unwrap_or_default();
    let readable: Vec<bool> = tables.iter().map(|table| table.may_select).collect();
    let mut read = raw::read(tables, &types, now);
    count(run, &mut read.catalogue, &readable).await?;
    Ok(read)
}

/// Counts the rows of each table; those that this role may not see count as none.
async fn count(
    run: &SeedRun<'_>,
    catalogue: &mut Catalogue,
    readable: &[bool],
) -> Result<(), Error> {
    let counts: Vec<String> = catalogue
        .tables
        .iter()
        .zip(readable)
        .map(|(table, may_select)| match may_select {
            true => format!(
                "(select count(*) from (select from {} limit {MOST_COUNTED}) x)::text",
                qualified(&table.schema, &table.name)
            ),
            false => "'0'".to_owned(),
        })
        .collect();
    if counts.is_empty() {
        return Ok(());
    }
    let sql = format!("select unnest(array[{}]) as count", counts.join(", "));
    let rows = run.session.rows(&sql, run.watch).await?;
    for (table, row) in catalogue.tables.iter_mut().zip(&rows) {
        table.rows = parsed(row, "count")?.unwrap_or_default();
    }
    Ok(())
}
