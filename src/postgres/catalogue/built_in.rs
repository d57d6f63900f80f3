//! Changed rights on what the server itself has: what lies in `pg_catalog`, and its languages. Read
//! only when asked for. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::privileges;
use super::row::Row;
use crate::schema::{Address, Catalogue, Found, Given, Id, Kind};

pub(super) const PART: Part = Part { query, read };

/// The rows of one catalogue, with `x.acl` and `x.fallback`: its OID, a letter for the kind of an
/// object, its schema, name and arguments, and which rows.
const CATALOGUES: [&str; 6] = [
    "select 2615 as class, 'n' as kind, n.oid, 0 as number, null::name as column_name, null::name as schema, \
     n.nspname as name, null as arguments, n.nspacl as acl, acldefault('n', n.nspowner) as fallback, n.nspowner as owner \
     from pg_catalog.pg_namespace n where n.nspname = 'pg_catalog'",
    "select 2612, 'l', l.oid, 0, null, null, l.lanname, null, l.lanacl, acldefault('l', l.lanowner), l.lanowner \
     from pg_catalog.pg_language l where l.oid < 16384",
    "select 1247, 't', t.oid, 0, null, 'pg_catalog', t.typname, null, t.typacl, acldefault('T', t.typowner), t.typowner \
     from pg_catalog.pg_type t where t.typnamespace = 11",
    "select 1255, p.prokind::text, p.oid, 0, null, 'pg_catalog', p.proname, pg_get_function_identity_arguments(p.oid), \
     p.proacl, acldefault('f', p.proowner), p.proowner from pg_catalog.pg_proc p where p.pronamespace = 11",
    "select 1259, c.relkind::text, c.oid, 0, null, 'pg_catalog', c.relname, null, c.relacl, acldefault('r', c.relowner), c.relowner \
     from pg_catalog.pg_class c where c.relnamespace = 11 and c.relkind in ('r', 'v')",
    "select 1259, c.relkind::text, c.oid, a.attnum, a.attname, 'pg_catalog', c.relname, null, a.attacl, acldefault('c', c.relowner), c.relowner \
     from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid \
     where c.relnamespace = 11 and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped",
];

fn query(_major: Major) -> String {
    let initial = privileges::initial("x.class", "x.oid", "x.number");
    format!(
        "select x.*, {changes} as changes from (select x.*, coalesce({initial}, x.fallback) as initial from ({all}) x \
         where x.acl is not null or {initial} is not null) x \
         where coalesce(x.acl, x.fallback) is distinct from x.initial",
        changes = privileges::changes(("coalesce(x.acl, x.fallback)", "x.owner"), "x.initial"),
        all = CATALOGUES.join(" union all "),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = Address::new(Catalogue(row.number("class")?), row.number("oid")?);
    let column = row.optional("column_name")?;
    let changes = privileges::of_row(row, column)?;
    if changes.is_empty() {
        return Ok(());
    }
    let gathered = &mut reading.gathered;
    // What an extension put into `pg_catalog` has been read with everything else.
    if address.oid < 16384 {
        let known = gathered.privileges.entry(address).or_default();
        known.extend(changes);
    }
    if (gathered.found.iter()).any(|found| found.address == address) {
        return Ok(());
    }
    let given = Given {
        extension: None,
        row_security: false,
    };
    (gathered.found).push(Found::new(address, id(row)?, given));
    Ok(())
}

fn id(row: &Row<'_>) -> Result<Id, Error> {
    let kind = match row.text("kind")?.as_str() {
        "n" => Kind::Schema,
        "l" => Kind::Language,
        "t" => Kind::BaseType,
        "p" => Kind::Procedure,
        "a" => Kind::Aggregate,
        "f" | "w" => Kind::Function,
        "v" => Kind::View,
        _ => Kind::Table,
    };
    let name = row.text("name")?;
    let id = match row.optional("schema")? {
        Some(schema) => Id::in_schema(kind, schema, name),
        None => Id::global(kind, name),
    };
    Ok(match row.optional("arguments")? {
        Some(arguments) => id.qualified_by(arguments),
        None => id,
    })
}
