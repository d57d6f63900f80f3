//! `pg_am`. Those that initdb makes have OIDs below 16384. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{AccessMethod, Catalogue, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    "select a.oid, a.amname, case a.amtype when 't' then 'TABLE' else 'INDEX' end as of, \
     a.amhandler::regproc as handler from pg_catalog.pg_am a where a.oid >= 16384"
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::AccessMethod, row.text("amname")?);
    let method = AccessMethod {
        of: row.text("of")?,
        handler: row.text("handler")?,
    };
    let found = Found::new(row.address(Catalogue::ACCESS_METHOD, "oid")?, id, method);
    reading.gathered.found.push(found);
    Ok(())
}
