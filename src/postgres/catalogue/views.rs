//! `pg_class`: views and materialized views. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Column, Found, Id, Kind, MaterializedView, View, ViewColumn};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select c.oid, n.nspname, c.relname, c.relkind = 'm' as is_materialized, pg_get_viewdef(c.oid) as query, \
         to_json(c.reloptions) as options, nullif(am.amname, 'heap') as access_method, ts.spcname as tablespace \
         from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         left join pg_catalog.pg_am am on am.oid = c.relam \
         left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace \
         where c.relkind in ('v', 'm') and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::CLASS, "oid")?;
    let (schema, name) = (row.text("nspname")?, row.text("relname")?);
    let query = row.text("query")?;
    let options = row.list("options")?;
    let columns = reading.columns.remove(&address.oid).unwrap_or_default();
    let found = if row.flag("is_materialized")? {
        let view = MaterializedView {
            query,
            options,
            access_method: row.optional("access_method")?,
            tablespace: row.optional("tablespace")?,
            column_settings: columns.iter().flat_map(Column::settings).collect(),
        };
        Found::new(
            address,
            Id::in_schema(Kind::MaterializedView, schema, name),
            view,
        )
    } else {
        let column = |column: Column| ViewColumn {
            name: column.name,
            type_name: column.type_name,
            collation: column.collation,
            default: column.default,
        };
        let view = View {
            query,
            options,
            columns: columns.into_iter().map(column).collect(),
        };
        Found::new(address, Id::in_schema(Kind::View, schema, name), view)
    };
    reading.gathered.found.push(found);
    Ok(())
}
