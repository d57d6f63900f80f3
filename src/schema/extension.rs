//! Extensions. Their version is the server's affair, their members are their own.

use super::object::{At, Ddl};
use super::quote::identifier;

/// An extension.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Extension {
    /// The schema that holds its members.
    pub schema: String,
}

impl Ddl for Extension {
    fn create(&self, at: At<'_>) -> Vec<String> {
        vec![format!(
            "CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA {}",
            at.id().sql(),
            identifier(&self.schema)
        )]
    }
}
