//! By which key the rows of a file are told apart, and rows that it doesn't tell apart.

use super::{Loading, Part};
use crate::commands::seed::columns::of_file;
use crate::commands::seed::decide::bad_files;
use crate::commands::seed::failures;
use crate::migration::{Problem, SeedProblem};
use crate::outcome::Failure;
use crate::plan::{Key, Mapped, NoKey, TableShape, merge_key};
use crate::postgres::{BadKey, Staged, StagedRow, bad_key};
use crate::source::{Wanted, find_record};

impl Loading<'_> {
    pub(super) fn merge_key(&self, mapped: &Mapped) -> Result<Key, Failure> {
        let table = self.file.table.as_ref();
        merge_key(table, mapped, self.key).map_err(|no_key| {
            let problem = no_key_problem(table, no_key);
            bad_files(vec![of_file(&self.file.file, problem)])
        })
    }

    /// Refuses rows that their key doesn't tell apart, whichever parts they are in.
    pub(super) async fn tell_rows_apart(&self, parts: &[Part]) -> Result<(), Failure> {
        let keyed = parts.iter().filter_map(|part| match &part.staged {
            Some((staged, Some(key))) => Some((part, staged, key)),
            _ => None,
        });
        let keyed: Vec<(&Part, &Staged, &Key)> = keyed.collect();
        for (index, (part, _, key)) in keyed.iter().enumerate() {
            let same: Vec<_> = keyed.iter().filter(|other| other.2 == *key).collect();
            let is_first = keyed.iter().position(|other| other.2 == *key) == Some(index);
            if !is_first {
                continue;
            }
            let staged: Vec<&Staged> = same.iter().map(|other| other.1).collect();
            let found = bad_key(self.run, &self.file.table, key, &staged).await;
            let found = found
                .map_err(|error| failures::of_rows(self.file, &part.offset, error, self.watch))?;
            if let Some(bad) = found {
                let same: Vec<&Part> = same.iter().map(|other| other.0).collect();
                return Err(self.bad_key(bad, key, &same));
            }
        }
        Ok(())
    }

    fn bad_key(&self, bad: BadKey, key: &Key, parts: &[&Part]) -> Failure {
        let columns = key.columns.join(", ");
        let place = |row: StagedRow| {
            let wanted = Wanted::Number(parts.get(row.part)?.offset.rows.row(row.number));
            let record = find_record(&self.file.file, self.file.format, &wanted)?;
            let field = key.columns.first().and_then(|column| record.field(column));
            Some(field.map_or(record.location.clone(), |field| field.location.clone()))
        };
        let (location, kind) = match bad {
            BadKey::Null(row) => (place(row), SeedProblem::NullInKey { columns }),
            BadKey::Repeated { rows, values } => {
                // Parts come one behind the other, whichever line is first in the file.
                let mut places = rows.map(place);
                places.sort_by_key(|place| place.as_ref().map(|place| place.line));
                let [first, second] = places;
                let repeated = SeedProblem::RepeatedKey {
                    columns,
                    values: values.join(", "),
                    first_line: first.map(|place| place.line),
                };
                (second, repeated)
            }
        };
        bad_files(vec![Problem {
            path: self.file.file.shown.clone(),
            location,
            kind: kind.into(),
        }])
    }
}

fn no_key_problem(table: &TableShape, no_key: NoKey) -> SeedProblem {
    let shown = |keys: &[Key]| {
        let keys = keys
            .iter()
            .map(|key| format!("{} ({})", key.name, key.columns.join(", ")));
        keys.collect::<Vec<_>>().join(", ")
    };
    let (why, cure) = match no_key {
        NoKey::NotUnique { columns, keys } => (
            format!("nothing keeps {} unique", columns.join(", ")),
            match keys.is_empty() {
                true => "add a unique constraint on these columns".to_owned(),
                false => format!(
                    "add a unique constraint, or name one that is there: {}",
                    shown(&keys)
                ),
            },
        ),
        NoKey::NotInFile { column } => (
            format!("the file has no column {column}, which `--key` names"),
            "name columns that the file has".to_owned(),
        ),
        NoKey::None { keys } if keys.is_empty() => (
            "it has neither a primary key nor a unique constraint to tell the file's rows by"
                .to_owned(),
            "add one, or empty the table first: `--reset`".to_owned(),
        ),
        NoKey::None { keys } => (
            "the file lacks columns of each key to tell its rows by".to_owned(),
            format!(
                "add the columns of one of them to the file: {}",
                shown(&keys)
            ),
        ),
        NoKey::Several { keys } => (
            "several unique keys could tell the file's rows".to_owned(),
            format!(
                "choose one: `--key {}={}`; there are {}",
                table.shown,
                keys.first()
                    .map_or_else(String::new, |key| key.columns.join(",")),
                shown(&keys)
            ),
        ),
    };
    SeedProblem::NoKey {
        table: table.shown.clone(),
        why,
        cure,
    }
}
