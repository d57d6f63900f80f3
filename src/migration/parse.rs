//! From canonical text to a migration, or to everything that is wrong with it.
//!
//! Goes through the text once, part by part; what is kept of it is in `draft`. Every problem
//! of the text is reported, in file order; a slip is read as what was meant, so that it
//! doesn't drag others behind it.

use super::draft::Draft;
use super::{Checksum, Migration, MigrationFile, Problem, ProblemKind, Text, TextLost, Version};
use crate::sql::Parts;

/// The migration that `file` holds.
///
/// # Errors
/// Every [`Problem`] of the file, in file order; never empty.
pub fn parse(file: &MigrationFile) -> Result<Migration, Vec<Problem>> {
    let (text, checksum) = file
        .text
        .as_ref()
        .map_err(|problem| vec![(**problem).clone()])?;
    parse_text(Source {
        version: &file.name.version,
        name: &file.name.name,
        path: &file.path,
        text: text.clone(),
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
        text: script.to_owned().into(),
        checksum: Checksum::of(script),
    })
}

/// A text to parse.
pub(super) struct Source<'t> {
    pub(super) version: &'t Version,
    pub(super) name: &'t str,
    pub(super) path: &'t str,
    pub(super) text: Text,
    pub(super) checksum: Checksum,
}

fn parse_text(source: Source<'_>) -> Result<Migration, Vec<Problem>> {
    let draft = Draft::new(source.path);
    parse_into(draft, source)
}

/// What `source` holds, as `draft` takes it.
pub(super) fn parse_into(draft: Draft<'_>, source: Source<'_>) -> Result<Migration, Vec<Problem>> {
    let markers = draft.markers;
    let drafted = drafted(draft, &source.text).map_err(|lost| {
        vec![Problem {
            path: source.path.to_owned(),
            location: None,
            kind: match lost {
                TextLost::Changed => ProblemKind::Changed,
                TextLost::Unreadable(reason) => ProblemKind::Unreadable { reason },
            },
        }]
    })?;
    let sections = drafted.finish()?;
    Ok(Migration {
        version: source.version.clone(),
        name: source.name.to_owned(),
        path: source.path.to_owned(),
        text: source.text,
        checksum: source.checksum,
        markers,
        up: sections.up,
        down: sections.down,
        script: sections.script,
    })
}

fn drafted<'s>(mut draft: Draft<'s>, text: &Text) -> Result<Draft<'s>, TextLost> {
    let mut parts = Parts::new(text.pieces(), draft.markers.divider());
    while let Some(part) = parts.next_part()? {
        draft.add(&part);
    }
    Ok(draft)
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
