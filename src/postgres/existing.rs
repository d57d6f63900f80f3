//! Whether a database was in use before its ledger: asked only when a first run failed.

use super::error::Error;
use super::ledger_table::LedgerTable;
use super::quote::literal;
use super::rows::flag;
use super::session::Session;
use super::watch::Watch;

/// Whether there are tables, views and the like that are older than every row of the
/// ledger. Our own tables and those of extensions don't count.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn has_older_relations(
    session: &Session,
    ledger: Option<&LedgerTable>,
    watch: Watch<'_>,
) -> Result<bool, Error> {
    let (ours, is_older) = match ledger {
        None => ("false".to_owned(), "true".to_owned()),
        Some(ledger) => (
            format!(
                "n.nspname = {} and c.relname in ({table}, {table} || '_progress', {table} || '_log')",
                literal(&ledger.schema),
                table = literal(&ledger.table)
            ),
            format!(
                "age(c.xmin) > all (select age(l.xmin) from {} l)",
                ledger.sql()
            ),
        ),
    };
    // One message, hence one implicit transaction, which SET LOCAL ends with. Checked on 15
    // and 18.
    let sql = format!(
        "set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' \
         and n.nspname <> 'information_schema' and not ({ours}) and not exists (select from pg_depend d \
         where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') \
         and {is_older}) as found"
    );
    let rows = session.rows(&sql, watch).await?;
    rows.first().map_or(Ok(false), |row| flag(row, "found"))
}
