//! Composite types.

use super::object::{At, Ddl};
use super::quote::identifier;

/// `CREATE TYPE … AS (…)`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Composite {
    /// In their order.
    pub attributes: Vec<Attribute>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// The type as SQL.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The collation as SQL, where it isn't the type's.
    pub collation: Option<String>,
}

impl Ddl for Composite {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let attributes: Vec<_> = (self.attributes.iter())
            .map(|attribute| format!("\n    {}", attribute.sql()))
            .collect();
        let end = if attributes.is_empty() { "" } else { "\n" };
        vec![format!(
            "CREATE TYPE {} AS ({}{end})",
            at.id().sql(),
            attributes.join(",")
        )]
    }
}

impl Attribute {
    fn sql(&self) -> String {
        let mut sql = format!("{} {}", identifier(&self.name), self.type_name);
        if let Some(collation) = &self.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        sql
    }
}
