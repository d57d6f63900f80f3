//! `pg_namespace`. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Namespace, Remark};

pub(super) const PART: Part = Part { query, read };

/// `public` too; whether there is anything to say of it the snapshot tells.
fn query(_major: Major) -> String {
    format!(
        "select n.oid, n.nspname, obj_description(n.oid, 'pg_namespace') is null as is_bare \
         from pg_catalog.pg_namespace n where {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::NAMESPACE, "oid")?;
    let name = row.text("nspname")?;
    let is_built_in = name == "public";
    if is_built_in && row.flag("is_bare")? {
        // Somebody took initdb's comment away: an empty one does the same.
        reading.gathered.comments.push(Remark {
            on: address,
            column: None,
            provider: None,
            text: String::new(),
        });
    }
    let id = Id::global(Kind::Schema, name);
    let found = Found::new(address, id, Namespace { is_built_in });
    reading.gathered.found.push(found);
    Ok(())
}
