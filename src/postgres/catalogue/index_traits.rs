//! What `pg_index` and its neighbours say of an index, whether a constraint made it or not.
//! Checked on 15 and 18.

use super::super::error::Error;
use super::row::Row;
use crate::schema::{Address, Catalogue, IndexTraits};

/// Columns for the index `i` (of `pg_index`) with the class `ci`.
pub(super) const COLUMNS: &str = "to_json(ci.reloptions) as options, ts.spcname as tablespace, \
    i.indisclustered, i.indisreplident, \
    case when i.indexprs is not null then (select json_agg(json_build_array(x.attnum, x.attstattarget) order by x.attnum) \
    from pg_catalog.pg_attribute x where x.attrelid = i.indexrelid and x.attstattarget > 0) end as statistics, \
    h.inhparent as attached_oid, quote_ident(hn.nspname) || '.' || quote_ident(hc.relname) as attached_to";

/// The joins that they need.
pub(super) const JOINS: &str = "left join pg_catalog.pg_tablespace ts on ts.oid = ci.reltablespace \
    left join pg_catalog.pg_inherits h on h.inhrelid = i.indexrelid \
    left join pg_catalog.pg_class hc on hc.oid = h.inhparent \
    left join pg_catalog.pg_namespace hn on hn.oid = hc.relnamespace";

/// The facts of a row.
pub(super) fn read(row: &Row<'_>) -> Result<IndexTraits, Error> {
    Ok(IndexTraits {
        options: row.list("options")?,
        tablespace: row.optional("tablespace")?,
        statistics: row.list("statistics")?,
        is_clustered: row.flag("indisclustered")?,
        is_replica_identity: row.flag("indisreplident")?,
        attached_to: row.optional("attached_to")?,
    })
}

/// The index that it is attached to, as what its attaching waits for.
pub(super) fn attached(row: &Row<'_>) -> Result<Vec<Address>, Error> {
    let parent = row.optional_address(Catalogue::CLASS, "attached_oid")?;
    Ok(parent.into_iter().collect())
}
