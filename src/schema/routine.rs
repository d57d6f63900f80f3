//! Functions, procedures and aggregates.

use super::normal::normal;
use super::object::{At, Ddl};

/// A function or procedure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Routine {
    /// As `pg_get_functiondef` writes it.
    pub definition: String,
}

/// An aggregate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Aggregate {
    /// Its arguments as `CREATE AGGREGATE` takes them.
    pub arguments: String,
    /// What stands within the brackets, each as `NAME = value` in SQL.
    pub options: Vec<String>,
}

impl Ddl for Routine {
    fn create(&self, _at: At<'_>) -> Vec<String> {
        let definition = self.definition.trim_end();
        let definition = definition.replacen("CREATE OR REPLACE ", "CREATE ", 1);
        // A body of strings is the author's; one of statements is the server's.
        vec![match definition.contains("\nBEGIN ATOMIC\n") {
            true => normal(&definition),
            false => definition,
        }]
    }
}

impl Ddl for Aggregate {
    fn create(&self, at: At<'_>) -> Vec<String> {
        vec![format!(
            "CREATE AGGREGATE {}({}) (\n    {}\n)",
            at.id().qualified(),
            self.arguments,
            self.options.join(",\n    ")
        )]
    }
}
