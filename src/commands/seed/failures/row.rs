//! Which row of the file it is, which of its columns, and by which rule it was refused.

use super::Offset;
use super::server_text::{clue, copy_column, key_values, of_the_table, without_copy};
use crate::commands::seed::data_file::DataFile;
use crate::migration::{Location, copy_line};
use crate::outcome::{Failure, FailureKind, SeedFailure, SeedRule, ServerError};
use crate::plan::DataFormat;
use crate::source::{Field, FoundRecord, Wanted, find_record};

/// The row as a failure, with `cure` for what to do.
pub(super) fn refused(
    file: &DataFile,
    offset: &Offset,
    error: ServerError,
    cure: String,
) -> Failure {
    let mut error = of_the_table(file, error);
    let pairs = error
        .detail
        .as_deref()
        .and_then(key_values)
        .unwrap_or_default();
    let record = wanted(file, offset, &error, &pairs)
        .and_then(|wanted| find_record(&file.file, file.format, &wanted));
    let named = column_of(file, &error, &pairs, record.as_ref());
    if record.is_some() {
        error.context = error.context.and_then(without_copy);
    }
    let field = |record: &FoundRecord| record.field(named.as_deref()?).cloned();
    let field = record.as_ref().and_then(field);
    let location = match (&field, &record) {
        (Some(field), _) => Some(field.location.clone()),
        (None, Some(record)) => Some(place_in(record, &error)),
        (None, None) => None,
    };
    let from_pairs = || {
        let pair = pairs
            .iter()
            .find(|(column, _)| Some(column) == named.as_ref());
        pair.map(|(_, value)| value.clone())
    };
    Failure::new(FailureKind::Seed(Box::new(SeedFailure {
        file: Some(file.file.shown.clone()),
        table: Some(file.table.shown.clone()),
        value: field.map_or_else(from_pairs, |field: Field| field.value),
        rule: rule(file, &error, named.as_deref()),
        column: named,
        location,
        statement: None,
        cure: Some(cure),
        error,
    })))
}

/// Which row it is: the server names its line or its key.
fn wanted(
    file: &DataFile,
    offset: &Offset,
    error: &ServerError,
    pairs: &[(String, String)],
) -> Option<Wanted> {
    match (error.context.as_deref().and_then(copy_line), file.format) {
        // What the reading thread writes has a line for each row.
        (Some(line), DataFormat::Csv | DataFormat::Ndjson) => {
            Some(Wanted::Number(offset.rows.row(line)))
        }
        (Some(line), DataFormat::Tsv) => Some(Wanted::Line {
            line: offset.lines + line,
            clue: error.context.as_deref().and_then(clue),
        }),
        (None, _) if pairs.is_empty() => None,
        // Of two rows with one key the second is the one too many.
        (None, _) if error.sqlstate == "23505" => Some(Wanted::Last(pairs.to_vec())),
        (None, _) => Some(Wanted::Values(pairs.to_vec())),
    }
}

/// The column that it is about: as the context names it, or the error, or the rule.
fn column_of(
    file: &DataFile,
    error: &ServerError,
    pairs: &[(String, String)],
    record: Option<&FoundRecord>,
) -> Option<String> {
    let in_context = error.context.as_deref().and_then(copy_column);
    let constraint = error.constraint.as_deref();
    let ruled = constraint.and_then(|name| file.table.constraint(name));
    let columns = ruled
        .map(|rule| rule.columns.as_slice())
        .unwrap_or_default();
    let has = |column: &&String| record.is_some_and(|record| record.field(column).is_some());
    let known = |name: String| file.table.column(&name).is_some().then_some(name);
    (in_context.and_then(known))
        .or_else(|| error.column.clone())
        .or_else(|| columns.iter().find(has).cloned())
        .or_else(|| pairs.first().map(|(column, _)| column.clone()))
}

/// Where in a row an error stands that is about no column: at the field too many, or at the end of
/// a row that lacks some.
fn place_in(record: &FoundRecord, error: &ServerError) -> Location {
    let extra = record.fields.iter().find(|field| field.column.is_none());
    match (extra, record.fields.last()) {
        (Some(extra), _) => extra.location.clone(),
        // A quote that nothing closes takes the rest of the file along.
        (None, Some(last))
            if last
                .value
                .as_ref()
                .is_some_and(|value| value.contains('\n')) =>
        {
            last.location.clone()
        }
        (None, Some(last)) if error.sqlstate == "22P04" => {
            let mut end = last.location.clone();
            // An empty field is marked one character wide.
            if last.value.is_some() {
                end.column += end.width;
            }
            end.width = 1;
            end
        }
        _ => record.location.clone(),
    }
}

fn rule(file: &DataFile, error: &ServerError, column: Option<&str>) -> Option<SeedRule> {
    if error.sqlstate == "23502" {
        let definition = "NOT NULL".to_owned();
        return Some(SeedRule {
            name: None,
            definition,
        });
    }
    let name = error.constraint.clone()?;
    let found = file.table.constraint(&name);
    let sql_type = || {
        let column = file.table.column(column?)?;
        Some(format!("a rule of the type {}", column.sql_type))
    };
    let definition = found.map(|rule| rule.definition.clone()).or_else(sql_type);
    Some(SeedRule {
        name: Some(name),
        definition: definition.unwrap_or_default(),
    })
}
