//! Domains and their checks.

use super::definition::Definition;
use super::normal::normal;
use super::object::{At, Ddl};
use super::quote::identifier;

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Domain {
    /// The type beneath, as SQL.
    pub base: String,
    /// The collation as SQL, where it isn't the base's.
    pub collation: Option<String>,
    /// The default as SQL.
    pub default: Option<String>,
    /// Whether NULL is refused.
    pub not_null: bool,
    /// The name of the constraint that refuses it, where that is known (18) and not the usual
    /// one.
    pub not_null_name: Option<String>,
}

/// A check of a domain.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DomainConstraint {
    /// As the server writes it: `CHECK (…)`.
    pub definition: String,
    /// Whether it holds for values that are older.
    pub is_valid: bool,
    /// Whether it stands within `CREATE DOMAIN`.
    #[serde(skip)]
    pub within: bool,
}

impl Ddl for Domain {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let mut sql = format!("CREATE DOMAIN {} AS {}", at.id().sql(), self.base);
        if let Some(collation) = &self.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        if self.not_null {
            if let Some(name) = &self.not_null_name {
                sql.push_str(&format!(" CONSTRAINT {}", identifier(name)));
            }
            sql.push_str(" NOT NULL");
        }
        if let Some(default) = &self.default {
            sql.push_str(&format!(" DEFAULT {default}"));
        }
        for member in at.members() {
            if let Definition::DomainConstraint(check) = &member.object().definition
                && check.within
            {
                let name = identifier(&member.id().name);
                let check = normal(&check.definition);
                sql.push_str(&format!("\n    CONSTRAINT {name} {check}"));
            }
        }
        vec![sql]
    }
}

impl Ddl for DomainConstraint {
    fn create(&self, at: At<'_>) -> Vec<String> {
        if self.within {
            return Vec::new();
        }
        vec![format!(
            "ALTER DOMAIN {}\n    ADD CONSTRAINT {} {}",
            at.id().relation(),
            identifier(&at.id().name),
            normal(&self.definition)
        )]
    }
}
