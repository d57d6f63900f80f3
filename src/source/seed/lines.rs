//! The lines of a seed file, as many at once as were fetched, checked to be UTF-8.

use super::SeedFile;
use super::decoded::Decoded;
use crate::migration::{Checksum, NotUtf8, Problem, SeedProblem, location};
use crate::source::unread::Unread;

/// How much is fetched at once.
const PIECE_BYTES: u64 = 128 * 1024;

/// How much of one row is kept: a file whose line or quote never ends isn't to take all memory.
pub(super) const ROW_BYTES: usize = 64 * MEBIBYTE;

/// As messages count.
pub(super) const MEBIBYTE: usize = 1024 * 1024;

/// How much of a line is shown that doesn't end.
const SHOWN_BYTES: usize = 60;

/// Where a file may be cut into stretches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cuts {
    /// Behind line feeds.
    Lines,
    /// Behind carriage returns, too, where no line feed comes: they may be all the line ends that a
    /// CSV file has, and a stretch is to stay small.
    CarriageReturns,
}

/// A file that is being read line by line.
pub(super) struct Lines {
    shown: String,
    decoded: Decoded,
    cuts: Cuts,
    /// The start of a line that isn't read to its end.
    begun: Vec<u8>,
    /// Bytes and lines that were given out.
    bytes_before: usize,
    lines_before: usize,
}

/// Some lines, whole ones where line feeds end them.
pub(super) struct Stretch {
    /// Their text; only at the end of the file may the line break be lacking.
    pub(super) text: String,
    /// How many lines come before them.
    pub(super) lines_before: usize,
}

impl Lines {
    pub(super) fn new(file: &SeedFile, decoded: Decoded, cuts: Cuts) -> Self {
        Self {
            shown: file.shown.clone(),
            decoded,
            cuts,
            begun: Vec::new(),
            bytes_before: 0,
            lines_before: 0,
        }
    }

    /// The next lines; `None` when the file is over. A byte order mark is left out.
    ///
    /// # Errors
    /// It can't be read; bytes that aren't UTF-8; a line that is longer than [`ROW_BYTES`].
    pub(super) fn next_stretch(&mut self) -> Result<Option<Stretch>, Problem> {
        let mut bytes = std::mem::take(&mut self.begun);
        loop {
            let known = bytes.len();
            bytes.reserve(PIECE_BYTES as usize);
            if self.decoded.read_more(&mut bytes, PIECE_BYTES)? == 0 {
                return match bytes.is_empty() {
                    true => Ok(None),
                    false => self.give(bytes).map(Some),
                };
            }
            if let Some(end) = self.cut(&bytes, known) {
                self.begun = bytes.split_off(end);
                return self.give(bytes).map(Some);
            }
            if bytes.len() > ROW_BYTES {
                return Err(self.endless(&bytes));
            }
        }
    }

    /// The line that `bytes` begin.
    fn endless(&self, bytes: &[u8]) -> Problem {
        let start = bytes.get(..SHOWN_BYTES).unwrap_or(bytes);
        let start = String::from_utf8_lossy(start);
        let mut place = location(&self.shown, &start, 0..0);
        place.line += self.lines_before;
        let mebibytes = ROW_BYTES / MEBIBYTE;
        Problem {
            path: self.shown.clone(),
            location: Some(place),
            kind: SeedProblem::EndlessLine { mebibytes }.into(),
        }
    }

    /// Where `bytes` can be cut, if in what is behind `known`. A carriage return counts when it is
    /// known that no line feed follows.
    fn cut(&self, bytes: &[u8], known: usize) -> Option<usize> {
        let new = bytes.get(known..)?;
        let feed = new.iter().rposition(|byte| *byte == b'\n');
        if feed.is_some() || self.cuts == Cuts::Lines {
            return feed.map(|at| known + at + 1);
        }
        let from = known.saturating_sub(1);
        let before_last = bytes.get(from..bytes.len() - 1)?;
        let carriage_return = before_last.iter().rposition(|byte| *byte == b'\r');
        carriage_return.map(|at| from + at + 1)
    }

    fn give(&mut self, bytes: Vec<u8>) -> Result<Stretch, Problem> {
        let length = bytes.len();
        let mut text = String::from_utf8(bytes).map_err(|error| {
            let mut place = NotUtf8::at(error.as_bytes(), error.utf8_error().valid_up_to());
            place.offset += self.bytes_before;
            place.line += self.lines_before;
            Unread::from(place).problem(&self.shown)
        })?;
        if self.bytes_before == 0 && text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let stretch = Stretch {
            lines_before: self.lines_before,
            text,
        };
        self.bytes_before += length;
        self.lines_before += stretch.text.bytes().filter(|byte| *byte == b'\n').count();
        Ok(stretch)
    }

    /// The file as shown to people.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// The checksum of the whole file.
    ///
    /// # Errors
    /// It can't be read.
    pub(super) fn checksum(self) -> Result<Checksum, Problem> {
        self.decoded.checksum()
    }
}
