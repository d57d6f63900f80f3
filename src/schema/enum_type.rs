//! Enums.

use super::object::{At, Ddl};
use super::quote::literal;

/// `CREATE TYPE … AS ENUM`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EnumType {
    /// In their order.
    pub labels: Vec<String>,
}

impl Ddl for EnumType {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let labels: Vec<_> = (self.labels.iter())
            .map(|label| format!("\n    {}", literal(label)))
            .collect();
        let end = if labels.is_empty() { "" } else { "\n" };
        vec![format!(
            "CREATE TYPE {} AS ENUM ({}{end})",
            at.id().sql(),
            labels.join(",")
        )]
    }
}
