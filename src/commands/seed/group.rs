//! Consecutive data files: their tables looked up, their headers checked, all of it before the first
//! row is sent; then loaded, parents first.

use std::sync::Arc;

use super::columns::{check_header, of_file};
use super::data_file::DataFile;
use super::decide::{Decided, bad_files};
use super::failures;
use super::load::{Loaded, Loading};
use crate::migration::{Problem, SeedProblem};
use crate::outcome::Failure;
use crate::plan::{GivenKey, LoadOrder, SeedContent, TableShape, Waits, load_order};
use crate::postgres::{Facts, SeedRun, SeedTable, Watch, read_shape};
use crate::source::SeedFile;

/// The files that belong together: data files one behind the other, or one SQL file.
pub(super) fn groups<'f>(files: impl Iterator<Item = &'f Decided>) -> Vec<Vec<&'f Decided>> {
    let mut groups: Vec<Vec<&Decided>> = Vec::new();
    for file in files {
        let is_data = |other: &&Decided| other.file.name.is_data();
        match groups.last_mut() {
            Some(group) if file.file.name.is_data() && group.iter().all(is_data) => {
                group.push(file);
            }
            _ => groups.push(vec![file]),
        }
    }
    groups
}

/// What a table means that isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// The file can't be loaded.
    Refused,
    /// A SQL seed before the file may make it.
    Awaited,
}

/// Files whose tables were looked up.
pub(super) struct Resolved {
    /// Those whose table is there.
    pub(super) files: Vec<DataFile>,
    /// The others, by the path below the seeds folder.
    pub(super) awaited: Vec<String>,
}

/// The tables of `files`, and what is wrong with their names and first lines: all of it together.
///
/// # Errors
/// Bad files; the server's.
pub(super) async fn resolve(
    run: &SeedRun<'_>,
    files: &[&Decided],
    absent: Absent,
    watch: Watch<'_>,
) -> Result<Resolved, Failure> {
    let (mut resolved, mut awaited, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let mut shapes: Vec<Arc<TableShape>> = Vec::new();
    for one in files {
        let file = &one.file;
        let SeedContent::Data { format, table } = &file.name.content else {
            continue;
        };
        let Some(name) = table else {
            problems.push(of_file(file, SeedProblem::NoTableName));
            continue;
        };
        let found = read_shape(run, name).await;
        let found = found.map_err(|error| {
            failures::during(
                &format!("look up the table of {}", file.shown),
                error,
                watch,
            )
        })?;
        if absent == Absent::Awaited && matches!(found, SeedTable::Unknown(_)) {
            awaited.push(file.name.file.clone());
            continue;
        }
        let shape = match usable(file, name.to_string(), found) {
            Ok(shape) => shape,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let shape = match shapes.iter().find(|known| known.oid == shape.oid) {
            Some(known) => Arc::clone(known),
            None => {
                let shape = Arc::new(shape);
                shapes.push(Arc::clone(&shape));
                shape
            }
        };
        match check_header(file, *format, &shape) {
            Ok(()) => resolved.push(DataFile {
                file: file.clone(),
                format: *format,
                table: shape,
            }),
            Err(found) => problems.extend(found),
        }
    }
    match problems.is_empty() {
        true => Ok(Resolved {
            files: resolved,
            awaited,
        }),
        false => Err(bad_files(problems)),
    }
}

fn usable(file: &SeedFile, name: String, found: SeedTable) -> Result<TableShape, Problem> {
    let shape = match found {
        SeedTable::Found(shape) => *shape,
        SeedTable::Unknown(nearest) => {
            let unknown = SeedProblem::UnknownTable {
                table: name,
                nearest,
            };
            return Err(of_file(file, unknown));
        }
    };
    let what = match shape.kind.as_str() {
        "r" | "p" => return Ok(shape),
        "v" => "a view",
        "m" => "a materialized view",
        "f" => "a foreign table",
        "t" => "a temporary table of another session's",
        "S" => "a sequence",
        _ => "not a table",
    };
    let table = shape.shown;
    Err(of_file(file, SeedProblem::NotATable { table, what }))
}

/// Files in the order in which they are loaded.
pub(super) struct Ordered {
    pub(super) files: Vec<DataFile>,
    order: LoadOrder,
    tables: Vec<Arc<TableShape>>,
}

/// The order of `files`: by their tables' foreign keys, files of one table in the order given.
///
/// # Errors
/// A circle.
pub(super) fn ordered(files: Vec<DataFile>) -> Result<Ordered, Failure> {
    let mut tables: Vec<Arc<TableShape>> = Vec::new();
    for file in &files {
        if !tables.iter().any(|table| table.oid == file.table.oid) {
            tables.push(Arc::clone(&file.table));
        }
    }
    let shapes: Vec<&TableShape> = tables.iter().map(AsRef::as_ref).collect();
    let order = load_order(&shapes).map_err(|cycle| {
        let links = cycle.links.join(", ");
        let first = files
            .first()
            .map(|one| of_file(&one.file, SeedProblem::Cycle { links }));
        bad_files(first.into_iter().collect())
    })?;
    let mut sorted = Vec::with_capacity(files.len());
    for table in order.order.iter().filter_map(|index| tables.get(*index)) {
        sorted.extend(
            files
                .iter()
                .filter(|file| file.table.oid == table.oid)
                .cloned(),
        );
    }
    Ok(Ordered {
        files: sorted,
        order,
        tables,
    })
}

/// Loads data files, parents first; returns what was loaded, in that order.
///
/// # Errors
/// Bad files, a circle, rows that the server refuses.
pub(super) async fn load_group(
    run: &SeedRun<'_>,
    files: &[&Decided],
    (keys, facts): (&[GivenKey], &Facts),
    watch: Watch<'_>,
    number: &mut usize,
) -> Result<Vec<Loaded>, Failure> {
    let resolved = resolve(run, files, Absent::Refused, watch).await?;
    let Ordered {
        files,
        order,
        tables,
    } = ordered(resolved.files)?;
    let waiting = |wanted: Waits| {
        let loosened = order.loosened.iter().filter(move |one| one.waits == wanted);
        loosened.filter_map(|one| Some((tables.get(one.table)?, one)))
    };
    let deferred: Vec<(String, String)> = waiting(Waits::Deferred)
        .map(|(table, one)| (table.schema.clone(), one.constraint.clone()))
        .collect();
    run.defer(&deferred)
        .await
        .map_err(|error| failures::during("let foreign keys wait", error, watch))?;
    let mut loaded = Vec::new();
    for file in &files {
        let null_first = waiting(Waits::NullFirst)
            .filter(|(table, _)| table.oid == file.table.oid)
            .flat_map(|(_, one)| one.columns.clone());
        let given = |key: &&GivenKey| key.table.means(&file.table.schema, &file.table.table);
        *number += 1;
        let loading = Loading {
            run,
            file,
            key: keys.iter().find(given),
            null_first: null_first.collect(),
            facts,
            watch,
            number: *number,
        };
        loaded.push(loading.load().await?);
    }
    for one in &loaded {
        one.fill(run, watch).await?;
    }
    Ok(loaded)
}
