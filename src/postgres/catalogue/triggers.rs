//! `pg_trigger`. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Firing, Found, Id, Kind, Trigger};

pub(super) const PART: Part = Part { query, read };

/// A partition's trigger is made by its parent's, and is of interest only where it fires
/// otherwise. Until 14 such triggers counted as internal.
fn query(_major: Major) -> String {
    format!(
        "select t.oid, t.tgrelid, n.nspname, c.relname, t.tgname, t.tgenabled, \
         case when t.tgparentid = 0 then pg_get_triggerdef(t.oid) end as definition \
         from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         left join pg_catalog.pg_trigger p on p.oid = t.tgparentid \
         where (not t.tgisinternal and t.tgparentid = 0 or t.tgenabled <> p.tgenabled) and {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Trigger, row.text("nspname")?, row.text("tgname")?);
    let id = id.qualified_by(row.text("relname")?);
    let trigger = Trigger {
        definition: row.optional("definition")?,
        firing: Firing::of(&row.text("tgenabled")?),
    };
    let found = Found::new(row.address(Catalogue::TRIGGER, "oid")?, id, trigger);
    let relation = row.address(Catalogue::CLASS, "tgrelid")?;
    reading.gathered.found.push(found.beneath(relation));
    Ok(())
}
