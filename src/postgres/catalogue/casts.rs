//! `pg_cast`. Those that initdb makes have OIDs below 16384; those from a range to its multirange
//! are made with the range. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Cast, Catalogue, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

fn query(major: Major) -> String {
    let of_range = "and not exists (select from pg_catalog.pg_range r where r.rngtypid = c.castsource \
                    and r.rngmultitypid = c.casttarget)";
    format!(
        "select c.oid, format_type(c.castsource, null) as source, format_type(c.casttarget, null) as target, \
         case c.castmethod when 'b' then 'WITHOUT FUNCTION' when 'i' then 'WITH INOUT' \
         else 'WITH FUNCTION ' || c.castfunc::regprocedure end as method, \
         case c.castcontext when 'a' then 'AS ASSIGNMENT' when 'i' then 'AS IMPLICIT' end as context \
         from pg_catalog.pg_cast c where c.oid >= 16384 {}",
        major.since(14, of_range, "")
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let types = format!("({} AS {})", row.text("source")?, row.text("target")?);
    let cast = Cast {
        method: row.text("method")?,
        context: row.optional("context")?,
    };
    let address = row.address(Catalogue::CAST, "oid")?;
    let found = Found::new(address, Id::global(Kind::Cast, types), cast);
    reading.gathered.found.push(found);
    Ok(())
}
