//! Tables of all kinds: ordinary, partitioned, partitions, typed, inheriting, foreign.
//!
//! A partition is made as a table of its own and attached, so that its columns keep their
//! order; so does pg_dump. What is inherited isn't declared again (`columns.rs`).

mod columns;

use super::column::Column;
use super::definition::Definition;
use super::foreign::ForeignRows;
use super::object::{At, Ddl};
use super::options::with_options;
use super::quote::{identifier, qualified};

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Table {
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// UNLOGGED
    pub is_unlogged: bool,
    /// The type of a typed table, as SQL.
    pub of_type: Option<String>,
    /// Schema and name of the tables that it inherits from or is a partition of, in order.
    pub parents: Vec<(String, String)>,
    /// The strategy and key of a partitioned table: `RANGE (day)`.
    pub partition_by: Option<String>,
    /// The bound of a partition: `FOR VALUES …` or `DEFAULT`.
    pub bound: Option<String>,
    /// The access method, where it isn't heap.
    pub access_method: Option<String>,
    /// `name=value` in the order kept; of its TOAST table `toast.name=value`.
    pub options: Vec<String>,
    /// The tablespace, where it isn't the database's.
    pub tablespace: Option<String>,
    /// Whether row security is on.
    pub row_security: bool,
    /// Whether it holds for the owner, too.
    pub forces_row_security: bool,
    /// `FULL` or `NOTHING`, where that is the replica identity.
    pub replica_identity: Option<String>,
    /// Where the rows of a foreign table are.
    pub foreign: Option<ForeignRows>,
}

impl Definition {
    /// Whether it is a partition.
    pub(super) fn is_partition(&self) -> bool {
        matches!(self, Self::Table(table) if table.bound.is_some())
    }

    /// Whether it has partitions.
    pub(super) fn is_partitioned(&self) -> bool {
        matches!(self, Self::Table(table) if table.partition_by.is_some())
    }
}

impl Ddl for Table {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        let mut settings = Vec::new();
        for column in &self.columns {
            settings.extend(self.inherited_settings(column, at));
            settings.extend(
                (column.settings().iter()).map(|setting| format!("ALTER COLUMN {setting}")),
            );
        }
        settings
            .extend((self.replica_identity.iter()).map(|what| format!("REPLICA IDENTITY {what}")));
        let mut statements = vec![self.create_table(at)];
        statements.extend(self.sequences_apart(at.snapshot.major));
        for setting in settings {
            statements.push(format!("ALTER TABLE ONLY {name} {setting}"));
        }
        for (on, what) in [
            (self.row_security, "ENABLE"),
            (self.forces_row_security, "FORCE"),
        ] {
            if on {
                statements.push(format!("ALTER TABLE {name} {what} ROW LEVEL SECURITY"));
            }
        }
        statements
    }

    fn late(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        let waiting = self.columns.iter().filter(|column| column.waits);
        let mut statements: Vec<String> = waiting
            .filter_map(|column| {
                let default = super::normal::normal(column.default.as_ref()?);
                let column = identifier(&column.name);
                Some(format!(
                    "ALTER TABLE ONLY {name} ALTER COLUMN {column} SET DEFAULT {default}"
                ))
            })
            .collect();
        if let (Some(bound), [(schema, parent)]) = (&self.bound, self.parents.as_slice()) {
            statements.push(format!(
                "ALTER TABLE ONLY {} ATTACH PARTITION {name} {bound}",
                qualified(schema, parent)
            ));
        }
        statements
    }
}

impl Table {
    fn create_table(&self, at: At<'_>) -> String {
        let unlogged = if self.is_unlogged { "UNLOGGED " } else { "" };
        let id = at.id();
        let mut sql = format!("CREATE {unlogged}{} {}", id.kind.words(), id.sql());
        let lines = self.lines(at);
        match &self.of_type {
            Some(of_type) => {
                sql.push_str(&format!(" OF {of_type}"));
                if !lines.is_empty() {
                    sql.push_str(&format!(" (\n    {}\n)", lines.join(",\n    ")));
                }
            }
            None if lines.is_empty() => sql.push_str(" (\n)"),
            None => sql.push_str(&format!(" (\n    {}\n)", lines.join(",\n    "))),
        }
        if self.bound.is_none() && !self.parents.is_empty() {
            let parents: Vec<_> = (self.parents.iter())
                .map(|(schema, name)| qualified(schema, name))
                .collect();
            sql.push_str(&format!("\nINHERITS ({})", parents.join(", ")));
        }
        if let Some(foreign) = &self.foreign {
            sql.push_str(&foreign.clause());
        }
        if let Some(key) = &self.partition_by {
            sql.push_str(&format!("\nPARTITION BY {key}"));
        }
        if let Some(method) = &self.access_method {
            sql.push_str(&format!("\nUSING {}", identifier(method)));
        }
        sql.push_str(&with_options(&self.options).replacen(' ', "\n", 1));
        if let Some(tablespace) = &self.tablespace {
            sql.push_str(&format!("\nTABLESPACE {}", identifier(tablespace)));
        }
        sql
    }

    /// Sequences of identity columns that aren't unlogged, or logged, as their table is. Until 14
    /// all are logged.
    fn sequences_apart(&self, major: u32) -> impl Iterator<Item = String> {
        let identities = (self.columns.iter()).filter_map(|column| column.identity.as_ref());
        let apart = identities.filter(move |identity| {
            major >= 15 && identity.sequence.is_unlogged != self.is_unlogged
        });
        apart.map(|identity| {
            let to = match identity.sequence.is_unlogged {
                true => "UNLOGGED",
                false => "LOGGED",
            };
            format!("ALTER SEQUENCE {} SET {to}", identity.name.sql())
        })
    }
}
