//! `pg_constraint` of domains. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, DomainConstraint, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select con.oid, con.contypid, n.nspname, t.typname, con.conname, con.convalidated, \
         pg_get_constraintdef(con.oid) as definition from pg_catalog.pg_constraint con \
         join pg_catalog.pg_type t on t.oid = con.contypid \
         join pg_catalog.pg_namespace n on n.oid = t.typnamespace where con.contype = 'c' and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let schema = row.text("nspname")?;
    let id = Id::in_schema(Kind::DomainConstraint, schema, row.text("conname")?);
    let id = id.qualified_by(row.text("typname")?);
    let constraint = DomainConstraint {
        definition: row.text("definition")?,
        is_valid: row.flag("convalidated")?,
        within: false,
    };
    let found = Found::new(row.address(Catalogue::CONSTRAINT, "oid")?, id, constraint);
    let domain = row.address(Catalogue::TYPE, "contypid")?;
    reading.gathered.found.push(found.beneath(domain));
    Ok(())
}
