//! A ledger that can't be trusted: what is wrong with it and the cure.

use super::list::list;
use super::message::Message;
use crate::plan::LedgerTrap;

/// The trap at `relation` as a message.
pub(super) fn message(relation: &str, trap: &LedgerTrap) -> Message {
    let shown = shown(relation);
    let another = "give proj-migrate a table of its own with `--migrations-table`";
    match trap {
        LedgerTrap::NotATable(what) => Message::error(format!(
            "{shown} is {what}: the ledger must be an ordinary, permanent table"
        ))
        .hint(format!("move it out of the way, or {another}")),
        LedgerTrap::TriggersOrRules(names) => {
            Message::error(format!("{shown} has triggers or rules: {}", list(names)))
                .prose("they could change what the ledger records, behind everybody's back")
                .hint(format!("drop or disable them, or {another}"))
        }
        LedgerTrap::RowSecurity => Message::error(format!(
            "row security of {shown} may hide rows from this role"
        ))
        .prose("migrations whose rows are hidden would be applied a second time")
        .hint(format!(
            "connect as the table's owner, or turn it off: `alter table {relation} disable row level security`"
        )),
        LedgerTrap::OtherTool(tool) => {
            Message::error(format!("{shown} belongs to another tool: {tool}"))
                .hint(format!("leave it alone and {another}"))
        }
        LedgerTrap::ElsewhereOnly(schemas) => elsewhere(&shown, schemas),
        LedgerTrap::BadVersion(version) => Message::error(format!(
            "{shown} holds a version that is not a number: `{version}`"
        ))
        .hint(format!(
            "another tool's row, or a slip: look at it, and if it is not needed \
             `delete from {relation} where version = {}`",
            literal(version)
        )),
        LedgerTrap::NoVersionColumn => Message::error(format!(
            "{shown} has no column `version`: it is not a ledger"
        ))
        .hint(format!("leave it alone and {another}")),
    }
}

fn elsewhere(relation: &str, schemas: &[String]) -> Message {
    let table = relation
        .rsplit_once('.')
        .map_or(relation, |(_, table)| table);
    let message = Message::error(format!(
        "no {table} on the search path, but there is one in schema {}",
        list(schemas)
    ))
    .prose("with a new, empty ledger every migration would be applied a second time");
    let message = schemas.iter().fold(message, |message, schema| {
        message.hint(format!(
            "if it is this project's: `--migrations-table {schema}.{table}`"
        ))
    });
    message.hint(format!(
        "if it is not: name the one to create, such as `--migrations-table public.{table}`"
    ))
}

/// The relation without the quotes that plain names don't need; what is to be run
/// as SQL keeps them.
fn shown(relation: &str) -> String {
    let bare = relation.replace('"', "");
    let is_plain = bare
        .bytes()
        .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'));
    match is_plain {
        true => bare,
        false => relation.to_owned(),
    }
}

/// `text` as an SQL string.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
