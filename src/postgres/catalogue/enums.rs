//! `pg_type` with `pg_enum`. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, EnumType, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select t.oid, n.nspname, t.typname, (select json_agg(e.enumlabel order by e.enumsortorder) \
         from pg_catalog.pg_enum e where e.enumtypid = t.oid) as labels \
         from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace \
         where t.typtype = 'e' and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Enum, row.text("nspname")?, row.text("typname")?);
    let labels = row.list("labels")?;
    let found = Found::new(
        row.address(Catalogue::TYPE, "oid")?,
        id,
        EnumType { labels },
    );
    reading.gathered.found.push(found);
    Ok(())
}
