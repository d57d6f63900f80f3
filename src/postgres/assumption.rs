//! What a step takes for granted of the ledger, and the SQL that finds out.

use super::ledger_table::LedgerTable;
use super::quote::literal;
use crate::migration::Version;

/// What the ledger must look like under the lock; otherwise the run plans anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assumption {
    /// The number of rows and the highest `applied_seq`: a run's first step.
    Rows {
        /// The number of rows.
        count: usize,
        /// The highest `applied_seq`; 0 without rows.
        highest: i64,
    },
    /// The version of the row with the highest `applied_seq`: a run's later steps.
    Highest(Version),
    /// SHA-256 (hexadecimal) of all versions in byte order, joined with commas: a ledger
    /// without `applied_seq`.
    Versions(String),
}

impl Assumption {
    /// Whether the ledger is as assumed, as an SQL expression.
    pub(super) fn holds(&self, ledger: &LedgerTable) -> String {
        let relation = ledger.sql();
        match self {
            Self::Rows { count, highest } => format!(
                "(select pg_catalog.count(*) operator(pg_catalog.=) {count} and coalesce(pg_catalog.max(applied_seq), 0) \
                 operator(pg_catalog.=) {highest} from {relation})",
            ),
            Self::Highest(version) => format!(
                "(select version::pg_catalog.text from {relation} order by applied_seq desc limit 1) \
                 operator(pg_catalog.=) {}",
                literal(version.as_str())
            ),
            Self::Versions(hash) => format!(
                "(select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(\
                 version::pg_catalog.text, ',' order by version::pg_catalog.text collate pg_catalog.\"C\"), ''), 'UTF8')), 'hex') \
                 from {relation}) operator(pg_catalog.=) '{hash}'",
            ),
        }
    }
}
