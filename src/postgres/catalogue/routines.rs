//! `pg_proc`: functions and procedures. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Routine};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select p.oid, n.nspname, p.proname, p.prokind, pg_get_function_identity_arguments(p.oid) as arguments, \
         pg_get_functiondef(p.oid) as definition from pg_catalog.pg_proc p \
         join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.prokind <> 'a' and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let kind = match row.text("prokind")?.as_str() {
        "p" => Kind::Procedure,
        _ => Kind::Function,
    };
    let id = Id::in_schema(kind, row.text("nspname")?, row.text("proname")?);
    let id = id.qualified_by(row.text("arguments")?);
    let definition = row.text("definition")?;
    let found = Found::new(
        row.address(Catalogue::PROC, "oid")?,
        id,
        Routine { definition },
    );
    reading.gathered.found.push(found);
    Ok(())
}
