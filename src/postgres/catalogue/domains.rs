//! `pg_type`: domains. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Domain, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

/// Since 18 NOT NULL is a constraint with a name, which is of interest unless it is the usual
/// one; until 17 there is no such row.
fn query(_major: Major) -> String {
    format!(
        "select t.oid, n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod) as base, \
         case when t.typcollation <> b.typcollation then quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end as collation, \
         coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault) || '::' || format_type(t.typbasetype, t.typtypmod)) as default, t.typnotnull, \
         nullif(con.conname, t.typname || '_not_null') as not_null_name \
         from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace \
         join pg_catalog.pg_type b on b.oid = t.typbasetype \
         left join pg_catalog.pg_constraint con on con.contypid = t.oid and con.contype = 'n' \
         left join pg_catalog.pg_collation co on co.oid = t.typcollation \
         left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace \
         where t.typtype = 'd' and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Domain, row.text("nspname")?, row.text("typname")?);
    let domain = Domain {
        base: row.text("base")?,
        collation: row.optional("collation")?,
        default: row.optional("default")?,
        not_null: row.flag("typnotnull")?,
        not_null_name: row.optional("not_null_name")?,
    };
    let found = Found::new(row.address(Catalogue::TYPE, "oid")?, id, domain);
    reading.gathered.found.push(found);
    Ok(())
}
