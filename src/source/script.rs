//! Reads a schema file: kept when it is small, read again for each walk when it is large.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use super::SourceError;
use super::large::LargeFile;
use super::read::{KEPT_BYTES, regular_file};
use super::unread::Unread;
use crate::migration::{CanonicalPieces, LineBreaks, Problem, ProblemKind, Reread, Text};

/// What pg_dump's archives begin with.
const ARCHIVE: &[u8] = b"PGDMP";

/// The text of the schema file at `path`.
///
/// # Errors
/// [`SourceError::NoSchemaFile`] and [`SourceError::SchemaFile`].
pub fn read_script(path: &Path) -> Result<Text, SourceError> {
    let shown = path.display().to_string();
    let metadata = match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(SourceError::NoSchemaFile { path: shown });
        }
        other => other.map_err(Unread::Io),
    };
    metadata
        .and_then(|metadata| regular_file(path, metadata.file_type()).map_err(Unread::Is))
        .and_then(|()| read(path))
        .map_err(|unread| SourceError::SchemaFile(problem(unread, &shown)))
}

/// The same text from what can be read only once, and is kept whole: `shown` stands for its path.
///
/// # Errors
/// [`SourceError::SchemaFile`].
pub fn read_script_from(mut stream: impl Read, shown: &str) -> Result<Text, SourceError> {
    let mut bytes = Vec::new();
    (stream.read_to_end(&mut bytes))
        .map_err(Unread::Io)
        .and_then(|_| kept(bytes))
        .map_err(|unread| SourceError::SchemaFile(problem(unread, shown)))
}

fn kept(bytes: Vec<u8>) -> Result<Text, Unread> {
    refuse_archive(&bytes)?;
    let mut pieces = CanonicalPieces::with(breaks(&bytes));
    let mut text = pieces.piece(bytes)?;
    text.push_str(pieces.end());
    Ok(text.into())
}

fn refuse_archive(bytes: &[u8]) -> Result<(), Unread> {
    match bytes.starts_with(ARCHIVE) {
        true => Err(Unread::Is(ProblemKind::Archive)),
        false => Ok(()),
    }
}

fn read(path: &Path) -> Result<Text, Unread> {
    let mut bytes = Vec::new();
    let most = KEPT_BYTES as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    if bytes.len() <= KEPT_BYTES {
        return kept(bytes);
    }
    refuse_archive(&bytes)?;
    let file = LargeFile::with(path, breaks(&bytes));
    let checksum = file.checksum()?;
    let reread: Arc<dyn Reread> = Arc::new(file);
    Ok(Text::Large { reread, checksum })
}

/// A CRLF behind the first line is version control's, which made all of them. Elsewhere it is part
/// of the schema: of a function's body, a comment, a default.
fn breaks(bytes: &[u8]) -> LineBreaks {
    let first = bytes.split(|byte| *byte == b'\n').next();
    match first {
        Some([.., b'\r']) => LineBreaks::LineFeeds,
        _ => LineBreaks::AsTheyAre,
    }
}

fn problem(unread: Unread, path: &str) -> Problem {
    let mut problem = unread.problem(path);
    if let ProblemKind::NotAFile { what } = problem.kind {
        problem.kind = ProblemKind::NotASchemaFile { what };
    }
    problem
}
