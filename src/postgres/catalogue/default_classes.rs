//! `pg_opclass`: the btree operator classes that an index needs no mention of. Checked on 13
//! to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use super::type_names::VARCHAR;

pub(super) const PART: Part = Part { query, read };

/// The class of text, whose OID is the same on every server.
const TEXT_CLASS: u32 = 3126;

/// The default classes of btree (403), in the order of their OIDs.
fn query(_major: Major) -> String {
    "select o.oid, o.opcintype, o.oid >= 16384 and (t.typispreferred or o.opcintype = 1043) as disturbs \
     from pg_catalog.pg_opclass o join pg_catalog.pg_type t on t.oid = o.opcintype \
     where o.opcmethod = 403 and o.opcdefault order by o.oid"
        .to_owned()
}

/// A type has the default class that is for itself, if there is one. `varchar` has none of its
/// own, and takes that of `text`, unless the user made one that comes into question as well
/// (manual, "Operator Classes and Operator Families").
fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let class: u32 = row.number("oid")?;
    let classes = &mut reading.default_classes;
    // One that the user made may have options.
    if class < 16384 {
        classes.insert((row.number("opcintype")?, class));
    }
    if class == TEXT_CLASS {
        classes.insert((VARCHAR, TEXT_CLASS));
    }
    if row.flag("disturbs")? {
        classes.remove(&(VARCHAR, TEXT_CLASS));
    }
    Ok(())
}
