//! A snapshot as SQL text: a header, then every object beneath a heading of its own.

use std::collections::BTreeSet;

use super::data::{TableData, set_sequences};
use super::kind::Kind;
use super::object::{At, Comment};
use super::order::{Part, Placed, order};
use super::quote::{identifier, literal};
use super::snapshot::Snapshot;

/// What a dump's session must be like while it is loaded, whatever the server's settings.
const SETTINGS: &str = "\
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
SELECT pg_catalog.set_config('search_path', '', false);
";

/// The snapshot as SQL that makes the same schema in an empty database.
pub fn dump(snapshot: &Snapshot, data: &[TableData]) -> String {
    let mut text = format!(
        "-- PostgreSQL {} schema, written by proj-migrate\n\n{SETTINGS}",
        snapshot.major
    );
    let mut heading = None;
    let mut stood_in_for = BTreeSet::new();
    for placed in order(snapshot) {
        let at = At {
            snapshot,
            index: placed.step.index,
        };
        let statements = match placed.step.part {
            Part::Early => {
                stood_in_for.insert(at.index);
                at.object().definition.ddl().early(at).into_iter().collect()
            }
            Part::Main if stood_in_for.contains(&at.index) => {
                with_remarks(at, at.object().definition.ddl().replace(at))
            }
            Part::Main => with_remarks(at, at.object().definition.ddl().create(at)),
            Part::Late => at.object().definition.ddl().late(at),
        };
        if statements.is_empty() {
            continue;
        }
        let wanted = home(snapshot, placed, heading.as_deref());
        if heading.as_ref() != Some(&wanted) {
            text.push_str(&format!("\n\n-- {wanted}\n"));
            heading = Some(wanted);
        }
        for statement in statements {
            text.push_str(&format!("\n{statement};\n"));
        }
        // Before anything that would check, index or fire for every row.
        let rows = data.iter().find(|rows| rows.table == *at.id());
        if let Some(rows) = rows.filter(|_| placed.step.part == Part::Main) {
            text.push_str(&format!("\n{}", rows.copy()));
            for statement in set_sequences(at) {
                text.push_str(&format!("\n{statement};\n"));
            }
        }
    }
    text
}

/// The heading that a step stands beneath.
fn home(snapshot: &Snapshot, placed: Placed, current: Option<&str>) -> String {
    let title = |index| At { snapshot, index }.id().title();
    let own = title(placed.home);
    let kind = At {
        snapshot,
        index: placed.step.index,
    }
    .id()
    .kind;
    if kind == Kind::ForeignKey && current != Some(&own) {
        "FOREIGN KEYS".to_owned()
    } else {
        own
    }
}

/// What makes an object, and what is said of it besides.
fn with_remarks(at: At<'_>, mut statements: Vec<String>) -> Vec<String> {
    let object = at.object();
    let privileges = object.privileges.iter();
    statements.extend(object.depends_on.iter().map(|found| found.statement(at)));
    statements.extend(privileges.flat_map(|found| found.statements(at)));
    statements.extend(object.comments.iter().map(|found| comment(at, found)));
    statements
}

fn comment(at: At<'_>, comment: &Comment) -> String {
    let text = literal(&comment.text);
    let id = comment.part.as_ref().unwrap_or(at.id());
    let verb = match &comment.provider {
        Some(provider) => format!("SECURITY LABEL FOR {} ON", identifier(provider)),
        None => "COMMENT ON".to_owned(),
    };
    match &comment.column {
        Some(column) => format!(
            "{verb} COLUMN {}.{} IS {text}",
            id.qualified(),
            identifier(column)
        ),
        None => format!("{verb} {} {} IS {text}", id.kind.words(), id.sql()),
    }
}
