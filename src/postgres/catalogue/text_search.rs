//! `pg_ts_parser` and `pg_ts_template`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, TextSearchFunctions};

pub(super) const PARSERS: Part = Part {
    query: parsers,
    read: read_parser,
};

pub(super) const TEMPLATES: Part = Part {
    query: templates,
    read: read_template,
};

/// Columns and options of a parser.
const OF_PARSER: [(&str, &str); 5] = [
    ("prsstart", "START"),
    ("prstoken", "GETTOKEN"),
    ("prsend", "END"),
    ("prsheadline", "HEADLINE"),
    ("prslextype", "LEXTYPES"),
];

/// Those of a template.
const OF_TEMPLATE: [(&str, &str); 2] = [("tmplinit", "INIT"), ("tmpllexize", "LEXIZE")];

fn columns(functions: &[(&str, &str)]) -> String {
    let columns = functions.iter();
    let columns =
        columns.map(|(column, _)| format!(", nullif({column}::oid, 0)::regproc as {column}"));
    columns.collect()
}

fn parsers(_major: Major) -> String {
    format!(
        "select p.oid, n.nspname, p.prsname{} from pg_catalog.pg_ts_parser p \
         join pg_catalog.pg_namespace n on n.oid = p.prsnamespace where {IS_OURS}",
        columns(&OF_PARSER)
    )
}

fn templates(_major: Major) -> String {
    format!(
        "select t.oid, n.nspname, t.tmplname{} from pg_catalog.pg_ts_template t \
         join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace where {IS_OURS}",
        columns(&OF_TEMPLATE)
    )
}

fn read_parser(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(
        Kind::TextSearchParser,
        row.text("nspname")?,
        row.text("prsname")?,
    );
    let address = row.address(Catalogue::TS_PARSER, "oid")?;
    let functions = functions(row, &OF_PARSER)?;
    (reading.gathered.found).push(Found::new(address, id, functions));
    Ok(())
}

fn read_template(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(
        Kind::TextSearchTemplate,
        row.text("nspname")?,
        row.text("tmplname")?,
    );
    let address = row.address(Catalogue::TS_TEMPLATE, "oid")?;
    let functions = functions(row, &OF_TEMPLATE)?;
    (reading.gathered.found).push(Found::new(address, id, functions));
    Ok(())
}

fn functions(row: &Row<'_>, of: &[(&str, &str)]) -> Result<TextSearchFunctions, Error> {
    let mut functions = Vec::new();
    for (column, option) in of {
        if let Some(function) = row.optional(column)? {
            functions.push(format!("{option} = {function}"));
        }
    }
    Ok(TextSearchFunctions { functions })
}
