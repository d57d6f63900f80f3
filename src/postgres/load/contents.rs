//! Whether a database is empty: what a load would meet there.

use crate::postgres::error::Error;
use crate::postgres::quote::literal;
use crate::postgres::rows::{parsed, required};
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;

/// How many objects are named.
const NAMED: usize = 5;

/// What is in a database that isn't empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// How many relations, types and routines.
    pub count: usize,
    /// The first few of them, such as `table app.users`.
    pub named: Vec<String>,
}

/// What the database holds beside extensions and the tables of ours that stand around the ledger
/// `schema.table`; `None` when that is nothing. Inside a transaction, which it leaves as it was.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub(super) async fn read_contents(
    session: &Session,
    (schema, table): (&str, &str),
    watch: Watch<'_>,
) -> Result<Option<Contents>, Error> {
    let ours = format!(
        "(n.nspname = {} and c.relname in ({table}, {table} || '_log', {table} || '_progress', \
         {table} || '_settings', 'schema_seeds'))",
        literal(schema),
        table = literal(table)
    );
    // The savepoint takes the search path back. Checked on 13 to 18.
    let sql = format!(
        "savepoint proj_migrate;set local search_path = pg_catalog, pg_temp;\
         with found(class, oid, schema, kind, name) as (\
         select 'pg_class'::regclass, c.oid, n.nspname, case c.relkind when 'v' then 'view' \
         when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, \
         c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not {ours} and not exists (\
         select from pg_depend d join pg_class t on t.oid = d.refobjid join pg_namespace s on s.oid = t.relnamespace \
         where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i') \
         and d.refclassid = 'pg_class'::regclass and {}) \
         union all select 'pg_type'::regclass, t.oid, n.nspname, 'type', t.typname \
         from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid \
         where (t.typtype in ('b', 'd', 'e', 'r', 'p') or c.relkind = 'c') \
         and not exists (select from pg_type e where e.typarray = t.oid) \
         union all select 'pg_proc'::regclass, p.oid, n.nspname, 'routine', p.proname \
         from pg_proc p join pg_namespace n on n.oid = p.pronamespace) \
         select kind || ' ' || quote_ident(schema) || '.' || quote_ident(name) as object, \
         count(*) over () as total from found where schema !~ '^pg_' and schema <> 'information_schema' \
         and not exists (select from pg_depend d where d.classid = found.class and d.objid = found.oid \
         and d.deptype = 'e') order by schema collate \"C\", name collate \"C\", kind limit {NAMED};\
         rollback to savepoint proj_migrate;release savepoint proj_migrate",
        ours.replace("n.nspname", "s.nspname")
            .replace("c.relname", "t.relname")
    );
    let rows = session.rows(&sql, watch).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let named = rows
        .iter()
        .map(|row| Ok(required(row, "object")?.to_owned()))
        .collect::<Result<_, Error>>()?;
    let count = parsed(first, "total")?.unwrap_or(rows.len());
    Ok(Some(Contents { count, named }))
}
