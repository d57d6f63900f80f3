//! Range types, with their multirange.

use super::object::{At, Ddl};

/// `CREATE TYPE … AS RANGE`
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RangeType {
    /// What stands within the brackets, each as `name = value` in SQL.
    pub options: Vec<String>,
}

impl Ddl for RangeType {
    fn create(&self, at: At<'_>) -> Vec<String> {
        vec![format!(
            "CREATE TYPE {} AS RANGE (\n    {}\n)",
            at.id().sql(),
            self.options.join(",\n    ")
        )]
    }

    fn early(&self, at: At<'_>) -> Option<String> {
        Some(format!("CREATE TYPE {}", at.id().sql()))
    }
}
