//! `pg_attribute` with `pg_attrdef`: the columns of tables, views and composite types.
//! Checked on 15 and 18.

use super::super::error::Error;
use super::foreign;
use super::part::{Attribute, IS_OURS, Major, Part, Reading};
use super::row::Row;
use super::type_names;
use crate::schema::{Address, Catalogue, Column, Generated};

pub(super) const PART: Part = Part { query, read };

/// Only the expression of a generated column names columns. Where the server knows that there
/// are none (relation 0), it needn't open the table (manual, "System Catalog Information
/// Functions").
fn query(major: Major) -> String {
    let type_name = type_names::unless_known();
    let compression = major.since(14, "nullif(a.attcompression, '')", "null");
    format!(
        "select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation, {type_name} as type, \
         case when a.attcollation <> t.typcollation then \
         (select quote_ident(cn.nspname) || '.' || quote_ident(co.collname) from pg_catalog.pg_collation co \
         join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation) end as collation, \
         a.attnotnull, pg_get_expr(d.adbin, case a.attgenerated when '' then 0 else d.adrelid end) as default, d.oid as default_oid, \
         nullif(a.attgenerated, '') as generated, a.attislocal, to_json(a.attoptions) as options, \
         case when a.attstorage <> t.typstorage then a.attstorage end as storage, {compression} as compression, \
         case when a.attstattarget >= 0 then a.attstattarget end as statistics, \
         to_json(a.attfdwoptions) as foreign_options \
         from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         join pg_catalog.pg_type t on t.oid = a.atttypid \
         left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum \
         where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c') and {IS_OURS} \
         order by a.attrelid, a.attnum"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let relation: u32 = row.number("attrelid")?;
    let name = row.text("attname")?;
    if let Some(default) = row.optional_address(Catalogue::DEFAULT, "default_oid")? {
        let table = Address::new(Catalogue::CLASS, relation);
        reading.gathered.part_of(default, table);
        reading.gathered.defaults.insert(default, name.clone());
    }
    let number: i16 = row.number("attnum")?;
    let type_oid = row.number("atttypid")?;
    let attributes = reading.attributes.entry(relation).or_default();
    attributes.push(Attribute {
        number,
        name: name.clone(),
        type_oid,
        collation_oid: row.number("attcollation")?,
    });
    let identity = reading.identities.remove(&(relation, number.into()));
    let type_name = match type_names::name(type_oid, row.number("atttypmod")?) {
        Some(name) => name,
        None => row.text("type")?,
    };
    let column = Column {
        name,
        type_name,
        collation: row.optional("collation")?,
        not_null: row.flag("attnotnull")?,
        default: row.optional("default")?,
        generated: row
            .optional("generated")?
            .map(|letter| match letter.as_str() {
                "v" => Generated::Virtual,
                _ => Generated::Stored,
            }),
        identity: identity.map(Box::new),
        storage: row
            .optional("storage")?
            .map(|letter| storage(&letter).to_owned()),
        compression: row
            .optional("compression")?
            .map(|letter| compression(&letter).to_owned()),
        statistics: row.optional_number("statistics")?,
        options: row.list("options")?,
        foreign_options: foreign::options(row, "foreign_options")?,
        is_local: row.flag("attislocal")?,
        waits: false,
    };
    reading.columns.entry(relation).or_default().push(column);
    Ok(())
}

fn storage(letter: &str) -> &'static str {
    match letter {
        "p" => "PLAIN",
        "e" => "EXTERNAL",
        "m" => "MAIN",
        _ => "EXTENDED",
    }
}

fn compression(letter: &str) -> &'static str {
    match letter {
        "l" => "lz4",
        _ => "pglz",
    }
}
