//! The ledger's table, resolved: its name and which of our columns it has.

use super::quote::qualified;
use super::survey_sql::COLUMNS;
use crate::target::LedgerName;

/// The ledger's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerTable {
    /// The schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// Which of our columns it has.
    pub columns: Columns,
    /// Whether the role may alter it; known only when columns are missing.
    pub may_alter: bool,
}

impl LedgerTable {
    /// Its name with both parts known.
    pub fn name(&self) -> LedgerName {
        LedgerName {
            schema: Some(self.schema.clone()),
            table: self.table.clone(),
        }
    }

    /// Its name as SQL writes it.
    pub fn sql(&self) -> String {
        qualified(&self.schema, &self.table)
    }

    /// The progress table's name as SQL writes it.
    pub fn progress_sql(&self) -> String {
        qualified(&self.schema, &format!("{}_progress", self.table))
    }

    /// The settings table's name.
    pub(super) fn settings_table(&self) -> String {
        format!("{}_settings", self.table)
    }

    /// The settings table's name as SQL writes it.
    pub fn settings_sql(&self) -> String {
        qualified(&self.schema, &self.settings_table())
    }

    /// The log table's name as SQL writes it.
    pub fn log_sql(&self) -> String {
        qualified(&self.schema, &format!("{}_log", self.table))
    }
}

/// Which of our columns a ledger has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<&'static str>);

impl Columns {
    /// All of them.
    pub fn all() -> Self {
        Self(COLUMNS.map(|(column, _)| column).to_vec())
    }

    /// Those among `found`, the names of a table's columns.
    pub(super) fn among(found: &[&str]) -> Self {
        let ours = COLUMNS.iter().map(|(column, _)| *column);
        Self(ours.filter(|column| found.contains(column)).collect())
    }

    /// Whether `column` is there.
    pub fn has(&self, column: &str) -> bool {
        self.0.contains(&column)
    }

    /// Whether none is missing.
    pub fn are_complete(&self) -> bool {
        self.0.len() == COLUMNS.len()
    }

    pub(super) fn names(&self) -> &[&'static str] {
        &self.0
    }
}
