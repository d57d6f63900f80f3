//! From canonical text to a migration, or to everything that is wrong with it.
//!
//! Lexes once, cuts at the markers, splits and checks each section. Every problem of
//! the text is reported, in file order; a slip is read as what was meant, so that it
//! doesn't drag others behind it.

use super::checks::{check_lexed, check_meta_commands, check_section};
use super::findings::Findings;
use super::markers::markers;
use super::sections::sections;
use super::{Checksum, Migration, MigrationFile, Problem, Version};
use crate::sql::{Statement, lex};

/// The migration that `file` holds.
///
/// # Errors
/// Every [`Problem`] of the file, in file order; never empty.
pub fn parse(file: &MigrationFile) -> Result<Migration, Vec<Problem>> {
    let (text, checksum) = file
        .text
        .as_ref()
        .map_err(|problem| vec![problem.clone()])?;
    parse_text(Source {
        version: &file.name.version,
        name: &file.name.name,
        path: &file.path,
        text,
        checksum: *checksum,
    })
}

/// The migration that a script stored in the ledger holds; its path is `ledger:<label>`,
/// its name may be empty.
/// Whether it is complete and untouched only the ledger's checksums tell.
///
/// # Errors
/// Every [`Problem`] of the script; never empty.
pub fn parse_stored(
    version: &Version,
    name: &str,
    script: &str,
    label: &str,
) -> Result<Migration, Vec<Problem>> {
    parse_text(Source {
        version,
        name,
        path: &format!("ledger:{label}"),
        text: script,
        checksum: Checksum::of(script),
    })
}

struct Source<'t> {
    version: &'t Version,
    name: &'t str,
    path: &'t str,
    text: &'t str,
    checksum: Checksum,
}

fn parse_text(source: Source<'_>) -> Result<Migration, Vec<Problem>> {
    let text = source.text;
    let mut findings = Findings::new(source.path, text);
    let lexed = lex(text);
    check_lexed(text, &lexed, &mut findings);
    let markers = markers(text, &lexed, &mut findings);
    let sections = sections(text, &lexed, markers, &mut findings);
    for section in sections.all() {
        check_section(text, section, &mut findings);
    }
    let statements: Vec<&Statement> = sections.all().flat_map(|s| &s.statements).collect();
    check_meta_commands(text, &lexed, &statements, &mut findings);
    match sections.up {
        Some(up) if findings.is_empty() => Ok(Migration {
            version: source.version.clone(),
            name: source.name.to_owned(),
            path: source.path.to_owned(),
            text: text.to_owned(),
            checksum: source.checksum,
            up,
            down: sections.down,
        }),
        _ => Err(findings.into_problems()),
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
