//! `pg_description`: comments on everything but databases, roles and tablespaces, which belong
//! to no schema. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Address, Catalogue, Remark};

pub(super) const PART: Part = Part { query, read };

/// Of what initdb made only `public` (2200) can be in a snapshot.
fn query(_major: Major) -> String {
    "select d.classoid, d.objoid, d.objsubid, a.attname, d.description from pg_catalog.pg_description d \
     left join pg_catalog.pg_attribute a on d.classoid = 1259 and d.objsubid <> 0 \
     and a.attrelid = d.objoid and a.attnum = d.objsubid \
     where d.objoid >= 16384 or d.classoid = 2615 and d.objoid = 2200"
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let on = Address::new(Catalogue(row.number("classoid")?), row.number("objoid")?);
    let column = match row.optional("attname")? {
        Some(name) => Some((row.number("objsubid")?, name)),
        None => None,
    };
    let text = row.text("description")?;
    (reading.gathered.comments).push(Remark {
        on,
        column,
        provider: None,
        text,
    });
    Ok(())
}
