//! Types with input and output functions of their own, and shells that wait for them.

use super::object::{At, Ddl};

/// A base type.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BaseType {
    /// What stands within the brackets, each as `NAME = value` in SQL; empty for a shell.
    pub options: Vec<String>,
}

impl Ddl for BaseType {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        if self.options.is_empty() {
            return vec![format!("CREATE TYPE {name}")];
        }
        vec![format!(
            "CREATE TYPE {name} (\n    {}\n)",
            self.options.join(",\n    ")
        )]
    }

    fn early(&self, at: At<'_>) -> Option<String> {
        Some(format!("CREATE TYPE {}", at.id().sql()))
    }
}
