//! The names that a dump is asked for: what they mean in the database, and what is said of those that
//! mean nothing. A file that was asked for them once outlives them; somebody who types them made a slip.

use crate::migration::similar;
use crate::outcome::{Failure, FailureKind};
use crate::plan::Warning;
use crate::schema::{Absent, AbsentNames, NotTaken, Snapshot, TableData};

/// Who asked for the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker<'a> {
    /// Somebody, just now: the schemas and tables must be there.
    Typed,
    /// This file, once: what is gone by now is told and done without.
    File(&'a str),
}

/// The tables called `data`, without rows yet, and what is to be said of names that nothing has.
///
/// # Errors
/// [`FailureKind::Usage`]: a schema or table that was typed isn't there; a name means several.
pub(super) fn tables(
    snapshot: &Snapshot,
    data: &[String],
    absent: &AbsentNames,
    asker: Asker<'_>,
) -> Result<(Vec<TableData>, Vec<Warning>), Failure> {
    let mut tables = Vec::new();
    let mut warnings = Vec::new();
    match asker {
        Asker::Typed => {
            if let [first, rest @ ..] = absent.schemas.as_slice() {
                return Err(usage(no_schema(first, rest)));
            }
            let excluded = absent.excluded.iter();
            warnings.extend(excluded.map(|name| warning("--exclude", name, None)));
        }
        // What is excluded may well come back.
        Asker::File(path) => {
            let schemas = absent.schemas.iter();
            warnings.extend(schemas.map(|name| warning("--schema", name, Some(path))));
        }
    }
    for name in data {
        match (snapshot.table_called(name), asker) {
            (Ok(table), _) => tables.push(table),
            (Err(NotTaken::Absent(absent)), Asker::File(path)) => {
                warnings.push(warning("--data", &absent, Some(path)));
            }
            (Err(why), _) => return Err(usage(not_taken(name, why))),
        }
    }
    Ok((tables, warnings))
}

fn warning(option: &str, absent: &Absent, kept_in: Option<&str>) -> Warning {
    Warning::NothingCalled {
        asked: format!("{option} {}", absent.name),
        meant: meant(absent).map(str::to_owned),
        kept_in: kept_in.map(str::to_owned),
    }
}

fn meant(absent: &Absent) -> Option<&str> {
    similar(&absent.name, &absent.known, |known| known).map(String::as_str)
}

fn usage((message, hint): (String, String)) -> Failure {
    Failure::new(FailureKind::Usage {
        message,
        hint: Some(hint),
    })
}

fn no_schema(first: &Absent, rest: &[Absent]) -> (String, String) {
    let message = match rest {
        [] => format!("there is no schema `{}` in the database", first.name),
        rest => {
            let others = rest.iter().map(|absent| format!(", `{}`", absent.name));
            let others: String = others.collect();
            format!(
                "there are no schemas `{}`{others} in the database",
                first.name
            )
        }
    };
    let all = std::iter::once(first).chain(rest);
    let meant: Vec<String> = (all.filter_map(meant))
        .map(|name| format!("`{name}`"))
        .collect();
    let hint = match meant.as_slice() {
        [] => format!("its schemas are: {}", first.known.join(", ")),
        meant => format!("did you mean {}?", meant.join(", ")),
    };
    (message, hint)
}

fn not_taken(name: &str, why: NotTaken) -> (String, String) {
    match why {
        NotTaken::Absent(absent) => {
            let hint = match meant(&absent) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    "upper and lower case count; our own tables, and what is left out of the dump, \
                    have no rows in it"
                        .to_owned()
                }
            };
            let message = format!("there is no table `{name}` to take rows from");
            (message, hint)
        }
        NotTaken::Several(qualified) => (
            format!("several tables are called `{name}`"),
            format!("say which: `--data {}`", qualified.join("` or `--data ")),
        ),
        NotTaken::Foreign => (
            format!("`{name}` is a foreign table: its rows are on another server"),
            "take them from there; a table with the same columns can have rows in a dump"
                .to_owned(),
        ),
        NotTaken::Partitioned => (
            format!("`{name}` is partitioned: its rows are those of its partitions"),
            "name the partitions that have them: `--data` may be repeated".to_owned(),
        ),
    }
}
