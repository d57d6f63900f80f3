//! Schemas. `public` is there in every new database: it is part of a snapshot only when
//! there is something to say of it.

use super::object::{At, Ddl};

/// A schema.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Namespace {
    /// Whether every new database has it.
    pub is_built_in: bool,
}

impl Ddl for Namespace {
    fn create(&self, at: At<'_>) -> Vec<String> {
        if self.is_built_in {
            return Vec::new();
        }
        vec![format!("CREATE SCHEMA {}", at.id().sql())]
    }
}
