//! Asking the catalogue, by names as the section's session sees them.

use tokio_postgres::SimpleQueryRow;

use crate::postgres::error::Error;
use crate::postgres::quote::literal;
use crate::postgres::rows::parsed;
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;

/// The oid of a relation, by the session's search path; `None` when there is none, or this
/// role may not look.
pub(super) async fn oid_of(
    session: &Session,
    name: &str,
    watch: Watch<'_>,
) -> Result<Option<u32>, Error> {
    let sql = format!(
        "select pg_catalog.to_regclass({})::pg_catalog.oid as oid",
        literal(name)
    );
    match session.rows(&sql, watch).await {
        Ok(rows) => rows.first().map_or(Ok(None), |row| parsed(row, "oid")),
        Err(Error::Server(error)) if error.sqlstate != "57014" => Ok(None),
        Err(error) => Err(error),
    }
}

/// Rows of the catalogue. One message is one implicit transaction: SET LOCAL ends with it.
pub(super) async fn catalogue(
    session: &Session,
    sql: &str,
    watch: Watch<'_>,
) -> Result<Vec<SimpleQueryRow>, Error> {
    let sql = format!("set local search_path = pg_catalog, pg_temp;{sql}");
    session.rows(&sql, watch).await
}

/// A name without schema as the catalogue spells it: folded and cut off.
pub(super) fn relname(name: &str) -> String {
    format!("(parse_ident({}))[1]::name", literal(name))
}

/// Oids, as an array's text has them between its braces.
pub(super) fn list(oids: &[u32]) -> String {
    let oids: Vec<_> = oids.iter().map(u32::to_string).collect();
    oids.join(",")
}
