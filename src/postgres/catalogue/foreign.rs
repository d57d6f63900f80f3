//! `pg_foreign_data_wrapper`, `pg_foreign_server`, and `pg_user_mappings`, the view that leaves
//! out what this role must not see. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, ForeignDataWrapper, ForeignServer, Found, Id, Kind, UserMapping};

pub(super) const WRAPPERS: Part = Part {
    query: wrappers,
    read: read_wrapper,
};

pub(super) const SERVERS: Part = Part {
    query: servers,
    read: read_server,
};

pub(super) const USER_MAPPINGS: Part = Part {
    query: user_mappings,
    read: read_user_mapping,
};

fn wrappers(_major: Major) -> String {
    "select w.oid, w.fdwname, nullif(w.fdwhandler, 0)::regproc as handler, \
     nullif(w.fdwvalidator, 0)::regproc as validator, to_json(w.fdwoptions) as options \
     from pg_catalog.pg_foreign_data_wrapper w"
        .to_owned()
}

fn read_wrapper(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::ForeignDataWrapper, row.text("fdwname")?);
    let wrapper = ForeignDataWrapper {
        handler: row.optional("handler")?,
        validator: row.optional("validator")?,
        options: options(row, "options")?,
    };
    let found = Found::new(row.address(Catalogue::FOREIGN_WRAPPER, "oid")?, id, wrapper);
    reading.gathered.found.push(found);
    Ok(())
}

fn servers(_major: Major) -> String {
    "select s.oid, s.srvname, s.srvtype, s.srvversion, to_json(s.srvoptions) as options, w.fdwname \
     from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw"
        .to_owned()
}

fn read_server(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::ForeignServer, row.text("srvname")?);
    let server = ForeignServer {
        wrapper: row.text("fdwname")?,
        of_type: row.optional("srvtype")?,
        version: row.optional("srvversion")?,
        options: options(row, "options")?,
    };
    let found = Found::new(row.address(Catalogue::FOREIGN_SERVER, "oid")?, id, server);
    reading.gathered.found.push(found);
    Ok(())
}

/// The view shows no options to whom they are none of the business of, which looks like none.
fn user_mappings(_major: Major) -> String {
    "select m.umid, 'FOR ' || case m.umuser when 0 then 'PUBLIC' else quote_ident(m.usename) end || \
     ' SERVER ' || quote_ident(m.srvname) as name, to_json(m.umoptions) as options, m.umoptions is null and not (pg_has_role(s.srvowner, 'USAGE') and m.umuser = 0 \
     or m.umuser <> 0 and m.usename = current_user and (pg_has_role(s.srvowner, 'USAGE') or has_server_privilege(s.oid, 'USAGE')) \
     or (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user)) as is_hidden \
     from pg_catalog.pg_user_mappings m join pg_catalog.pg_foreign_server s on s.oid = m.srvid"
        .to_owned()
}

fn read_user_mapping(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::global(Kind::UserMapping, row.text("name")?);
    let address = row.address(Catalogue::USER_MAPPING, "umid")?;
    let (mapping, secrets) = UserMapping::new(options(row, "options")?);
    let gathered = &mut reading.gathered;
    if !secrets.is_empty() {
        let note = format!("{} of {}", secrets.join(", "), id.title());
        gathered.secrets.push((Some(address), note));
    }
    if row.flag("is_hidden")? {
        let note = format!("the options of {}", id.title());
        gathered.unreadable.push((Some(address), note));
    }
    let found = Found::new(address, id, mapping);
    reading.gathered.found.push(found);
    Ok(())
}

/// Options in the order of their names: the one in which they were set means nothing.
pub(super) fn options(row: &Row<'_>, column: &str) -> Result<Vec<String>, Error> {
    let mut options: Vec<String> = row.list(column)?;
    options.sort();
    Ok(options)
}
