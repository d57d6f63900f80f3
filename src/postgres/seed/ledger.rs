//! The ledger of seeds, `schema_seeds`, beside the ledger of migrations: what was loaded, and how
//! many rows it had. Checked on 15 and 18.

use uuid::Uuid;

use super::run::SeedRun;
use crate::migration::Checksum;
use crate::plan::SeedRecord;
use crate::postgres::error::Error;
use crate::postgres::ledger::revoke_grants;
use crate::postgres::protection::FIT;
use crate::postgres::quote::{literal, literal_or_null, qualified};
use crate::postgres::rows::{flag, parsed, required, text, time};
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;

/// The table's name.
const TABLE: &str = "schema_seeds";

/// The ledger of seeds as found.
#[derive(Debug, Clone)]
pub struct SeedLedger {
    /// Its schema.
    pub schema: String,
    /// Whether it is there.
    pub exists: bool,
    /// What it says.
    pub records: Vec<SeedRecord>,
}

/// What is recorded of a file.
#[derive(Debug, Clone)]
pub struct SeedRow {
    /// The path below the seeds folder.
    pub file: String,
    /// Its checksum.
    pub checksum: Checksum,
    /// Rows, inserted, updated, unchanged; `None` for SQL.
    pub counts: Option<[u64; 4]>,
    /// The tables that a SQL file inserted into, qualified and quoted.
    pub tables: Vec<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

impl SeedLedger {
    /// Its name as SQL writes it.
    #[must_use]
    pub fn sql(&self) -> String {
        qualified(&self.schema, TABLE)
    }

    /// What it says of `file`.
    #[must_use]
    pub fn record(&self, file: &str) -> Option<&SeedRecord> {
        self.records.iter().find(|record| record.file == file)
    }
}

/// Reads the ledger of seeds in `schema`, in the transaction that is open, or one of its own.
///
/// # Errors
/// [`Error`] of the server or the connection; a table of that name that isn't an ordinary one.
pub async fn read_seed_ledger(
    session: &Session,
    schema: &str,
    watch: Watch<'_>,
) -> Result<SeedLedger, Error> {
    let mut ledger = SeedLedger {
        schema: schema.to_owned(),
        exists: false,
        records: Vec::new(),
    };
    let settings = format!(
        "{}set local search_path = pg_catalog, pg_temp;set local row_security = off;",
        session.role.local()
    );
    let found = format!(
        "{settings}select {FIT} as fit from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = {} and c.relname = '{TABLE}'",
        literal(schema)
    );
    let found = session.rows(&found, watch).await?;
    let Some(found) = found.first() else {
        return Ok(ledger);
    };
    if !flag(found, "fit")? {
        return Err(Error::Protocol(format!(
            "{} is not an ordinary table without triggers, rules and row security",
            ledger.sql()
        )));
    }
    ledger.exists = true;
    let rows = format!(
        "{settings}select file, checksum, rows::text as rows, date_part('epoch', seeded_at) as seeded_at, run_id, \
         to_json(coalesce(tables, '{{}}'))::text as tables from {} order by file",
        ledger.sql()
    );
    for row in session.rows(&rows, watch).await? {
        ledger.records.push(SeedRecord {
            file: required(&row, "file")?.to_owned(),
            checksum: parsed(&row, "checksum")?,
            rows: parsed(&row, "rows")?,
            seeded_at: time(&row, "seeded_at")?,
            run_id: parsed(&row, "run_id")?,
            tables: names(text(&row, "tables")?)?,
        });
    }
    Ok(ledger)
}

/// Names from a JSON array.
pub(super) fn names(json: Option<&str>) -> Result<Vec<String>, Error> {
    serde_json::from_str(json.unwrap_or("[]"))
        .map_err(|error| Error::Protocol(format!("names in a reply: {error}")))
}

/// Creates the ledger of seeds, in the run's transaction, unless it is there.
///
/// # Errors
/// [`Error`] of the server (42501 without the right to) or the connection.
pub(super) async fn create_if_missing(run: &SeedRun<'_>, ledger: &SeedLedger) -> Result<(), Error> {
    if ledger.exists {
        return Ok(());
    }
    run.session
        .execute(&create(&ledger.schema), run.watch)
        .await?;
    revoke_grants(run.session, &ledger.schema, TABLE, run.watch).await
}

fn create(schema: &str) -> String {
    format!(
        "create table {} (file text primary key, checksum text not null, rows bigint, inserted bigint, \
         updated bigint, unchanged bigint, tables text[], seeded_at timestamp with time zone default now(), \
         seeded_by text default session_user, duration_ms bigint, run_id uuid, tool_version text)",
        qualified(schema, TABLE)
    )
}

/// The CREATE TABLE that an administrator would run, for people to read.
#[must_use]
pub fn seeds_for_owner(schema: &str) -> String {
    format!("{};", create(schema))
}

/// Writes what a run has loaded, each file's row over the one that it had.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn record_seeds(
    run: &SeedRun<'_>,
    ledger: &SeedLedger,
    run_id: Uuid,
    rows: &[SeedRow],
) -> Result<(), Error> {
    create_if_missing(run, ledger).await?;
    for row in rows {
        let sql = upsert(ledger, run_id, row);
        run.session.execute(&sql, run.watch).await?;
    }
    Ok(())
}

fn upsert(ledger: &SeedLedger, run_id: Uuid, row: &SeedRow) -> String {
    let count = |index: usize| {
        let count = row.counts.and_then(|counts| counts.get(index).copied());
        count.map_or_else(|| "null".to_owned(), |count| count.to_string())
    };
    let tables = match row.counts {
        Some(_) => None,
        None => serde_json::to_string(&row.tables).ok(),
    };
    let columns = [
        "checksum",
        "rows",
        "inserted",
        "updated",
        "unchanged",
        "tables",
        "seeded_at",
        "seeded_by",
        "duration_ms",
        "run_id",
        "tool_version",
    ];
    let set: Vec<String> = (columns.iter())
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    format!(
        "insert into {} (file, {}) values ({}, {}, {}, {}, {}, {}, \
         (select array_agg(value) from json_array_elements_text({})), now(), session_user, {}, '{run_id}', {}) \
         on conflict (file) do update set {}",
        ledger.sql(),
        columns.join(", "),
        literal(&row.file),
        literal(&row.checksum.to_string()),
        count(0),
        count(1),
        count(2),
        count(3),
        literal_or_null(tables.as_deref()),
        row.duration_ms,
        literal(env!("CARGO_PKG_VERSION")),
        set.join(", "),
    )
}
