//! Emptying the seeded tables: those and no others.

use super::load::{rows_sql, table_sql};
use super::run::SeedRun;
use crate::plan::TableShape;
use crate::postgres::error::Error;
use crate::postgres::rows::{flag, parsed, required};

/// A table outside of those that are to be emptied, which refers to one of them, or to another such
/// table: what CASCADE would reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Qualified as SQL writes it.
    pub table: String,
    /// Whether it has rows.
    pub has_rows: bool,
}

/// Whether what was looked at stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It is locked from now on.
    Locked,
    /// It may change at any moment: for a dry run.
    Loose,
}

/// What CASCADE would reach beyond `tables`. Locked from now on, what is empty stays so.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn outside_references(
    run: &SeedRun<'_>,
    tables: &[&TableShape],
    hold: Hold,
) -> Result<Vec<Outside>, Error> {
    let given: Vec<String> = tables.iter().map(|table| table.oid.to_string()).collect();
    let sql = format!(
        "with recursive given as (select unnest('{{{}}}'::oid[]) as oid), reached as (\
           select oid from given union select o.conrelid from pg_constraint o \
           join reached r on r.oid = o.confrelid where o.contype = 'f' and o.conparentid = 0) \
         select concat(quote_ident(n.nspname), '.', quote_ident(c.relname)) as table \
         from reached r join pg_class c on c.oid = r.oid join pg_namespace n on n.oid = c.relnamespace \
         where r.oid not in (select oid from given) order by 1",
        given.join(",")
    );
    let mut outside = Vec::new();
    for row in run.session.rows(&sql, run.watch).await? {
        let table = required(&row, "table")?.to_owned();
        let lock = lock(&table, hold);
        let sql = format!("{lock}select exists (select from {table}) as found");
        let rows = run.session.rows(&sql, run.watch).await?;
        let has_rows = rows.first().map_or(Ok(false), |row| flag(row, "found"))?;
        outside.push(Outside { table, has_rows });
    }
    Ok(outside)
}

/// How many rows each of `tables` has.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn count_rows(run: &SeedRun<'_>, tables: &[&TableShape]) -> Result<Vec<u64>, Error> {
    counted(run, tables, Hold::Loose).await
}

async fn counted(run: &SeedRun<'_>, tables: &[&TableShape], hold: Hold) -> Result<Vec<u64>, Error> {
    let mut counts = Vec::new();
    for table in tables {
        let lock = lock(&table_sql(table), hold);
        let sql = format!("{lock}select count(*) as count from {}", rows_sql(table));
        let rows = run.session.rows(&sql, run.watch).await?;
        let count = rows.first().map_or(Ok(None), |row| parsed(row, "count"))?;
        counts.push(count.unwrap_or_default());
    }
    Ok(counts)
}

fn lock(table: &str, hold: Hold) -> String {
    match hold {
        Hold::Locked => format!("lock table {table} in access exclusive mode;"),
        Hold::Loose => String::new(),
    }
}

/// Empties `tables`, and returns how many rows each had. Those of `outside`, which are empty, are
/// named too, since PostgreSQL empties no table that another one refers to.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn empty_tables(
    run: &SeedRun<'_>,
    tables: &[&TableShape],
    outside: &[Outside],
) -> Result<Vec<u64>, Error> {
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let counts = counted(run, tables, Hold::Locked).await?;
    let names = tables.iter().map(|table| rows_sql(table));
    let names = names.chain(outside.iter().map(|outside| outside.table.clone()));
    let sql = format!("truncate {}", names.collect::<Vec<_>>().join(", "));
    let sql = run.under_their_path(&sql);
    run.session.execute(&sql, run.watch).await?;
    Ok(counts)
}
