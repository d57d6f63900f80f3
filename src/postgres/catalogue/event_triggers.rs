//! `pg_event_trigger`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, EventTrigger, Firing, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    "select e.oid, e.evtname, e.evtevent, to_json(e.evttags) as tags, e.evtfoid::regproc as function, e.evtenabled \
     from pg_catalog.pg_event_trigger e"
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::EventTrigger, row.text("evtname")?);
    let trigger = EventTrigger {
        event: row.text("evtevent")?,
        tags: row.list("tags")?,
        function: row.text("function")?,
        firing: Firing::of(&row.text("evtenabled")?),
    };
    let found = Found::new(row.address(Catalogue::EVENT_TRIGGER, "oid")?, id, trigger);
    reading.gathered.found.push(found);
    Ok(())
}
