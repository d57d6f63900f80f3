//! The scripts that the ledger stores, read only when something needs them.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::ledger_table::LedgerTable;
use super::quote::literal;
use super::rows::{parsed, required, text};
use super::session::Session;
use super::watch::Watch;
use crate::migration::Version;
use crate::plan::StoredScript;

/// The stored scripts and section checksums of `versions`, with the roles other than the ledger's owner and
/// superusers that may write it. Nothing is read when `versions` is empty or the ledger
/// has no such column.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_scripts(
    session: &Session,
    ledger: &LedgerTable,
    versions: &[Version],
    watch: Watch<'_>,
) -> Result<Vec<StoredScript>, Error> {
    if versions.is_empty() || !ledger.columns.has("script") {
        return Ok(Vec::new());
    }
    let list: Vec<_> = versions
        .iter()
        .map(|version| literal(version.as_str()))
        .collect();
    let column = |name: &'static str| match ledger.columns.has(name) {
        true => name.to_owned(),
        false => format!("null as {name}"),
    };
    // One message, hence one implicit transaction, which SET LOCAL ends with. A column's
    // grant counts like the table's; checked on 15 and 18.
    let sql = format!(
        "{role}set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         select m.version, m.script, {up}, {down}, (\
           select string_agg(distinct case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end, ',') \
           from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral (\
             select x.grantee, x.privilege_type from aclexplode(c.relacl) x union all \
             select x.grantee, x.privilege_type from pg_attribute t cross join lateral aclexplode(t.attacl) x where t.attrelid = c.oid\
           ) a left join pg_roles r on r.oid = a.grantee \
           where n.nspname = {schema} and c.relname = {table} and a.grantee <> c.relowner \
           and not coalesce(r.rolsuper, false) and a.privilege_type in ('INSERT', 'UPDATE')\
         ) as writers, (\
           select string_agg(r.rolname, ',' order by r.rolname) from pg_class c \
           join pg_namespace n on n.oid = c.relnamespace cross join pg_roles w join pg_roles r \
           on pg_has_role(r.oid, w.oid, 'MEMBER') and r.oid <> w.oid and r.oid <> c.relowner and not r.rolsuper \
           where n.nspname = {schema} and c.relname = {table} and w.rolname = 'pg_write_all_data'\
         ) as write_all from {relation} m where m.version in ({list})",
        role = session.role.local(),
        schema = literal(&ledger.schema),
        table = literal(&ledger.table),
        relation = ledger.sql(),
        up = column("up_checksum"),
        down = column("down_checksum"),
        list = list.join(", "),
    );
    let mut scripts = Vec::new();
    for row in &session.rows(&sql, watch).await? {
        let version = required(row, "version")?;
        scripts.push(StoredScript {
            version: Version::new(version)
                .ok_or_else(|| Error::Protocol(format!("{version} is not a version")))?,
            up_checksum: parsed(row, "up_checksum")?,
            down_checksum: parsed(row, "down_checksum")?,
            script: text(row, "script")?.map(str::to_owned),
            writers: writers(row)?,
        });
    }
    Ok(scripts)
}

/// Those to whom a right on the ledger was granted, then those who may write every table
/// (`pg_write_all_data`, since 14): no grant shows these.
fn writers(row: &SimpleQueryRow) -> Result<Vec<String>, Error> {
    let listed = [text(row, "writers")?, text(row, "write_all")?];
    let names = listed.into_iter().flatten();
    Ok(names
        .flat_map(|names| names.split(','))
        .map(str::to_owned)
        .collect())
}
