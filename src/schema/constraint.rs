//! Constraints of tables: checks stand within the table where they can, all others beneath it.

use super::cloned_key::renaming;
use super::column::Column;
use super::definition::Definition;
use super::index::IndexTraits;
use super::lineage::same_above;
use super::normal::normal;
use super::object::{At, Ddl};
use super::quote::{identifier, qualified};

/// The kinds of constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConstraintKind {
    /// CHECK
    Check,
    /// NOT NULL, which has a name since PostgreSQL 18
    NotNull,
    /// PRIMARY KEY
    PrimaryKey,
    /// UNIQUE
    Unique,
    /// EXCLUDE
    Exclusion,
    /// FOREIGN KEY
    ForeignKey,
}

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Constraint {
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: ConstraintKind,
    /// As `pg_get_constraintdef` writes it.
    pub definition: String,
    /// The column of a NOT NULL.
    pub column: Option<String>,
    /// Whether it was declared here, and not only inherited.
    pub is_local: bool,
    /// Whether existing rows are known to satisfy it.
    pub is_valid: bool,
    /// What is said of its index.
    pub index: Option<IndexTraits>,
    /// Whether it belongs to a partition: then it isn't taken from the parent before the two
    /// are attached.
    #[serde(skip)]
    pub of_partition: bool,
    /// Whether it stands within `CREATE TABLE`.
    #[serde(skip)]
    pub within: bool,
}

impl Constraint {
    /// Whether its kind and state let it stand within `CREATE TABLE`. One that isn't valid would be
    /// there; one that isn't enforced never counts as valid, and stays as it is.
    pub(super) fn may_stand_within(&self) -> bool {
        (self.is_valid || self.definition.ends_with(" NOT ENFORCED"))
            && matches!(self.kind, ConstraintKind::Check | ConstraintKind::NotNull)
    }

    /// Whether it is added to the tables below as well, once all of these are there.
    pub(super) fn spreads(&self) -> bool {
        let definition = self.definition.as_str();
        let definition = definition.strip_suffix(" NOT VALID").unwrap_or(definition);
        let is_kind = matches!(self.kind, ConstraintKind::Check | ConstraintKind::NotNull);
        is_kind && !self.within && !definition.ends_with(" NO INHERIT")
    }

    /// Whether it is valid, although it comes from a table above where it isn't.
    pub(super) fn is_validated_below(&self, at: At<'_>) -> bool {
        let is_invalid = |above: &At<'_>| match &above.object().definition {
            Definition::Constraint(above) => !above.is_valid && above.spreads(),
            _ => false,
        };
        self.is_valid && self.is_taken_over() && same_above(at).iter().any(is_invalid)
    }

    /// Whether the tables below get it from the one above them that has it.
    fn is_spread(&self, at: At<'_>) -> bool {
        let is_same = |above: &At<'_>| match &above.object().definition {
            Definition::Constraint(above) => above.spreads(),
            _ => false,
        };
        !self.is_local && self.spreads() && same_above(at).iter().any(is_same)
    }

    /// Whether it is only what the parent has.
    pub(super) fn is_taken_over(&self) -> bool {
        !self.is_local && !self.of_partition
    }

    /// Whether rows are kept apart by an operator, as a temporal key's are, too.
    fn excludes(&self) -> bool {
        let has_period = || self.definition.contains(" WITHOUT OVERLAPS)");
        match self.kind {
            ConstraintKind::Exclusion => true,
            ConstraintKind::PrimaryKey | ConstraintKind::Unique => has_period(),
            _ => false,
        }
    }

    /// Whether the partition gets it when it is attached: the server attaches no index of an
    /// exclusion to another, so that what was made before would stay beside it.
    pub(super) fn comes_with_attaching(&self) -> bool {
        self.cloned_from().is_some()
    }

    /// The parent's index that it comes with then, as SQL.
    fn cloned_from(&self) -> Option<&str> {
        let attached = self.index.as_ref().and_then(|of| of.attached_to.as_deref());
        attached.filter(|_| self.excludes())
    }

    /// Whether it is the NOT NULL of `column`.
    pub(super) fn is_of(&self, column: &Column) -> bool {
        self.kind == ConstraintKind::NotNull && self.column.as_ref() == Some(&column.name)
    }

    /// As within `CREATE TABLE`: `CONSTRAINT name CHECK (…)`.
    pub(super) fn clause(&self, name: &str) -> String {
        format!(
            "CONSTRAINT {} {}",
            identifier(name),
            normal(&self.definition)
        )
    }
}

impl Ddl for Constraint {
    fn create(&self, at: At<'_>) -> Vec<String> {
        if self.is_validated_below(at) {
            let id = at.id();
            let (table, name) = (id.relation(), identifier(&id.name));
            return vec![format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")];
        }
        let is_key = self.index.is_some() || self.kind == ConstraintKind::ForeignKey;
        if self.within || (self.is_taken_over() && !is_key) || self.is_spread(at) {
            return Vec::new();
        }
        let id = at.id();
        let table = id.relation();
        // A foreign key of a partitioned table is its partitions', too, and so is an exclusion.
        let is_everybodys = self.kind == ConstraintKind::ForeignKey || self.excludes();
        let of_partitioned =
            || (at.parent()).is_some_and(|table| table.object().definition.is_partitioned());
        let only = match self.spreads() || (is_everybodys && of_partitioned()) {
            true => "",
            false => "ONLY ",
        };
        let clause = self.clause(&id.name);
        let mut statements = match self.cloned_from() {
            Some(parent) => renaming(self, at, parent).into_iter().collect(),
            None => vec![format!("ALTER TABLE {only}{table}\n    ADD {clause}")],
        };
        if let Some(index) = &self.index {
            let schema = id.schema.as_deref().unwrap_or_default();
            statements.extend(index.statements((schema, &id.name), &table));
        }
        statements
    }

    fn late(&self, at: At<'_>) -> Vec<String> {
        let id = at.id();
        let schema = id.schema.as_deref().unwrap_or_default();
        let index = qualified(schema, &id.name);
        (self.index.iter())
            .filter(|_| !self.comes_with_attaching())
            .flat_map(|traits| traits.attach(&index))
            .collect()
    }
}
