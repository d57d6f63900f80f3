//! `pg_language`. Those that initdb makes have OIDs below 16384. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Language};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    "select l.oid, l.lanname, l.lanpltrusted, nullif(l.lanplcallfoid, 0)::regproc as handler, \
     nullif(l.laninline, 0)::regproc as inline, nullif(l.lanvalidator, 0)::regproc as validator \
     from pg_catalog.pg_language l where l.oid >= 16384 and l.lanispl"
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::Language, row.text("lanname")?);
    let language = Language {
        trusted: row.flag("lanpltrusted")?,
        handler: row.optional("handler")?,
        inline: row.optional("inline")?,
        validator: row.optional("validator")?,
    };
    let found = Found::new(row.address(Catalogue::LANGUAGE, "oid")?, id, language);
    reading.gathered.found.push(found);
    Ok(())
}
