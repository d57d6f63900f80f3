//! `pg_class`: tables, with `pg_inherits` and `pg_foreign_table`. Checked on 15 and 18.

use super::super::error::Error;
use super::foreign;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, ForeignRows, Found, Id, Kind, Table};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select c.oid, n.nspname, c.relname, c.relpersistence = 'u' as is_unlogged, \
         case when c.reloftype <> 0 then format_type(c.reloftype, null) end as of_type, \
         i.parents, i.parent_oids, case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as partition_by, \
         pg_get_expr(c.relpartbound, c.oid) as bound, nullif(am.amname, 'heap') as access_method, \
         to_json(c.reloptions) as options, to_json(toast.reloptions) as toast_options, ts.spcname as tablespace, \
         c.relrowsecurity, c.relforcerowsecurity, case when c.relkind = 'f' then null when c.relreplident = 'f' then 'FULL' when c.relreplident = 'n' then 'NOTHING' end as replica_identity, \
         fs.srvname, to_json(ft.ftoptions) as foreign_options \
         from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         left join pg_catalog.pg_foreign_table ft on ft.ftrelid = c.oid \
         left join pg_catalog.pg_foreign_server fs on fs.oid = ft.ftserver \
         left join pg_catalog.pg_am am on am.oid = c.relam \
         left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace \
         left join pg_catalog.pg_class toast on toast.oid = c.reltoastrelid \
         left join (select h.inhrelid, json_agg(json_build_array(pn.nspname, p.relname) order by h.inhseqno) as parents, \
         json_agg(p.oid::bigint order by h.inhseqno) as parent_oids from pg_catalog.pg_inherits h \
         join pg_catalog.pg_class p on p.oid = h.inhparent \
         join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace group by h.inhrelid) i on i.inhrelid = c.oid \
         where c.relkind in ('r', 'p', 'f') and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::CLASS, "oid")?;
    let foreign = match row.optional("srvname")? {
        Some(server) => Some(ForeignRows {
            server,
            options: foreign::options(row, "foreign_options")?,
        }),
        None => None,
    };
    let kind = match foreign {
        Some(_) => Kind::ForeignTable,
        None => Kind::Table,
    };
    let (schema, name) = (row.text("nspname")?, row.text("relname")?);
    let names = (schema.clone(), name.clone());
    reading.tables.insert(address.oid, names);
    let id = Id::in_schema(kind, schema, name);
    let mut options: Vec<String> = row.list("options")?;
    let toast: Vec<String> = row.list("toast_options")?;
    options.extend(toast.into_iter().map(|option| format!("toast.{option}")));
    let table = Table {
        columns: reading.columns.remove(&address.oid).unwrap_or_default(),
        is_unlogged: row.flag("is_unlogged")?,
        of_type: row.optional("of_type")?,
        parents: row.list("parents")?,
        partition_by: row.optional("partition_by")?,
        bound: row.optional("bound")?,
        access_method: row.optional("access_method")?,
        options,
        tablespace: row.optional("tablespace")?,
        row_security: row.flag("relrowsecurity")?,
        forces_row_security: row.flag("relforcerowsecurity")?,
        replica_identity: row.optional("replica_identity")?,
        foreign,
    };
    // A partition is attached once both are there.
    let parents: Vec<u32> = match table.bound {
        Some(_) => row.list("parent_oids")?,
        None => Vec::new(),
    };
    let late_on = parents.into_iter();
    let late_on = late_on.map(|oid| crate::schema::Address::new(Catalogue::CLASS, oid));
    let found = Found::new(address, id, Box::new(table)).late_on(late_on.collect());
    reading.gathered.found.push(found);
    Ok(())
}
