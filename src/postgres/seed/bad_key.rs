//! Rows of a file that a key doesn't tell apart, looked for before any of them is merged: of two
//! rows for one, either would win. Checked on 13, 15 and 18.

use super::load::column_list;
use super::merge::{Staged, matching};
use super::run::SeedRun;
use crate::plan::{Key, TableShape};
use crate::postgres::error::Error;
use crate::postgres::quote::{identifier, literal};
use crate::postgres::rows::{parsed, required};

/// Rows that a key doesn't tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadKey {
    /// A NULL in the key.
    Null(StagedRow),
    /// Two rows with one key.
    Repeated {
        /// The first two rows.
        rows: [StagedRow; 2],
        /// The key's values.
        values: Vec<String>,
    },
}

/// A row of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StagedRow {
    /// Index of the part.
    pub part: usize,
    /// 1-based, in the order of the part's rows.
    pub number: usize,
}

/// Rows of all `parts` together, each a temporary table with the columns of `key`, that it doesn't
/// tell apart, if there are any.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn bad_key(
    run: &SeedRun<'_>,
    table: &TableShape,
    key: &Key,
    parts: &[&Staged],
) -> Result<Option<BadKey>, Error> {
    let nullable = key.columns.iter().filter(|name| {
        let column = table.column(name);
        column.is_some_and(|column| !column.not_null)
    });
    let nulls: Vec<String> = nullable
        .map(|name| format!("e.{} is null", identifier(name)))
        .collect();
    if !nulls.is_empty() {
        let sql = format!(
            "{} select {PLACE} from every e where {} order by 1, e.proj_migrate_place limit 1",
            every(key, parts),
            nulls.join(" or ")
        );
        if let [row] = places(run, parts, &sql).await?.as_slice() {
            return Ok(Some(BadKey::Null(row.0)));
        }
    }
    let values = key.columns.iter().map(|name| {
        let name = identifier(name);
        format!("format('%s', e.{name})")
    });
    // By the key's own equality: another one may be found by name.
    let sql = format!(
        "{}, t as materialized (select {columns} from every group by {columns} having count(*) > 1 limit 1) \
         select {PLACE}, json_build_array({})::text as key_values from every e join t on {} \
         order by 1, e.proj_migrate_place limit 2",
        every(key, parts),
        values.collect::<Vec<_>>().join(", "),
        matching(key, "e"),
        columns = column_list(&key.columns),
    );
    Ok(match places(run, parts, &sql).await?.as_slice() {
        [(first, values), (second, _)] => Some(BadKey::Repeated {
            rows: [*first, *second],
            values: super::ledger::names(values.as_deref())?,
        }),
        _ => None,
    })
}

const PLACE: &str = "e.proj_migrate_part as part, e.proj_migrate_place::text as place";

/// The keys of all parts, with where they stand; a WITH clause.
fn every(key: &Key, parts: &[&Staged]) -> String {
    let columns = column_list(&key.columns);
    let each = parts.iter().enumerate().map(|(index, staged)| {
        format!(
            "select {columns}, {index} as proj_migrate_part, ctid as proj_migrate_place from {}",
            staged.sql()
        )
    });
    let each = each.collect::<Vec<_>>().join(" union all ");
    format!("with every as not materialized ({each})")
}

/// The rows that `sql` finds, with their `key_values`.
async fn places(
    run: &SeedRun<'_>,
    parts: &[&Staged],
    sql: &str,
) -> Result<Vec<(StagedRow, Option<String>)>, Error> {
    let mut found = Vec::new();
    for row in run.session.rows(sql, run.watch).await? {
        let part: usize = parsed(&row, "part")?.unwrap_or_default();
        let values = match row.columns().len() {
            3 => Some(required(&row, "key_values")?.to_owned()),
            _ => None,
        };
        let Some(staged) = parts.get(part) else {
            continue;
        };
        let sql = format!(
            "select count(*) as number from {} where ctid <= {}::tid",
            staged.sql(),
            literal(required(&row, "place")?)
        );
        let counted = run.session.rows(&sql, run.watch).await?;
        let number = counted
            .first()
            .map_or(Ok(None), |row| parsed(row, "number"))?;
        let number = number.unwrap_or_default();
        found.push((StagedRow { part, number }, values));
    }
    Ok(found)
}
