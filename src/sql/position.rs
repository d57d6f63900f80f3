//! From byte offsets to lines and columns, and from PostgreSQL's character positions to
//! byte offsets.
//!
//! A line ends at a line feed; a carriage return before it belongs to the line break. A
//! byte order mark takes up no column. How wide a character is drawn is the report's matter.

use std::fmt;
use std::ops::Range;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A place in a text, as editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

/// The line and column of the character at `byte_offset`, or of the text's end if the
/// offset lies there or behind; an offset inside a character counts as that character's.
#[must_use]
pub fn position(text: &str, byte_offset: usize) -> Position {
    let before = text.get(..floor(text, byte_offset)).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |line_feed| line_feed + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    Position {
        line,
        column: column(before, line_start),
    }
}

/// The text of a 1-based line, without its line break and byte order mark; empty behind
/// the last line.
#[must_use]
pub fn source_line(text: &str, line: usize) -> &str {
    let Some(index) = line.checked_sub(1) else {
        return "";
    };
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    without_break(text.split('\n').nth(index).unwrap_or_default())
}

/// The byte offset in `text` of the 1-based `character` that a server error gives for the
/// part of the text that was sent, which stands at `sent`. A position behind the part's
/// end gives the part's end, position 0 its start.
#[must_use]
pub fn byte_offset_of_character(text: &str, sent: Range<usize>, character: usize) -> usize {
    let part = text.get(sent.clone()).unwrap_or_default();
    let skipped = character.saturating_sub(1);
    part.char_indices()
        .nth(skipped)
        .map_or(sent.start + part.len(), |(distance, _)| {
            sent.start + distance
        })
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, byte_offset: usize) -> usize {
    text.floor_char_boundary(byte_offset)
}

/// The bytes that a byte order mark takes up at the start of the text.
fn mark(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    }
}

/// The 1-based column of what stands behind `before`, on the line that starts at `line_start`.
fn column(before: &str, line_start: usize) -> usize {
    before
        .get(line_start.max(mark(before))..)
        .unwrap_or_default()
        .chars()
        .count()
        + 1
}

fn without_break(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}
