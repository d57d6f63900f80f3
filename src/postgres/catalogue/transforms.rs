//! `pg_transform`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Transform};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    "select t.oid, 'FOR ' || format_type(t.trftype, null) || ' LANGUAGE ' || quote_ident(l.lanname) as name, \
     nullif(t.trffromsql::oid, 0)::regprocedure as from_sql, nullif(t.trftosql::oid, 0)::regprocedure as to_sql \
     from pg_catalog.pg_transform t join pg_catalog.pg_language l on l.oid = t.trflang"
        .to_owned()
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let transform = Transform {
        from_sql: row.optional("from_sql")?,
        to_sql: row.optional("to_sql")?,
    };
    let id = Id::global(Kind::Transform, row.text("name")?);
    let found = Found::new(row.address(Catalogue::TRANSFORM, "oid")?, id, transform);
    reading.gathered.found.push(found);
    Ok(())
}
