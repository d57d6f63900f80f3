//! What a project led to, in one text: schema, rows, versions, and what each tool takes for pending.

use serde_json::Value;
use similar::TextDiff;

use crate::support::{DbmateRan, Project};

const SCHEMA: &str = include_str!("../example_migrations/schema.sql");

/// Claims that both databases hold the same, and that both tools see the same as applied on each.
#[track_caller]
pub(crate) fn agree(one: &Project, other: &Project, when: &str) {
    let (first, second) = (contents(one), contents(other));
    if first != second {
        let diff = TextDiff::from_lines(&first, &second);
        panic!("{when}:\n{}", diff.unified_diff());
    }
    let pending = pending_by_us(one);
    for project in [one, other] {
        assert_eq!(pending_by_us(project), pending, "by us, {when}");
        assert_eq!(pending_by_dbmate(project), pending, "by dbmate, {when}");
    }
}

/// Schema, rows and versions.
#[track_caller]
pub(crate) fn contents(project: &Project) -> String {
    let tables = project.query(
        "select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where c.relkind = 'r' and n.nspname !~ '^pg_|^information_schema$' \
         and c.relname !~ '^schema_migrations' order by c.oid::regclass::text collate \"C\"",
    );
    let mut text = project.query(SCHEMA);
    for table in tables.lines() {
        text.push_str(&format!("\nrows of {table}\n"));
        let rows = format!("select t::text from {table} t order by t::text collate \"C\"");
        text.push_str(&project.query(&rows));
    }
    text.push_str("\nversions\n");
    text + &project.query("select version from schema_migrations order by version collate \"C\"")
}

/// Versions that our `status` calls pending.
#[track_caller]
fn pending_by_us(project: &Project) -> Vec<String> {
    let document: Value = project.run("status --format json").json();
    let versions = document["result"]["versions"].as_array().unwrap();
    let is_pending =
        |row: &&Value| ["pending", "out-of-order"].contains(&row["state"].as_str().unwrap());
    let pending = versions.iter().filter(is_pending);
    pending
        .map(|row| row["version"].as_str().unwrap().to_owned())
        .collect()
}

/// Versions that dbmate's `status` shows with an empty box.
#[track_caller]
fn pending_by_dbmate(project: &Project) -> Vec<String> {
    let said = DbmateRan::of(project, "status").succeeds().said;
    let files = said.lines().filter_map(|line| line.strip_prefix("[ ] "));
    let version = |name: &str| name.chars().take_while(char::is_ascii_digit).collect();
    files.map(version).collect()
}
