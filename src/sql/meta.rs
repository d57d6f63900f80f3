//! psql's meta-commands, as far as they move statement boundaries.
//!
//! Nothing here runs one: whether a file may contain them is the caller's decision.

/// The meta-commands that send or throw away the statement typed so far, as `;` would end it.
const ENDING_A_STATEMENT: [&str; 9] = [
    "g",
    "gx",
    "gset",
    "gexec",
    "gdesc",
    "crosstabview",
    "watch",
    "r",
    "reset",
];

/// Whether the statement before the meta-command ends there (`select 1 \gset`).
pub(super) fn ends_statement(meta_command: &str) -> bool {
    let name = meta_command.trim_start_matches('\\');
    let name = name
        .split(|character: char| !character.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    ENDING_A_STATEMENT.contains(&name)
}
