//! A file that is too large to be kept: read piece by piece, each time from its start.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::unread::Unread;
use crate::migration::{CanonicalPieces, Checksum, LineBreaks, Reread};

/// How much is read at once.
const PIECE_BYTES: u64 = 256 * 1024;

/// A large migration file.
#[derive(Debug)]
pub(super) struct LargeFile {
    path: PathBuf,
    breaks: LineBreaks,
}

impl LargeFile {
    pub(super) fn new(path: &Path) -> Self {
        Self::with(path, LineBreaks::LineFeeds)
    }

    /// One whose line breaks become these.
    pub(super) fn with(path: &Path, breaks: LineBreaks) -> Self {
        Self {
            path: path.to_owned(),
            breaks,
        }
    }

    fn lines(&self) -> Lines {
        Lines::Unopened(self.path.clone(), self.breaks)
    }

    /// The checksum of its canonical text.
    ///
    /// # Errors
    /// It can't be read, or isn't text.
    pub(super) fn checksum(&self) -> Result<Checksum, Unread> {
        Checksum::of_pieces(self.lines())
    }
}

impl Reread for LargeFile {
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<String, String>>> {
        Box::new(
            self.lines()
                .map(|piece| piece.map_err(|unread| unread.to_string())),
        )
    }
}

/// The canonical text of a file in pieces of whole lines.
enum Lines {
    Unopened(PathBuf, LineBreaks),
    Open {
        file: File,
        /// The start of a line that isn't read to its end.
        begun: Vec<u8>,
        canonical: CanonicalPieces,
    },
    Over,
}

impl Iterator for Lines {
    type Item = Result<String, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.read() {
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(piece) => return piece.map(Ok),
                Err(unread) => {
                    *self = Self::Over;
                    return Some(Err(unread));
                }
            }
        }
    }
}

impl Lines {
    /// The next piece, perhaps empty; `None` when the file is over.
    fn read(&mut self) -> Result<Option<String>, Unread> {
        if let Self::Unopened(path, breaks) = self {
            *self = Self::Open {
                file: File::open(path)?,
                begun: Vec::new(),
                canonical: CanonicalPieces::with(*breaks),
            };
        }
        let Self::Open {
            file,
            begun,
            canonical,
        } = self
        else {
            return Ok(None);
        };
        let mut bytes = std::mem::take(begun);
        loop {
            let known = bytes.len();
            let mut next = file.by_ref().take(PIECE_BYTES);
            if next.read_to_end(&mut bytes)? == 0 {
                let mut text = canonical.piece(bytes)?;
                text.push_str(std::mem::take(canonical).end());
                *self = Self::Over;
                return Ok(Some(text));
            }
            let new = bytes.get(known..).unwrap_or_default();
            if let Some(last) = new.iter().rposition(|byte| *byte == b'\n') {
                *begun = bytes.split_off(known + last + 1);
                return Ok(Some(canonical.piece(bytes)?));
            }
        }
    }
}
