//! Rows that were copied into a temporary table, merged into the one that they are meant for: what
//! differs is updated, what is absent inserted, the rest isn't touched.
//!
//! Rows are equal when they are byte for byte: that can be told of every type, json and xml included,
//! and what is in the table afterwards is what the file says. Checked on 13, 15 and 18.

use super::load::{column_list, rows_sql, table_sql};
use super::run::SeedRun;
use crate::plan::{ConstraintKind, Identity, Key, Mapped, TableShape};
use crate::postgres::error::Error;
use crate::postgres::quote::{identifier, qualified};
use crate::postgres::rows::parsed;

/// What the names of the temporary tables begin with; a number follows.
pub const STAGED: &str = "proj_migrate_seed_";

/// A temporary table with a file's rows; it goes when the transaction ends.
#[derive(Debug, Clone)]
pub struct Staged(String);

/// A merge.
#[derive(Debug, Clone, Copy)]
pub struct Merge<'a> {
    /// The rows.
    pub staged: &'a Staged,
    /// Where they go.
    pub table: &'a TableShape,
    /// Their columns.
    pub mapped: &'a Mapped,
    /// What tells them apart; `None` inserts all of them.
    pub key: Option<&'a Key>,
    /// Columns that are NULL at first, until [`Merge::fill`].
    pub null_first: &'a [String],
}

/// What a merge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Rows that were absent.
    pub inserted: u64,
    /// Rows that differed.
    pub updated: u64,
}

impl Staged {
    /// Its name as SQL writes it.
    pub(super) fn sql(&self) -> String {
        qualified("pg_temp", &self.0)
    }

    /// An empty one with the columns that `mapped` names, the `number`th of its run. It has the
    /// checks of `table` that need no other column, so that COPY names the line of a row that
    /// doesn't pass.
    ///
    /// # Errors
    /// [`Error`] of the server (42501 without the right to make temporary tables) or the
    /// connection.
    pub async fn create(
        run: &SeedRun<'_>,
        table: &TableShape,
        mapped: &Mapped,
        number: usize,
    ) -> Result<Self, Error> {
        let staged = Self(format!("{STAGED}{number}"));
        let sql = staged.sql();
        let mut message = format!(
            "create temporary table {} on commit drop as select {} from {} with no data",
            identifier(&staged.0),
            column_list(&mapped.columns),
            table_sql(table)
        );
        let is_loaded = |column: &String| mapped.loaded().any(|loaded| loaded == column);
        for column in table.columns.iter().filter(|column| column.not_null) {
            if is_loaded(&column.name) {
                let name = identifier(&column.name);
                message.push_str(&format!(
                    ";alter table {sql} alter column {name} set not null"
                ));
            }
        }
        for check in &table.constraints {
            let is_within = !check.columns.is_empty() && check.columns.iter().all(is_loaded);
            if check.kind == ConstraintKind::Check && is_within {
                let (name, definition) = (identifier(&check.name), &check.definition);
                message.push_str(&format!(
                    ";alter table {sql} add constraint {name} {definition}"
                ));
            }
        }
        run.session.execute(&message, run.watch).await?;
        Ok(staged)
    }
}

impl Merge<'_> {
    /// Inserts and updates.
    ///
    /// # Errors
    /// The server's error for a row; a lost connection.
    pub async fn run(&self, run: &SeedRun<'_>) -> Result<Merged, Error> {
        let sql = run.under_their_path(&self.sql());
        let rows = run.session.rows(&sql, run.watch).await?;
        let row = rows
            .first()
            .ok_or_else(|| Error::Protocol("the merge returned no counts".to_owned()))?;
        let count = |column| Ok::<u64, Error>(parsed(row, column)?.unwrap_or_default());
        Ok(Merged {
            inserted: count("inserted")?,
            updated: count("updated")?,
        })
    }

    /// Gives the columns that were NULL at first their values.
    ///
    /// # Errors
    /// The server's error for a row; a lost connection.
    pub async fn fill(&self, run: &SeedRun<'_>) -> Result<(), Error> {
        let Some(key) = self.key else {
            return Ok(());
        };
        let columns: Vec<&String> = (self.mapped.loaded())
            .filter(|column| self.null_first.contains(column))
            .collect();
        if columns.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "update {} t set {} from {} s where {} and {}",
            rows_sql(self.table),
            assignments(&columns, "s"),
            self.staged.sql(),
            matching(key, "s"),
            differing(&columns, "s"),
        );
        let sql = run.under_their_path(&sql);
        run.session.execute(&sql, run.watch).await
    }

    fn sql(&self) -> String {
        let loaded: Vec<&String> = self.mapped.loaded().collect();
        let (table, rows) = (table_sql(self.table), rows_sql(self.table));
        let staged = self.staged.sql();
        let is_null_first = |column: &&String| self.null_first.contains(column);
        let inserted: Vec<&String> = loaded.clone();
        let values: Vec<String> = (inserted.iter())
            .map(|column| match is_null_first(column) {
                true => "null".to_owned(),
                false => format!("d.{}", identifier(column)),
            })
            .collect();
        let insert = |from: &str| {
            format!(
                "insert into {table} as t ({}) overriding system value select {} from {from}",
                column_list(&inserted),
                values.join(", ")
            )
        };
        let Some(key) = self.key else {
            return format!(
                "with i as ({} returning 1) select (select pg_catalog.count(*) from i) as inserted, 0 as updated",
                insert(&format!("{staged} d"))
            );
        };
        let is_fixed = |column: &&String| {
            let shape = self.table.column(column);
            key.columns.contains(column)
                || shape.is_some_and(|shape| shape.identity == Identity::Always)
        };
        let compared: Vec<&String> = (loaded.iter().copied())
            .filter(|column| !is_fixed(column))
            .collect();
        let set: Vec<&String> = (compared.iter().copied())
            .filter(|column| !is_null_first(column))
            .collect();
        let found = key
            .columns
            .first()
            .map_or_else(String::new, |column| identifier(column));
        let differs = match compared.as_slice() {
            [] => "false".to_owned(),
            compared => differing(compared, "s"),
        };
        // Nothing but the key, or what is filled in later: counted as updated without an update.
        let update = match set.as_slice() {
            [] => "select 1 from d where d.proj_migrate_found".to_owned(),
            set => format!(
                "update {rows} t set {} from d where d.proj_migrate_found and {} returning 1",
                assignments(set, "d"),
                matching(key, "d")
            ),
        };
        // Updates come first, so that they can make room for inserted rows, and both are one
        // statement, so that foreign keys are checked behind both.
        format!(
            "with d as materialized (select s.*, t.{found} is not null as proj_migrate_found \
             from {staged} s left join {rows} t on {} \
             where t.{found} is null or {differs}), \
             u as ({update}), updated as materialized (select pg_catalog.count(*) as count from u), \
             i as ({} returning 1) \
             select (select pg_catalog.count(*) from i) as inserted, (select count from updated) as updated",
            matching(key, "s"),
            insert(
                "d where not d.proj_migrate_found and (select count from updated) operator(pg_catalog.>=) 0"
            ),
        )
    }
}

/// `"a" = s."a", "b" = s."b"`
fn assignments(columns: &[&String], from: &str) -> String {
    let set = columns.iter().map(|column| {
        let name = identifier(column);
        format!("{name} = {from}.{name}")
    });
    set.collect::<Vec<_>>().join(", ")
}

/// Whether the rows of `t` and `from` have one key.
pub(super) fn matching(key: &Key, from: &str) -> String {
    let pairs = key
        .columns
        .iter()
        .zip(&key.equality)
        .map(|(column, equals)| {
            let name = identifier(column);
            format!("t.{name} {equals} {from}.{name}")
        });
    pairs.collect::<Vec<_>>().join(" and ")
}

/// Whether these columns of `t` and `from` differ in a byte.
fn differing(columns: &[&String], from: &str) -> String {
    let row = |table: &str| {
        let names = columns
            .iter()
            .map(|column| format!("{table}.{}", identifier(column)));
        format!("row({})::record", names.collect::<Vec<_>>().join(", "))
    };
    format!("{} operator(pg_catalog.*<>) {}", row("t"), row(from))
}
