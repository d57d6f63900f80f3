//! `pg_extension`. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Extension, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

/// Those that initdb makes have OIDs below 16384.
fn query(_major: Major) -> String {
    "select e.oid, e.extname, n.nspname from pg_catalog.pg_extension e \
     join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.oid >= 16384"
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::Extension, row.text("extname")?);
    let schema = row.text("nspname")?;
    let address = row.address(Catalogue::EXTENSION, "oid")?;
    (reading.gathered.found).push(Found::new(address, id, Extension { schema }));
    Ok(())
}
