//! A table as loading sees it: columns, keys, constraints. Filled in by a catalogue query, which
//! writes it as JSON.

use serde::Deserialize;

/// A table that a seed file goes to.
#[derive(Debug, Clone, Deserialize)]
pub struct TableShape {
    /// The catalogue's number.
    pub oid: u32,
    /// The schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// Qualified and quoted where SQL needs quotes, for people.
    pub shown: String,
    /// `pg_class.relkind`: `r`, `p`, `v`, …
    pub kind: String,
    /// Whether this role may read it.
    pub may_select: bool,
    /// The columns, in the table's order.
    pub columns: Vec<ColumnShape>,
    /// What tells rows apart: the primary key first, then unique indexes by name.
    pub keys: Vec<Key>,
    /// Everything else that rows must satisfy, and what refers where.
    pub constraints: Vec<Constraint>,
}

/// A column.
#[derive(Debug, Clone, Deserialize)]
pub struct ColumnShape {
    /// Its name.
    pub name: String,
    /// Its type as SQL writes it.
    pub sql_type: String,
    /// Whether it refuses NULL.
    pub not_null: bool,
    /// Whether it is computed from others.
    pub generated: bool,
    /// Whether it is an identity column.
    pub identity: Identity,
    /// What JSON becomes in it.
    pub value: ValueKind,
}

/// `GENERATED … AS IDENTITY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// No.
    None,
    /// `BY DEFAULT`.
    ByDefault,
    /// `ALWAYS`.
    Always,
}

/// What a JSON value becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Strings, numbers and booleans as the type's input function reads them.
    Scalar,
    /// Any JSON, as it stands.
    Json,
    /// JSON arrays become arrays.
    Array,
    /// JSON arrays become arrays whose elements are JSON.
    JsonArray,
}

/// A primary key or a unique index without expressions and condition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Whether it is the primary key.
    pub primary: bool,
    /// Its columns.
    pub columns: Vec<String>,
    /// The operator that each of them is equal by, qualified as SQL writes it.
    pub equality: Vec<String>,
}

/// A rule for rows.
#[derive(Debug, Clone, Deserialize)]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// What kind.
    pub kind: ConstraintKind,
    /// The columns that it is about; empty when the whole row is.
    pub columns: Vec<String>,
    /// As SQL defines it.
    pub definition: String,
    /// Of a foreign key: the table that it refers to.
    pub target: Option<u32>,
    /// Whether it can wait for the end of the transaction.
    pub deferrable: bool,
}

/// The kinds of [`Constraint`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConstraintKind {
    /// `CHECK`
    Check,
    /// `FOREIGN KEY`
    ForeignKey,
    /// `UNIQUE`, `PRIMARY KEY`
    Unique,
    /// `EXCLUDE` and the rest
    Other,
}

impl TableShape {
    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnShape> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The constraint of this name.
    #[must_use]
    pub fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.constraints.iter().find(|one| one.name == name)
    }

    /// Its foreign keys to the table `target`.
    pub fn references(&self, target: u32) -> impl Iterator<Item = &Constraint> {
        (self.constraints.iter()).filter(move |one| one.target == Some(target))
    }
}
