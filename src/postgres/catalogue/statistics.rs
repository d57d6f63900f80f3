//! `pg_statistic_ext`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Statistics};

pub(super) const PART: Part = Part { query, read };

/// The target's default is NULL since 17, -1 before.
fn query(_major: Major) -> String {
    format!(
        "select s.oid, s.stxrelid, n.nspname, s.stxname, pg_get_statisticsobjdef(s.oid) as definition, \
         case when s.stxstattarget >= 0 then s.stxstattarget end as target \
         from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace where {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Statistics, row.text("nspname")?, row.text("stxname")?);
    let statistics = Statistics {
        definition: row.text("definition")?,
        target: row.optional_number("target")?,
    };
    let found = Found::new(row.address(Catalogue::STATISTICS, "oid")?, id, statistics);
    let table = row.address(Catalogue::CLASS, "stxrelid")?;
    reading.gathered.found.push(found.beneath(table));
    Ok(())
}
