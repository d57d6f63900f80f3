//! The closer look at a ledger that isn't beyond doubt: absent, dbmate's, another
//! tool's, or something that only looks like a table.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::facts::{Facts, SurveyError};
use super::ledger_table::{Columns, LedgerTable};
use super::rows::{flag, parsed, required, text, unquoted};
use super::session::Session;
use super::survey_sql;
use super::watch::Watch;
use crate::plan::LedgerTrap;
use crate::target::LedgerName;

/// What was found.
pub(super) struct Inspected {
    /// The table.
    pub(super) table: LedgerTable,
    /// Whether the progress table may have rows.
    pub(super) has_progress: bool,
}

/// Looks closer: the facts again, and what was found; `None` when there is no ledger at all.
///
/// # Errors
/// The relation is a trap, or the server or the connection failed.
pub(super) async fn inspect(
    session: &Session,
    ledger: &LedgerName,
    search_path: Option<&str>,
    watch: Watch<'_>,
) -> Result<(Facts, Option<Inspected>), SurveyError> {
    let sql = survey_sql::inspection(ledger, search_path);
    let sql = format!("{}{sql}", session.role.local());
    let rows = session.rows(&sql, watch).await?;
    let row = rows
        .first()
        .ok_or_else(|| Error::Protocol("the inspection returned no row".to_owned()))?;
    let facts = Facts::read(session, row)?;
    let (Some(schema), Some(table)) = (text(row, "schema")?, text(row, "table")?) else {
        return match text(row, "elsewhere")? {
            Some(schemas) if ledger.schema.is_none() => {
                let schemas = schemas.split(',').map(str::to_owned).collect();
                let trap = LedgerTrap::ElsewhereOnly(schemas);
                Err(SurveyError::Trap(ledger.to_string(), trap))
            }
            _ => Ok((facts, None)),
        };
    };
    let columns = text(row, "columns")?.unwrap_or_default();
    let names: Vec<_> = columns
        .split(',')
        .filter_map(|column| column.split(' ').next())
        .collect();
    let table = LedgerTable {
        schema: unquoted(schema),
        table: table.to_owned(),
        columns: Columns::among(&names),
        may_alter: flag(row, "may_alter")?,
    };
    match trap(row, columns)? {
        Some(trap) => Err(SurveyError::Trap(table.sql(), trap)),
        None => {
            let found = Inspected {
                has_progress: may_have_rows(row)?,
                table,
            };
            Ok((facts, Some(found)))
        }
    }
}

/// Whether the progress table is there and not empty for certain.
pub(super) fn may_have_rows(row: &SimpleQueryRow) -> Result<bool, Error> {
    let bytes: Option<u64> = parsed(row, "progress_bytes")?;
    Ok(bytes.is_some_and(|bytes| bytes > 0))
}

/// What makes the relation unfit to be the ledger. `columns` are `name type` pairs.
fn trap(row: &SimpleQueryRow, columns: &str) -> Result<Option<LedgerTrap>, Error> {
    let has = |column: &str| columns.split(',').any(|found| found == column);
    if let Some(what) = not_a_table(row)? {
        return Ok(Some(LedgerTrap::NotATable(what)));
    }
    if has("version bigint") && has("dirty boolean") {
        return Ok(Some(LedgerTrap::OtherTool("golang-migrate")));
    }
    if has("version bigint") && columns.contains("inserted_at timestamp") {
        return Ok(Some(LedgerTrap::OtherTool("Ecto")));
    }
    if flag(row, "rails")? && !has("checksum text") {
        return Ok(Some(LedgerTrap::OtherTool("Rails")));
    }
    if !columns
        .split(',')
        .any(|found| found.starts_with("version "))
    {
        return Ok(Some(LedgerTrap::NoVersionColumn));
    }
    let attached: Vec<_> = [text(row, "triggers")?, text(row, "rules")?]
        .into_iter()
        .flatten()
        .flat_map(|names| names.split(", ").map(str::to_owned))
        .collect();
    if !attached.is_empty() {
        return Ok(Some(LedgerTrap::TriggersOrRules(attached)));
    }
    let hides = flag(row, "row_security")?;
    Ok(hides.then_some(LedgerTrap::RowSecurity))
}

fn not_a_table(row: &SimpleQueryRow) -> Result<Option<&'static str>, Error> {
    Ok(
        match (required(row, "kind")?, required(row, "persistence")?) {
            ("v", _) => Some("a view"),
            ("m", _) => Some("a materialized view"),
            ("f", _) => Some("a foreign table"),
            ("p", _) => Some("a partitioned table"),
            ("r", "t") => Some("a temporary table"),
            ("r", "u") => Some("an unlogged table"),
            ("r", _) if flag(row, "is_partition")? => Some("a partition"),
            ("r", _) if flag(row, "inherits")? => Some("a table with inheritance"),
            ("r", _) => None,
            _ => Some("not a table"),
        },
    )
}
