//! The law of texts that arrive in pieces: problems, sections and statements are those of the
//! whole text, however it is cut. Built for tests and fuzz targets only, as `laws` is.

use std::sync::Arc;

use super::{Checksum, Direction, FileName, Migration, MigrationFile, Problem, Reread};
use super::{Section, Text, parse, stored_script};
use crate::migration::markers::Markers;
use crate::sql::{StatementKind, lex_divided, split};

/// A text that is given out in pieces of so many lines, over and over.
#[derive(Debug)]
struct Pieces {
    text: String,
    lines: usize,
}

impl Reread for Pieces {
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<String, String>>> {
        let lines: Vec<&str> = self.text.split_inclusive('\n').collect();
        let pieces: Vec<_> = lines.chunks(self.lines).map(<[_]>::concat).collect();
        Box::new(pieces.into_iter().map(Ok))
    }
}

/// The migration that a text holds which is too large to keep, in pieces of `lines` lines.
///
/// # Errors
/// Those of [`parse`].
pub(super) fn in_pieces(text: &str, lines: usize) -> Result<Migration, Vec<Problem>> {
    large(text, Checksum::of(text), lines)
}

/// The same of a text that had `checksum` when it was first read.
pub(super) fn large(
    text: &str,
    checksum: Checksum,
    lines: usize,
) -> Result<Migration, Vec<Problem>> {
    let text = text.to_owned();
    let reread: Arc<dyn Reread> = Arc::new(Pieces { text, lines });
    parsed(Text::Large { reread, checksum }, checksum)
}

/// The migration that a text holds which is kept.
pub(super) fn whole(text: &str) -> Result<Migration, Vec<Problem>> {
    parsed(text.to_owned().into(), Checksum::of(text))
}

fn parsed(text: Text, checksum: Checksum) -> Result<Migration, Vec<Problem>> {
    let name = FileName::parse("1_x.sql").ok_or_else(Vec::new)?;
    parse(&MigrationFile {
        name,
        path: "m/1_x.sql".to_owned(),
        text: Ok((text, checksum)),
    })
}

/// Pieces of `lines` lines (at least one) lead where the whole text does.
pub(super) fn cuts_decide_nothing(text: &str, lines: usize) {
    match (whole(text), in_pieces(text, lines.max(1))) {
        (Ok(whole), Ok(pieces)) => {
            assert_eq!(facts(&whole), facts(&pieces), "{text:?}");
            for direction in [Direction::Up, Direction::Down] {
                let sections = whole.section(direction).zip(pieces.section(direction));
                let Some((section, of_pieces)) = sections else {
                    continue;
                };
                let expected = split_at_once(text, section);
                assert_eq!(told(&whole, section), expected, "{text:?}");
                assert_eq!(told(&pieces, of_pieces), expected, "{text:?}");
                assert_eq!(section.statements, expected.len());
            }
        }
        (whole, pieces) => assert_eq!(whole.err(), pieces.err(), "{text:?}"),
    }
}

/// Each statement's kind and text, and its data lines when it is a COPY.
type Told = Vec<(StatementKind, String, Option<String>)>;

fn told(migration: &Migration, section: &Section) -> Told {
    let mut statements = migration.statements(section);
    let mut told = Vec::new();
    while let Ok(Some(statement)) = statements.next_statement() {
        let data = (statement.kind == StatementKind::CopyFromStdin)
            .then(|| std::iter::from_fn(|| statements.next_lines().ok().flatten()).collect());
        told.push((statement.kind, statement.text, data));
    }
    told
}

/// The same from the whole text at once.
fn split_at_once(text: &str, section: &Section) -> Told {
    let lexed = lex_divided(text, Markers::Heeded.divider());
    let statements = split(text, section.span.clone(), &lexed).into_iter();
    statements
        .map(|statement| {
            // A COPY without its semicolon is one, without data lines.
            let data = statement.copy_data.clone().unwrap_or_default();
            let data = (statement.kind == StatementKind::CopyFromStdin)
                .then(|| text.get(data).unwrap_or_default().to_owned());
            (statement.kind, statement.text(text).to_owned(), data)
        })
        .collect()
}

/// Whatever a migration says of itself.
fn facts(migration: &Migration) -> String {
    let Migration {
        checksum, up, down, ..
    } = migration;
    format!("{checksum} {up:?} {down:?} {}", stored_script(migration))
}
