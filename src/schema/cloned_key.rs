//! Exclusions and temporal keys of partitions. The server attaches no index of an exclusion to another,
//! so that a partition gets its own from the parent, and with it a name of the server's choice.

use super::constraint::{Constraint, ConstraintKind};
use super::object::At;
use super::quote::literal;

/// What gives the constraint at `at`, that was made with `parent` (the parent's index as SQL), its
/// name; nothing where the server chooses the same.
pub(super) fn renaming(constraint: &Constraint, at: At<'_>, parent: &str) -> Option<String> {
    let id = at.id();
    let table = id.qualifier.as_deref().unwrap_or_default();
    if usual(constraint, table).as_deref() == Some(&id.name) {
        return None;
    }
    let (parent, relation, name) = (literal(parent), literal(&id.relation()), literal(&id.name));
    let body = format!(
        "
DECLARE made name := (SELECT c.conname FROM pg_catalog.pg_constraint c
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.conindid
    WHERE i.inhparent = {parent}::pg_catalog.regclass AND c.conrelid = {relation}::pg_catalog.regclass);
BEGIN
    IF made <> {name} THEN
        EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', {relation}, made, {name});
    END IF;
END
"
    );
    Some(match body.contains("$rename$") {
        true => format!("DO {}", literal(&body)),
        false => format!("DO $rename${body}$rename$"),
    })
}

/// The name that the server chooses; `None` where it takes more than plain columns to tell.
fn usual(constraint: &Constraint, table: &str) -> Option<String> {
    let end = match constraint.kind {
        ConstraintKind::PrimaryKey => return Some(format!("{table}_pkey")),
        ConstraintKind::Unique => "key",
        _ => "excl",
    };
    let (_, keys) = constraint.definition.split_once('(')?;
    let (keys, _) = keys.split_once(')')?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let columns: Option<Vec<&str>> = (keys.split(", "))
        .map(|key| {
            let (column, rest) = key.split_once(' ').unwrap_or((key, "WITH"));
            (column.chars().all(is_plain) && rest.starts_with("WITH")).then_some(column)
        })
        .collect();
    let name = format!("{table}_{}_{end}", columns?.join("_"));
    (name.len() < 64).then_some(name)
}
