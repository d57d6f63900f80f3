//! Rows of small tables that a dump carries: lookup values that a schema is of no use without.

use std::cmp::Ordering;
use std::fmt::Write as _;

use super::absent::Absent;
use super::definition::Definition;
use super::id::Id;
use super::kind::Kind;
use super::object::At;
use super::quote::{identifier, identifiers, literal};
use super::snapshot::Snapshot;

/// The rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableData {
    /// The table.
    pub table: Id,
    /// The columns, without generated ones.
    pub columns: Vec<String>,
    /// Values as the types write them; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Why a name gives no table to take rows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// Nothing is called so.
    Absent(Absent),
    /// Several are, with their schemas.
    Several(Vec<String>),
    /// It is a foreign table.
    Foreign,
    /// It is partitioned.
    Partitioned,
}

impl Snapshot {
    /// The table that somebody calls `name`, with or without its schema, without rows yet.
    ///
    /// # Errors
    /// [`NotTaken`]
    pub fn table_called(&self, name: &str) -> Result<TableData, NotTaken> {
        let tables: Vec<At<'_>> = (self.all())
            .filter(|at| at.id().kind == Kind::Table)
            .collect();
        let called = |at: &At<'_>| at.id().name == name || qualified(*at) == name;
        let found: Vec<At<'_>> = tables.iter().copied().filter(called).collect();
        let [found] = found.as_slice() else {
            return Err(match found.as_slice() {
                [] => NotTaken::Absent(Absent {
                    name: name.to_owned(),
                    known: names(&tables, name),
                }),
                several => NotTaken::Several(several.iter().copied().map(qualified).collect()),
            });
        };
        let columns = match &found.object().definition {
            Definition::Table(table) if table.foreign.is_some() => return Err(NotTaken::Foreign),
            Definition::Table(table) if table.partition_by.is_some() => {
                return Err(NotTaken::Partitioned);
            }
            Definition::Table(table) => (table.columns.iter())
                .filter(|column| column.generated.is_none())
                .map(|column| column.name.clone())
                .collect(),
            _ => Vec::new(),
        };
        Ok(TableData {
            table: found.id().clone(),
            columns,
            rows: Vec::new(),
        })
    }
}

fn qualified(at: At<'_>) -> String {
    let schema = at.id().schema.as_deref().unwrap_or_default();
    format!("{schema}.{}", at.id().name)
}

/// What `name` could have been: with schemas, if it has one.
fn names(tables: &[At<'_>], name: &str) -> Vec<String> {
    let tables = tables.iter().copied();
    match name.contains('.') {
        true => tables.map(qualified).collect(),
        false => tables.map(|at| at.id().name.clone()).collect(),
    }
}

impl TableData {
    /// The query for its rows, in any order.
    pub fn query(&self) -> String {
        let columns = identifiers(&self.columns);
        format!("select {columns} from only {}", self.table.sql())
    }

    /// The COPY block, rows in an order that is the same everywhere.
    pub(super) fn copy(&self) -> String {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by(|a, b| compare(a, b));
        let columns = identifiers(&self.columns);
        let mut text = format!("COPY {} ({columns}) FROM stdin;\n", self.table.sql());
        for row in rows {
            let values: Vec<String> = row.iter().map(|value| escaped(value.as_deref())).collect();
            // Writing to a String can't fail.
            let _ = writeln!(text, "{}", values.join("\t"));
        }
        text.push_str("\\.\n");
        text
    }
}

/// What moves the sequences of a table's columns behind the rows that a dump has put there.
pub(super) fn set_sequences(at: At<'_>) -> Vec<String> {
    let table = at.id().sql();
    let Definition::Table(facts) = &at.object().definition else {
        return Vec::new();
    };
    let identities = facts.columns.iter().filter_map(|column| {
        let identity = column.identity.as_ref()?;
        Some((identity.name.sql(), identifier(&column.name)))
    });
    let owned = at.snapshot.all().filter_map(|other| {
        let owner = at.snapshot.links.owners.get(other.index).copied().flatten();
        match &other.object().definition {
            Definition::Sequence(sequence) if owner == Some(at.index) => {
                let column = sequence
                    .owned_by
                    .as_ref()?
                    .strip_prefix(&format!("{table}."))?;
                Some((other.id().sql(), column.to_owned()))
            }
            _ => None,
        }
    });
    (identities.chain(owned))
        .map(|(sequence, column)| {
            format!(
                "SELECT pg_catalog.setval({}, coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM ONLY {table}",
                literal(&sequence)
            )
        })
        .collect()
}

/// Numbers by their value, the rest by its bytes; NULL last.
fn compare(a: &[Option<String>], b: &[Option<String>]) -> Ordering {
    let value = |a: &str, b: &str| match (a.parse::<i128>(), b.parse::<i128>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(b),
    };
    let mut orders = a.iter().zip(b).map(|pair| match pair {
        (Some(a), Some(b)) => value(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// A value as COPY's text format has it (manual, "COPY", "Text Format").
fn escaped(value: Option<&str>) -> String {
    let Some(value) = value else {
        return "\\N".to_owned();
    };
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_escaped() {
        let row = |a: &str, b: Option<&str>| vec![Some(a.to_owned()), b.map(str::to_owned)];
        let data = TableData {
            table: Id::in_schema(Kind::Table, "app", "Kinds"),
            columns: vec!["id".to_owned(), "order".to_owned()],
            rows: vec![row("10", None), row("9", Some("a\tb\\\n.")), row("9", None)],
        };
        assert_eq!(
            data.copy(),
            "COPY app.\"Kinds\" (id, \"order\") FROM stdin;\n9\ta\\tb\\\\\\n.\n9\t\\N\n10\t\\N\n\\.\n"
        );
    }
}
