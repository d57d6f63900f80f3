//! `pg_policy`. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Policy};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select p.oid, p.polrelid, n.nspname, c.relname, p.polname, p.polpermissive, \
         case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' \
         else 'ALL' end as command, (select json_agg(coalesce(quote_ident(r.rolname), 'PUBLIC') order by r.rolname) \
         from unnest(p.polroles) u(oid) left join pg_catalog.pg_roles r on r.oid = u.oid) as roles, \
         pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check \
         from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace where {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Policy, row.text("nspname")?, row.text("polname")?);
    let id = id.qualified_by(row.text("relname")?);
    let policy = Policy {
        is_permissive: row.flag("polpermissive")?,
        command: row.text("command")?,
        roles: row.list("roles")?,
        using: row.optional("using")?,
        check: row.optional("check")?,
    };
    let found = Found::new(row.address(Catalogue::POLICY, "oid")?, id, policy);
    let relation = row.address(Catalogue::CLASS, "polrelid")?;
    reading.gathered.found.push(found.beneath(relation));
    Ok(())
}
