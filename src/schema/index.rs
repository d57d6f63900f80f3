//! Indexes, and what is said of an index whether or not a constraint made it.

use super::normal::normal;
use super::object::{At, Ddl};
use super::options::{option, parenthesised};
use super::quote::{identifier, qualified};

/// An index that belongs to no constraint.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Index {
    /// As `pg_get_indexdef` writes it.
    pub definition: String,
    /// What is said of it besides.
    pub traits: IndexTraits,
}

/// What is said of an index in statements of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct IndexTraits {
    /// `name=value` in the order kept: of a constraint's index only.
    pub options: Vec<String>,
    /// The tablespace, where it isn't the database's.
    pub tablespace: Option<String>,
    /// Statistics targets: column number and target.
    pub statistics: Vec<(i32, i32)>,
    /// Whether the table is clustered on it.
    pub is_clustered: bool,
    /// Whether it is the table's replica identity.
    pub is_replica_identity: bool,
    /// The index of the partitioned table that it is attached to, as SQL.
    pub attached_to: Option<String>,
}

impl IndexTraits {
    /// The statements, for the index `name` of the table `table`, both as SQL.
    pub(super) fn statements(&self, (schema, name): (&str, &str), table: &str) -> Vec<String> {
        let index = qualified(schema, name);
        let mut statements = Vec::new();
        if !self.options.is_empty() {
            let options: Vec<_> = self.options.iter().map(|text| option(text)).collect();
            statements.push(format!(
                "ALTER INDEX {index} SET {}",
                parenthesised(&options)
            ));
        }
        if let Some(tablespace) = &self.tablespace {
            let tablespace = identifier(tablespace);
            statements.push(format!("ALTER INDEX {index} SET TABLESPACE {tablespace}"));
        }
        for (column, target) in &self.statistics {
            statements.push(format!(
                "ALTER INDEX {index} ALTER COLUMN {column} SET STATISTICS {target}"
            ));
        }
        let name = identifier(name);
        if self.is_clustered {
            statements.push(format!("ALTER TABLE {table} CLUSTER ON {name}"));
        }
        if self.is_replica_identity {
            statements.push(format!(
                "ALTER TABLE ONLY {table} REPLICA IDENTITY USING INDEX {name}"
            ));
        }
        statements
    }

    /// How it becomes part of the partitioned table's index.
    pub(super) fn attach(&self, index: &str) -> Vec<String> {
        (self.attached_to.iter())
            .map(|parent| format!("ALTER INDEX {parent} ATTACH PARTITION {index}"))
            .collect()
    }
}

impl Ddl for Index {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let mut statements = vec![normal(&self.definition)];
        if let Some(parent) = at.parent() {
            let id = at.id();
            let schema = id.schema.as_deref().unwrap_or_default();
            let name = (schema, id.name.as_str());
            statements.extend(self.traits.statements(name, &parent.id().sql()));
        }
        statements
    }

    fn late(&self, at: At<'_>) -> Vec<String> {
        self.traits.attach(&at.id().sql())
    }
}
