//! `pg_conversion`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Conversion, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select c.oid, n.nspname, c.conname, c.condefault, pg_encoding_to_char(c.conforencoding) as from_, \
         pg_encoding_to_char(c.contoencoding) as to_, c.conproc::regproc as function \
         from pg_catalog.pg_conversion c join pg_catalog.pg_namespace n on n.oid = c.connamespace where {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Conversion, row.text("nspname")?, row.text("conname")?);
    let conversion = Conversion {
        is_default: row.flag("condefault")?,
        from: row.text("from_")?,
        to: row.text("to_")?,
        function: row.text("function")?,
    };
    let found = Found::new(row.address(Catalogue::CONVERSION, "oid")?, id, conversion);
    reading.gathered.found.push(found);
    Ok(())
}
