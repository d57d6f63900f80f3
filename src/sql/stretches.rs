//! Walks through a text that arrives in pieces, stretch by stretch, so that no more of it
//! is kept than a stretch needs: its longest statement, or a few hundred kilobytes.
//!
//! The statements are those that lexing and splitting the whole text gives.

use std::ops::Range;

use super::copy::{CopyLines, copy_data};
use super::divider::Divider;
use super::lexer::{Extent, Lexed, Rest, Start, Stretch, lex_stretch};

/// A part of the text, in order, without gaps.
#[derive(Debug)]
pub struct Part {
    /// Its text; begins at the start of a line.
    pub text: String,
    /// What stands before it.
    pub before: Before,
    /// What it holds.
    pub content: Content,
}

/// What stands before a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// How many bytes.
    pub bytes: usize,
    /// How many lines.
    pub lines: usize,
}

/// What a part holds.
#[derive(Debug)]
pub enum Content {
    /// Statements and what stands between them.
    Sql {
        /// Its tokens.
        lexed: Lexed,
        /// Where the COPYs start, in bytes of the part, whose data are the next parts, in
        /// their order.
        copies: Vec<usize>,
    },
    /// Data lines of a COPY.
    Data {
        /// The bytes of the part that are data; then comes the `\.` line, if it is there.
        data: Range<usize>,
        /// Whether they go on.
        end: DataEnd,
    },
}

/// How a part of data lines ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataEnd {
    /// More lines of the same COPY follow in the next part.
    GoesOn,
    /// With the line `\.`.
    Terminated,
    /// With the text, without such a line.
    Missing,
}

/// The parts of a text whose pieces an iterator gives. Each piece but the last ends with a
/// line break; how long they are decides nothing but how long the parts are.
#[derive(Debug)]
pub struct Parts<I> {
    pieces: I,
    divider: Divider,
    rest: Rest,
    buffer: String,
    /// The least that is lexed at once: a statement that is longer is tried again only when
    /// twice as much is there.
    wanted: usize,
    before: Before,
    /// How many COPYs wait for the data lines that begin here.
    copies: usize,
}

impl<E, I: Iterator<Item = Result<String, E>>> Parts<I> {
    /// The parts of the text that `pieces` make.
    pub fn new(pieces: I, divider: Divider) -> Self {
        Self {
            pieces,
            divider,
            rest: Rest::Follows,
            buffer: String::new(),
            wanted: 1,
            before: Before::default(),
            copies: 0,
        }
    }

    /// The next part; `None` behind the last one.
    ///
    /// # Errors
    /// Those of the pieces.
    pub fn next_part(&mut self) -> Result<Option<Part>, E> {
        loop {
            self.fill()?;
            if self.copies > 0 {
                return Ok(Some(self.data()));
            }
            if self.buffer.is_empty() {
                return Ok(None);
            }
            let start = match self.before.bytes {
                0 => Start::Text,
                _ => Start::Line,
            };
            let rest = self.rest;
            let extent = Extent { start, rest };
            let Stretch { lexed, end, copies } = lex_stretch(&self.buffer, extent, self.divider);
            if end > 0 {
                self.copies = copies.len();
                return Ok(Some(self.take(end, Content::Sql { lexed, copies })));
            }
            self.wanted = self.buffer.len() * 2;
        }
    }

    /// Whether the next part holds data lines.
    pub fn data_follow(&self) -> bool {
        self.copies > 0
    }

    /// Reads pieces until there is enough to go on with.
    fn fill(&mut self) -> Result<(), E> {
        while self.rest == Rest::Follows && self.buffer.len() < self.wanted {
            match self.pieces.next() {
                Some(piece) => self.buffer.push_str(&piece?),
                None => self.rest = Rest::Nothing,
            }
        }
        self.wanted = 1;
        Ok(())
    }

    fn data(&mut self) -> Part {
        let lines: CopyLines = copy_data(self.buffer.as_bytes(), 0);
        let (length, end) = match (lines.terminator_end, self.rest) {
            (Some(end), _) => {
                let behind = self.buffer.get(end..).unwrap_or_default();
                let line_feed = behind.find('\n').map_or(behind.len(), |at| at + 1);
                (end + line_feed, DataEnd::Terminated)
            }
            (None, Rest::Follows) => (self.buffer.len(), DataEnd::GoesOn),
            (None, Rest::Nothing) => (self.buffer.len(), DataEnd::Missing),
        };
        if end != DataEnd::GoesOn {
            self.copies -= 1;
        }
        let data = 0..lines.end;
        self.take(length, Content::Data { data, end })
    }

    fn take(&mut self, length: usize, content: Content) -> Part {
        let rest = self.buffer.split_off(length);
        let text = std::mem::replace(&mut self.buffer, rest);
        let before = self.before;
        self.before.bytes += text.len();
        self.before.lines += text.bytes().filter(|byte| *byte == b'\n').count();
        Part {
            text,
            before,
            content,
        }
    }
}
