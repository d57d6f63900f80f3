//! A file's header against its table: problems with their places.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::migration::{Problem, ProblemKind, SeedProblem};
use crate::plan::{BadColumns, DataFormat, Mapped, SeedContent, TableShape, map_columns};
use crate::source::{Header, Piece, Rows, SeedFile};

/// The table's columns that `header` names.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn mapped(
    file: &SeedFile,
    header: &Header,
    table: &TableShape,
) -> Result<Mapped, Vec<Problem>> {
    map_columns(&header.names, table).map_err(|bad| {
        (bad.into_iter())
            .map(|bad| of_header(file, header, table, bad))
            .collect()
    })
}

/// Reads as much of `file` as tells its first columns.
///
/// # Errors
/// What is wrong with it so far.
pub(super) fn check_header(
    file: &SeedFile,
    format: DataFormat,
    table: &Arc<TableShape>,
) -> Result<(), Vec<Problem>> {
    let read = Arc::new(AtomicU64::new(0));
    let first =
        Rows::open(file, format, Arc::clone(table), read).and_then(|mut rows| rows.next_piece());
    match first {
        Ok(Some(Piece::Columns(header))) => mapped(file, &header, table).map(drop),
        Ok(_) => Ok(()),
        Err(problem) => Err(vec![problem]),
    }
}

fn of_header(file: &SeedFile, header: &Header, table: &TableShape, bad: BadColumns) -> Problem {
    let (field, kind) = match bad {
        BadColumns::Unknown {
            field,
            name,
            nearest,
        } => {
            let table = table.shown.clone();
            let other = match header.names.as_slice() {
                [all] => other_separator(file, all),
                _ => None,
            };
            let unknown = other.unwrap_or(SeedProblem::UnknownColumn {
                table,
                column: name,
                nearest,
            });
            (field, unknown)
        }
        BadColumns::Repeated { field, name } => {
            (field, SeedProblem::RepeatedColumn { column: name })
        }
    };
    Problem {
        path: file.shown.clone(),
        location: header.places.get(field).cloned(),
        kind: kind.into(),
    }
}

/// What is wrong with a first line that is one name, and holds what separates columns elsewhere.
fn other_separator(file: &SeedFile, header: &str) -> Option<SeedProblem> {
    let SeedContent::Data { format, .. } = file.name.content else {
        return None;
    };
    let (ending, wanted) = match format {
        DataFormat::Csv => ("csv", "commas"),
        DataFormat::Tsv => ("tsv", "tabs"),
        DataFormat::Ndjson => return None,
    };
    let separators = [
        (';', "semicolons"),
        ('\t', "tabs"),
        ('|', "bars"),
        (',', "commas"),
    ];
    let (_, found) = separators
        .into_iter()
        .find(|(c, found)| header.contains(*c) && *found != wanted)?;
    Some(SeedProblem::OtherSeparator {
        found,
        ending,
        wanted,
    })
}

/// A problem of the whole file.
pub(super) fn of_file(file: &SeedFile, kind: impl Into<ProblemKind>) -> Problem {
    Problem {
        path: file.shown.clone(),
        location: None,
        kind: kind.into(),
    }
}
