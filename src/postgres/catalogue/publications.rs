//! `pg_publication` with its tables and schemas. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Address, Catalogue, Found, Id, Kind, Publication};

pub(super) const PART: Part = Part { query, read };

/// Conditions, lists of columns and schemas came with 15, generated columns with 18.
fn query(major: Major) -> String {
    let columns = "coalesce((select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')' \
        from pg_catalog.pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)), '') \
        || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')";
    let schemas = "(select json_agg(sn.nspname order by sn.nspname) from pg_catalog.pg_publication_namespace s \
        join pg_catalog.pg_namespace sn on sn.oid = s.pnnspid where s.pnpubid = p.oid)";
    let schema_rows = "(select json_agg(s.oid::bigint) from pg_catalog.pg_publication_namespace s where s.pnpubid = p.oid)";
    format!(
        "select p.oid, p.pubname, p.puballtables, concat_ws(', ', case when p.pubinsert then 'insert' end, \
         case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end, \
         case when p.pubtruncate then 'truncate' end) as publish, p.pubviaroot, {generated} as generated, \
         (select json_agg(quote_ident(n.nspname) || '.' || quote_ident(c.relname) || {columns} \
         order by n.nspname, c.relname) from pg_catalog.pg_publication_rel r \
         join pg_catalog.pg_class c on c.oid = r.prrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         where r.prpubid = p.oid) as tables, \
         (select json_agg(r.oid::bigint) from pg_catalog.pg_publication_rel r where r.prpubid = p.oid) as table_rows, \
         {schemas} as schemas, {schema_rows} as schema_rows from pg_catalog.pg_publication p",
        generated = major.since(18, "p.pubgencols = 's'", "false"),
        columns = major.since(15, columns, "''"),
        schemas = major.since(15, schemas, "null"),
        schema_rows = major.since(15, schema_rows, "null"),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::PUBLICATION, "oid")?;
    for (column, catalogue) in [
        ("table_rows", Catalogue::PUBLICATION_TABLE),
        ("schema_rows", Catalogue::PUBLICATION_SCHEMA),
    ] {
        for oid in row.list::<u32>(column)? {
            (reading.gathered).part_of(Address::new(catalogue, oid), address);
        }
    }
    let mut options = vec![format!("publish = '{}'", row.text("publish")?)];
    if row.flag("pubviaroot")? {
        options.push("publish_via_partition_root = true".to_owned());
    }
    if row.flag("generated")? {
        options.push("publish_generated_columns = stored".to_owned());
    }
    let publication = Publication {
        all_tables: row.flag("puballtables")?,
        options,
        schemas: row.list("schemas")?,
        tables: row.list("tables")?,
    };
    let id = Id::global(Kind::Publication, row.text("pubname")?);
    (reading.gathered.found).push(Found::new(address, id, publication));
    Ok(())
}
