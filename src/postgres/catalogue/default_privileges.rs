//! `pg_default_acl`: read only when asked for. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::privileges;
use super::row::Row;
use crate::schema::{Address, Catalogue, DefaultPrivileges, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

/// Those of a schema come on top of the others, so they differ from nothing.
fn query(_major: Major) -> String {
    let changes = privileges::changes(
        ("d.defaclacl", "d.defaclrole"),
        "case when d.defaclnamespace = 0 then acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole) end",
    );
    format!(
        "select d.oid, pg_get_userbyid(d.defaclrole) as role, n.nspname, case d.defaclobjtype when 'r' then 'TABLES' \
         when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS' when 'T' then 'TYPES' when 'L' then 'LARGE OBJECTS' else 'SCHEMAS' end as objects, \
         {changes} as changes from pg_catalog.pg_default_acl d \
         left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let defaults = DefaultPrivileges {
        role: row.text("role")?,
        in_schema: row.optional("nspname")?,
        objects: row.text("objects")?,
        changes: privileges::of_row(row, None)?,
    };
    let schema = defaults.in_schema.as_deref().unwrap_or_default();
    let id = Id::global(Kind::DefaultPrivileges, defaults.role.clone());
    let id = id.qualified_by(format!("{schema} {}", defaults.objects));
    let address = Address::new(Catalogue::DEFAULT_ACL, row.number("oid")?);
    (reading.gathered.found).push(Found::new(address, id, defaults));
    Ok(())
}
