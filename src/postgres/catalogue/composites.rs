//! `pg_type` with the columns of its relation. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Attribute, Catalogue, Column, Composite, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select c.reltype, c.oid, n.nspname, c.relname from pg_catalog.pg_class c \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind = 'c' and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let relation: u32 = row.number("oid")?;
    let columns = reading.columns.remove(&relation).unwrap_or_default();
    let attribute = |column: Column| Attribute {
        name: column.name,
        type_name: column.type_name,
        collation: column.collation,
    };
    let composite = Composite {
        attributes: columns.into_iter().map(attribute).collect(),
    };
    let id = Id::in_schema(Kind::Composite, row.text("nspname")?, row.text("relname")?);
    let address = row.address(Catalogue::TYPE, "reltype")?;
    // Comments on attributes are on columns of the relation.
    let relation = row.address(Catalogue::CLASS, "oid")?;
    (reading.gathered).named_part_of(relation, address, id.clone());
    (reading.gathered.found).push(Found::new(address, id, composite));
    Ok(())
}
