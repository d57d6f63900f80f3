//! `pg_type` with `pg_range`. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, RangeType};

pub(super) const PART: Part = Part { query, read };

/// Multiranges came with 14.
fn query(major: Major) -> String {
    let multirange = major.since(
        14,
        "(select m.typname from pg_catalog.pg_type m where m.oid = r.rngmultitypid)",
        "null",
    );
    let multirange_schema = major.since(
        14,
        "(select mn.nspname from pg_catalog.pg_type m join pg_catalog.pg_namespace mn on mn.oid = m.typnamespace where m.oid = r.rngmultitypid)",
        "null",
    );
    format!(
        "select t.oid, n.nspname, t.typname, format_type(r.rngsubtype, null) as subtype, \
         case when not o.opcdefault then quote_ident(on_.nspname) || '.' || quote_ident(o.opcname) end as opclass, \
         case when r.rngcollation <> s.typcollation then quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end as collation, \
         nullif(r.rngcanonical::oid, 0)::regproc as canonical, nullif(r.rngsubdiff::oid, 0)::regproc as subdiff, \
         quote_ident({multirange_schema}) || '.' || quote_ident({multirange}) as multirange \
         from pg_catalog.pg_range r join pg_catalog.pg_type t on t.oid = r.rngtypid \
         join pg_catalog.pg_namespace n on n.oid = t.typnamespace \
         join pg_catalog.pg_type s on s.oid = r.rngsubtype \
         join pg_catalog.pg_opclass o on o.oid = r.rngsubopc \
         join pg_catalog.pg_namespace on_ on on_.oid = o.opcnamespace \
         left join pg_catalog.pg_collation co on co.oid = r.rngcollation \
         left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Range, row.text("nspname")?, row.text("typname")?);
    let mut options = vec![format!("subtype = {}", row.text("subtype")?)];
    for (column, name) in [
        ("multirange", "multirange_type_name"),
        ("opclass", "subtype_opclass"),
        ("collation", "collation"),
        ("canonical", "canonical"),
        ("subdiff", "subtype_diff"),
    ] {
        if let Some(value) = row.optional(column)? {
            options.push(format!("{name} = {value}"));
        }
    }
    let found = Found::new(
        row.address(Catalogue::TYPE, "oid")?,
        id,
        RangeType { options },
    );
    reading.gathered.found.push(found);
    Ok(())
}
