//! `pg_type`: types with functions of their own, and shells. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{BaseType, Catalogue, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

/// Functions that a type may have: column and option.
const FUNCTIONS: [(&str, &str); 8] = [
    ("typinput", "INPUT"),
    ("typoutput", "OUTPUT"),
    ("typreceive", "RECEIVE"),
    ("typsend", "SEND"),
    ("typmodin", "TYPMOD_IN"),
    ("typmodout", "TYPMOD_OUT"),
    ("typanalyze", "ANALYZE"),
    ("typsubscript", "SUBSCRIPT"),
];

/// SUBSCRIPT came with 14. Array types belong to their element's type.
fn query(major: Major) -> String {
    let functions: Vec<String> = (FUNCTIONS.iter())
        .filter(|(column, _)| major.0 >= 14 || *column != "typsubscript")
        .map(|(column, _)| format!("nullif(t.{column}::oid, 0)::regproc as {column}, "))
        .collect();
    let subscript = major.since(14, "", "null as typsubscript, ");
    format!(
        "select t.oid, n.nspname, t.typname, t.typisdefined, {functions}{subscript}t.typlen, t.typbyval, t.typalign, \
         t.typstorage, t.typcategory, t.typispreferred, t.typdelim, t.typcollation <> 0 as is_collatable, \
         case when t.typelem <> 0 then format_type(t.typelem, null) end as element, \
         coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) as default \
         from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace \
         where (t.typtype = 'b' or t.typtype = 'p' and not t.typisdefined) and {IS_OURS} \
         and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)",
        functions = functions.concat(),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::BaseType, row.text("nspname")?, row.text("typname")?);
    let options = match row.flag("typisdefined")? {
        true => options(row)?,
        false => Vec::new(),
    };
    let found = Found::new(
        row.address(Catalogue::TYPE, "oid")?,
        id,
        BaseType { options },
    );
    reading.gathered.found.push(found);
    Ok(())
}

fn options(row: &Row<'_>) -> Result<Vec<String>, Error> {
    let mut options = Vec::new();
    for (column, option) in FUNCTIONS {
        if let Some(function) = row.optional(column)? {
            options.push(format!("{option} = {function}"));
        }
    }
    let length: i32 = row.number("typlen")?;
    options.push(match length {
        -1 => "INTERNALLENGTH = VARIABLE".to_owned(),
        length => format!("INTERNALLENGTH = {length}"),
    });
    if row.flag("typbyval")? {
        options.push("PASSEDBYVALUE".to_owned());
    }
    options.push(format!("ALIGNMENT = {}", alignment(&row.text("typalign")?)));
    options.push(format!("STORAGE = {}", storage(&row.text("typstorage")?)));
    options.push(format!(
        "CATEGORY = '{}'",
        row.text("typcategory")?.replace('\'', "''")
    ));
    if row.flag("typispreferred")? {
        options.push("PREFERRED = true".to_owned());
    }
    if let Some(default) = row.optional("default")? {
        options.push(format!("DEFAULT = {default}"));
    }
    if let Some(element) = row.optional("element")? {
        options.push(format!("ELEMENT = {element}"));
    }
    let delimiter = row.text("typdelim")?;
    if delimiter != "," {
        options.push(format!("DELIMITER = '{}'", delimiter.replace('\'', "''")));
    }
    if row.flag("is_collatable")? {
        options.push("COLLATABLE = true".to_owned());
    }
    Ok(options)
}

fn alignment(letter: &str) -> &'static str {
    match letter {
        "c" => "char",
        "s" => "int2",
        "d" => "double",
        _ => "int4",
    }
}

fn storage(letter: &str) -> &'static str {
    match letter {
        "p" => "plain",
        "e" => "external",
        "x" => "extended",
        _ => "main",
    }
}
