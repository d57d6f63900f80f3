//! `pg_opfamily`. Checked on 13 to 18.

use super::super::error::Error;
use super::operator_members;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, OperatorFamily};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select f.oid, n.nspname, f.opfname, quote_ident(a.amname) as method, {members} from pg_catalog.pg_opfamily f \
         join pg_catalog.pg_namespace n on n.oid = f.opfnamespace \
         join pg_catalog.pg_am a on a.oid = f.opfmethod where {IS_OURS}",
        members = operator_members::columns((2753, "f.oid")),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::OPERATOR_FAMILY, "oid")?;
    let loose = operator_members::read(row, reading, address)?;
    let id = Id::in_schema(
        Kind::OperatorFamily,
        row.text("nspname")?,
        row.text("opfname")?,
    );
    let id = id.qualified_by(row.text("method")?);
    (reading.gathered.found).push(Found::new(address, id, OperatorFamily { loose }));
    Ok(())
}
