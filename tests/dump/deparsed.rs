//! What we write ourselves of indexes, constraints and columns is what the server's own deparser
//! writes, for every such object of every case and corpus.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::Database;

/// What each is called in the model, and its definition, as JSON of `[key, definition]`.
const OF_THE_SERVER: &str = "
set search_path = ''; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set timezone = 'UTC';
set extra_float_digits = 1; set bytea_output = 'hex'; set quote_all_identifiers = off; set standard_conforming_strings = on;
select json_agg(json_build_array(d.key, d.definition)) from (
select json_build_array('index', n.nspname, c.relname, null) as key, pg_get_indexdef(c.oid) as definition
from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('i', 'I')
union all select json_build_array(case con.contype when 'f' then 'foreign-key' else 'constraint' end, n.nspname, con.conname, c.relname),
pg_get_constraintdef(con.oid)
from pg_constraint con join pg_class c on c.oid = con.conrelid join pg_namespace n on n.oid = c.relnamespace where con.contype <> 't'
union all select json_build_array('type', n.nspname, c.relname, a.attname), format_type(a.atttypid, a.atttypmod)
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'f')
union all select json_build_array('default', n.nspname, c.relname, a.attname), pg_get_expr(d.adbin, d.adrelid)
from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace) d";

/// Compares the objects of a model with what the server says of them; returns how many.
#[track_caller]
pub(crate) fn is_as_the_server_writes(case: &str, database: &Database, objects: &Value) -> usize {
    let said: Vec<(Value, Option<String>)> =
        serde_json::from_str(&database.query(OF_THE_SERVER)).unwrap();
    let said: BTreeMap<String, Option<String>> = (said.into_iter())
        .map(|(key, definition)| (key.to_string(), definition))
        .collect();
    let found: Vec<(String, &Value)> = (objects.as_array().unwrap().iter())
        .flat_map(|object| written(&object["id"], &object["definition"]))
        .collect();
    for (key, definition) in &found {
        let expected = said.get(key).and_then(Option::as_deref);
        assert_eq!(
            definition.as_str(),
            expected,
            "{case} on {}: {key}",
            database.server().major
        );
    }
    found.len()
}

/// What of an object is compared, with its keys.
fn written<'a>(id: &Value, definition: &'a Value) -> Vec<(String, &'a Value)> {
    match id["kind"].as_str().unwrap() {
        "index" | "constraint" | "foreign-key" => {
            let key = json!([id["kind"], id["schema"], id["name"], id["qualifier"]]);
            vec![(key.to_string(), &definition["definition"])]
        }
        // An extension's table has none here.
        "table" | "foreign-table" => (definition["columns"].as_array().into_iter().flatten())
            .flat_map(|column| {
                ["type", "default"].map(|what| {
                    let key = json!([what, id["schema"], id["name"], column["name"]]);
                    (key.to_string(), &column[what])
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}
