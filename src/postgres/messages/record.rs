//! The statement that records a step in the ledger.

use std::time::Duration;

use super::raised::{CHANGED, NOT_OURS};
use crate::migration::{Direction, Migration};
use crate::plan::Step;
use crate::postgres::ledger_table::LedgerTable;
use crate::postgres::quote::{literal, literal_or_null};

/// What the ledger's row says beyond the migration itself.
#[derive(Debug, Clone)]
pub(in crate::postgres) struct Entry<'a> {
    /// The run.
    pub(in crate::postgres) run_id: &'a str,
    /// The run's label.
    pub(in crate::postgres) release: Option<&'a str>,
    /// The canonical text to store; `None` stores nothing.
    pub(in crate::postgres) script: Option<String>,
    /// What a revert finds in the ledger.
    pub(in crate::postgres) reverted: Reverted,
    /// How long the migration took.
    pub(in crate::postgres) took: Took,
}

/// How long a migration took.
#[derive(Debug, Clone, Copy)]
pub(in crate::postgres) enum Took {
    /// Since its transaction began, by the server's clock.
    SinceBegin,
    /// So long, by ours: it has no transaction of its own.
    For(Duration),
}

impl Took {
    /// In milliseconds, as SQL.
    fn milliseconds(self) -> String {
        match self {
            Self::SinceBegin => {
                "(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) \
                 pg_catalog.transaction_timestamp()) operator(pg_catalog.*) 1000)::pg_catalog.int8"
                    .to_owned()
            }
            Self::For(time) => time.as_millis().to_string(),
        }
    }
}

/// What a revert finds in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::postgres) enum Reverted {
    /// The version's row.
    Row,
    /// Perhaps the row: the version was never applied to its end, or its revert stopped midway.
    Partial,
}

impl Reverted {
    pub(in crate::postgres) fn of(step: &Step) -> Self {
        match step.partial {
            Some(_) => Self::Partial,
            None => Self::Row,
        }
    }
}

/// The statement that records a step: it raises unless exactly one row was written and
/// the transaction is still ours. Everything is qualified: it runs under whatever search
/// path the migration left, since setting one costs more than the rest of the message.
pub(in crate::postgres) fn record_with_proof(
    ledger: &LedgerTable,
    migration: &Migration,
    direction: Direction,
    entry: &Entry<'_>,
    nonce: &str,
) -> String {
    let ours = format!(
        "pg_catalog.current_setting('proj_migrate.tx', true) operator(pg_catalog.=) '{nonce}'"
    );
    match direction {
        // An INSERT of one row writes one row or fails; RETURNING the proof costs more.
        Direction::Up => {
            let version = format!(
                "case when (case when {ours} then '1' else '{NOT_OURS}' end)::pg_catalog.int4 is not null then {} end",
                literal(migration.version.as_str())
            );
            insert_row(ledger, values(version, migration, entry))
        }
        Direction::Down => format!(
            "with written as (delete from {} where version operator(pg_catalog.=) {} returning 1) \
             select (case when {ours} then case when pg_catalog.count(*) operator(pg_catalog.{}) 1 \
             then '1' else '{CHANGED}' end else '{NOT_OURS}' end)::pg_catalog.int4 from written",
            ledger.sql(),
            literal(migration.version.as_str()),
            match entry.reverted {
                Reverted::Row => "=",
                Reverted::Partial => "<=",
            }
        ),
    }
}

/// The INSERT of a ledger's row, given column and SQL value, with the columns that the ledger has.
pub(in crate::postgres) fn insert_row(ledger: &LedgerTable, row: Vec<(&str, String)>) -> String {
    let (columns, values): (Vec<_>, Vec<_>) = row
        .into_iter()
        .filter(|(column, _)| *column == "version" || ledger.columns.has(column))
        .unzip();
    format!(
        "insert into {} ({}) values ({})",
        ledger.sql(),
        columns.join(", "),
        values.join(", ")
    )
}

/// Column and SQL value of a new row; what isn't named has its default.
fn values(
    version: String,
    migration: &Migration,
    entry: &Entry<'_>,
) -> Vec<(&'static str, String)> {
    let mut values = vec![("version", version)];
    values.extend(stamp(migration));
    values.extend([
        ("script", literal_or_null(entry.script.as_deref())),
        ("duration_ms", entry.took.milliseconds()),
        ("run_id", literal(entry.run_id)),
        ("release", literal_or_null(entry.release)),
        ("tool_version", literal(env!("CARGO_PKG_VERSION"))),
    ]);
    values
}

/// Column and SQL value of what a stamp says: name and checksums.
pub(in crate::postgres) fn stamp(migration: &Migration) -> Vec<(&'static str, String)> {
    let down = migration.down_checksum().map(|sum| sum.to_string());
    vec![
        ("name", literal(&migration.name)),
        ("checksum", literal(&migration.checksum.to_string())),
        ("up_checksum", literal(&migration.up_checksum().to_string())),
        ("down_checksum", literal_or_null(down.as_deref())),
    ]
}
