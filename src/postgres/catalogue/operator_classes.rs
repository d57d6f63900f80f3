//! `pg_opclass`. Checked on 13 to 18.

use super::super::error::Error;
use super::operator_members;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, OperatorClass};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select c.oid, n.nspname, c.opcname, quote_ident(a.amname) as method, c.opcdefault, \
         c.opcintype::regtype as of_type, quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) as family, \
         case when c.opckeytype not in (0, c.opcintype) then c.opckeytype::regtype end as storage, {members} \
         from pg_catalog.pg_opclass c join pg_catalog.pg_namespace n on n.oid = c.opcnamespace \
         join pg_catalog.pg_am a on a.oid = c.opcmethod join pg_catalog.pg_opfamily f on f.oid = c.opcfamily \
         join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace where {IS_OURS}",
        members = operator_members::columns((2616, "c.oid")),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::OPERATOR_CLASS, "oid")?;
    let members = operator_members::read(row, reading, address)?;
    let id = Id::in_schema(
        Kind::OperatorClass,
        row.text("nspname")?,
        row.text("opcname")?,
    );
    let class = OperatorClass {
        is_default: row.flag("opcdefault")?,
        of_type: row.text("of_type")?,
        family: row.text("family")?,
        storage: row.optional("storage")?,
        members,
    };
    let id = id.qualified_by(row.text("method")?);
    reading.gathered.found.push(Found::new(address, id, class));
    Ok(())
}
