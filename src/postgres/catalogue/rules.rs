//! `pg_rewrite`: rules, other than those that make views. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Firing, Found, Id, Kind, Rule};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select r.oid, r.ev_class, n.nspname, c.relname, r.rulename, pg_get_ruledef(r.oid) as definition, r.ev_enabled \
         from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace where r.ev_type <> '1' and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Rule, row.text("nspname")?, row.text("rulename")?);
    let id = id.qualified_by(row.text("relname")?);
    let rule = Rule {
        definition: row.text("definition")?,
        firing: Firing::of(&row.text("ev_enabled")?),
    };
    let found = Found::new(row.address(Catalogue::REWRITE, "oid")?, id, rule);
    let relation = row.address(Catalogue::CLASS, "ev_class")?;
    reading.gathered.found.push(found.beneath(relation));
    Ok(())
}
