//! `pg_depend`: who needs whom, what is part of what, what belongs to an extension (manual,
//! "pg_depend"). Checked on 15 and 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Address, Catalogue};

pub(super) const PART: Part = Part { query, read };

/// What initdb made has OIDs below 16384, and needs no mention unless it is an extension that something
/// is dropped with; nor do indexes, defaults and
/// constraints on the columns of their own tables, and the triggers that foreign keys make.
fn query(_major: Major) -> String {
    "select classid, objid, refclassid, refobjid, deptype, case deptype when 'x' then \
     (select e.extname from pg_catalog.pg_extension e where e.oid = refobjid) end as extension \
     from pg_catalog.pg_depend where objid >= 16384 and (refobjid >= 16384 or deptype = 'x') \
     and not (refclassid = 1259 and refobjsubid > 0 and deptype = 'a' and classid in (1259, 2604, 2606)) \
     and not (classid = 2620 and deptype = 'i')"
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = |class, object| {
        let catalogue = Catalogue(row.number(class)?);
        Ok::<_, Error>(Address::new(catalogue, row.number(object)?))
    };
    let (from, to) = (
        address("classid", "objid")?,
        address("refclassid", "refobjid")?,
    );
    let gathered = &mut reading.gathered;
    if from == to {
        // The columns of a partition key depend on their table.
        return Ok(());
    }
    match row.text("deptype")?.as_str() {
        "e" => drop(gathered.members.insert(from, to)),
        "i" => gathered.part_of(from, to),
        "x" => {
            (gathered.dependents).push((from, to, row.text("extension")?));
            gathered.edges.push((from, to));
        }
        // An index is attached when both are there.
        "P" | "S" if matches!(from.catalogue, Catalogue::CLASS | Catalogue::CONSTRAINT) => {}
        _ => gathered.edges.push((from, to)),
    }
    Ok(())
}
