//! `pg_collation`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Collation, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

/// ICU's locale stands in collcollate until 14, in colliculocale until 16, then in colllocale,
/// as the built-in provider's does.
fn query(major: Major) -> String {
    let locale = match major.0 {
        ..15 => "case c.collprovider when 'i' then c.collcollate::text end",
        15 | 16 => "c.colliculocale",
        _ => "c.colllocale",
    };
    let libc = "case c.collprovider when 'c'";
    format!(
        "select c.oid, n.nspname, c.collname, case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' \
         else 'libc' end as provider, c.collisdeterministic, \
         coalesce({locale}, {libc} then case when c.collcollate = c.collctype then c.collcollate::text end end) as locale, \
         {libc} then case when c.collcollate <> c.collctype then c.collcollate end end as lc_collate, \
         {libc} then case when c.collcollate <> c.collctype then c.collctype end end as lc_ctype, \
         {rules} as rules from pg_catalog.pg_collation c \
         join pg_catalog.pg_namespace n on n.oid = c.collnamespace where {IS_OURS}",
        rules = major.since(16, "c.collicurules", "null"),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Collation, row.text("nspname")?, row.text("collname")?);
    let collation = Collation {
        provider: row.text("provider")?,
        locale: row.optional("locale")?,
        lc_collate: row.optional("lc_collate")?,
        lc_ctype: row.optional("lc_ctype")?,
        rules: row.optional("rules")?,
        deterministic: row.flag("collisdeterministic")?,
    };
    let found = Found::new(row.address(Catalogue::COLLATION, "oid")?, id, collation);
    reading.gathered.found.push(found);
    Ok(())
}
