//! Which extensions a server can't make.

use crate::postgres::error::Error;
use crate::postgres::quote::literal;
use crate::postgres::rows::required;
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;

/// Those of `names` that are neither in the database nor installed on the server, in their order.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn missing_extensions(
    session: &Session,
    names: &[&str],
    watch: Watch<'_>,
) -> Result<Vec<String>, Error> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<String> = names.iter().map(|name| literal(name)).collect();
    // One message, hence one implicit transaction, which SET LOCAL ends with. Checked on 13 to 18.
    let sql = format!(
        "set local search_path = pg_catalog, pg_temp;\
         select w.name from unnest(array[{}]::text[]) with ordinality as w(name, number) \
         where not exists (select from pg_available_extensions a where a.name = w.name) \
         and not exists (select from pg_extension e where e.extname = w.name) order by w.number",
        wanted.join(", ")
    );
    let rows = session.rows(&sql, watch).await?;
    rows.iter()
        .map(|row| Ok(required(row, "name")?.to_owned()))
        .collect()
}
