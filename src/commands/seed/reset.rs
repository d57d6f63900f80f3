//! `--reset`: the seeded tables are emptied first, those and no others.

use super::decide::Decided;
use super::failures;
use super::group::{Absent, resolve};
use crate::outcome::{EmptiedTable, Failure, FailureKind};
use crate::plan::{Refusal, TableName, TableShape};
use crate::postgres::{
    Error, Hold, Outside, SeedRun, SeedTable, Watch, count_rows, empty_tables, outside_references,
    read_shape,
};

/// What a reset would do.
pub(super) struct Reset {
    /// The tables to be emptied, in name order.
    pub(super) tables: Vec<TableShape>,
    /// What CASCADE would reach besides; all of it is empty.
    outside: Vec<Outside>,
}

/// Empties the tables of the data files, and those that the SQL files inserted into when they ran
/// last.
///
/// # Errors
/// Other tables with rows refer to them; bad files; the server's.
pub(super) async fn reset(
    run: &SeedRun<'_>,
    files: &[Decided],
    watch: Watch<'_>,
) -> Result<Vec<EmptiedTable>, Failure> {
    let Reset { tables, outside } = to_empty(run, files, Hold::Locked, watch).await?;
    let shapes: Vec<&TableShape> = tables.iter().collect();
    let counts = empty_tables(run, &shapes, &outside).await;
    let counts = counts.map_err(|error| during(error, watch))?;
    Ok(with_rows(&tables, counts))
}

/// What a run would empty, with the number of rows; locks nothing.
///
/// # Errors
/// As [`reset`].
pub(super) async fn would_empty(
    run: &SeedRun<'_>,
    files: &[Decided],
    watch: Watch<'_>,
) -> Result<Vec<EmptiedTable>, Failure> {
    let Reset { tables, .. } = to_empty(run, files, Hold::Loose, watch).await?;
    let shapes: Vec<&TableShape> = tables.iter().collect();
    let counts = count_rows(run, &shapes).await;
    let counts = counts.map_err(|error| during(error, watch))?;
    Ok(with_rows(&tables, counts))
}

fn with_rows(tables: &[TableShape], counts: Vec<u64>) -> Vec<EmptiedTable> {
    let emptied = tables.iter().zip(counts).map(|(table, rows)| EmptiedTable {
        table: table.shown.clone(),
        rows,
    });
    emptied.collect()
}

fn during(error: Error, watch: Watch<'_>) -> Failure {
    failures::during("empty the seeded tables", error, watch)
}

async fn to_empty(
    run: &SeedRun<'_>,
    files: &[Decided],
    hold: Hold,
    watch: Watch<'_>,
) -> Result<Reset, Failure> {
    let during = |error| during(error, watch);
    let data: Vec<&Decided> = files.iter().filter(|one| one.file.name.is_data()).collect();
    let mut tables: Vec<TableShape> = Vec::new();
    let mut add = |shape: TableShape| {
        if !tables.iter().any(|known| known.oid == shape.oid) {
            tables.push(shape);
        }
    };
    for file in resolve(run, &data, Absent::Awaited, watch).await?.files {
        add(file.table.as_ref().clone());
    }
    let recorded = files.iter().filter_map(|one| one.record.as_ref());
    for name in recorded.flat_map(|record| &record.tables) {
        let Some(name) = TableName::parse(name) else {
            continue;
        };
        if let SeedTable::Found(shape) = read_shape(run, &name).await.map_err(during)? {
            add(*shape);
        }
    }
    tables.sort_by(|a, b| a.shown.cmp(&b.shown));
    let shapes: Vec<&TableShape> = tables.iter().collect();
    let outside = outside_references(run, &shapes, hold)
        .await
        .map_err(during)?;
    let others: Vec<String> = (outside.iter())
        .filter(|outside| outside.has_rows)
        .map(|outside| outside.table.clone())
        .collect();
    if !others.is_empty() {
        let tables = tables.iter().map(|table| table.shown.clone()).collect();
        return Err(Failure::new(FailureKind::Refused(Refusal::ResetReaches {
            tables,
            others,
        })));
    }
    Ok(Reset { tables, outside })
}
