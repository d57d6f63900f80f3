//! Operators.

use super::object::{At, Ddl};

/// An operator.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Operator {
    /// What stands in the brackets: `FUNCTION = …`, `LEFTARG = …`, in their order.
    pub options: Vec<String>,
}

impl Ddl for Operator {
    /// The commutator and the negator may not be there yet: PostgreSQL keeps a place for them.
    fn create(&self, at: At<'_>) -> Vec<String> {
        vec![format!(
            "CREATE OPERATOR {} (\n    {}\n)",
            at.id().operator(),
            self.options.join(",\n    ")
        )]
    }
}
