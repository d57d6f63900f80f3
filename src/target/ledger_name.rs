//! The name of the ledger, as configured.

use std::fmt;

/// `--migrations-table`: a table, with or without its schema. Names are as in the
/// catalogue (no quotes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerName {
    /// The schema; without one the search path decides.
    pub schema: Option<String>,
    /// The table.
    pub table: String,
}

impl Default for LedgerName {
    fn default() -> Self {
        Self {
            schema: None,
            table: "schema_migrations".to_owned(),
        }
    }
}

impl fmt::Display for LedgerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.table),
            None => f.write_str(&self.table),
        }
    }
}
