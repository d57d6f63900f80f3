//! `pg_seclabel`: security labels on everything but what belongs to the whole cluster. Checked on
//! 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Address, Catalogue, Remark};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    "select l.classoid, l.objoid, l.objsubid, a.attname, l.provider, l.label from pg_catalog.pg_seclabel l \
     left join pg_catalog.pg_attribute a on l.classoid = 1259 and l.objsubid <> 0 \
     and a.attrelid = l.objoid and a.attnum = l.objsubid \
     where l.objoid >= 16384 or l.classoid = 2615 and l.objoid = 2200 order by l.provider collate \"C\""
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let column = match row.optional("attname")? {
        Some(name) => Some((row.number("objsubid")?, name)),
        None => None,
    };
    reading.gathered.comments.push(Remark {
        on: Address::new(Catalogue(row.number("classoid")?), row.number("objoid")?),
        column,
        provider: Some(row.text("provider")?),
        text: row.text("label")?,
    });
    Ok(())
}
