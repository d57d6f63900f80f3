//! What future objects of a role will be granted: `ALTER DEFAULT PRIVILEGES`.

use super::object::{At, Ddl};
use super::privileges::PrivilegeChange;
use super::quote::identifier;

/// Default privileges of one role for one kind of object.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DefaultPrivileges {
    /// Whose future objects.
    pub role: String,
    /// In which schema only; `None` is all.
    pub in_schema: Option<String>,
    /// `TABLES`, `SEQUENCES`, …
    pub objects: String,
    /// How they differ from what such objects have by themselves.
    pub changes: Vec<PrivilegeChange>,
}

impl Ddl for DefaultPrivileges {
    fn create(&self, _at: At<'_>) -> Vec<String> {
        let role = identifier(&self.role);
        let schema = (self.in_schema.as_ref()).map_or_else(String::new, |schema| {
            format!(" IN SCHEMA {}", identifier(schema))
        });
        (self.changes.iter())
            .map(|change| {
                let change = change.statement(&self.objects);
                format!("ALTER DEFAULT PRIVILEGES FOR ROLE {role}{schema} {change}")
            })
            .collect()
    }
}
