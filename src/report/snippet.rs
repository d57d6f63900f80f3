//! A place in a file as a compiler shows it: the line with a caret below.
//!
//! The drawing (gutter, tabs, wide and combining characters, cutting long lines
//! around the caret) is annotate-snippets'; escaping, and keeping the caret where
//! it belongs while doing so, is ours.

use std::ops::Range;

use super::escape;
use crate::migration::Location;

/// A source line, escaped, and the bytes of it that the caret underlines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    /// The line's safe text, tabs kept.
    pub(super) line: String,
    /// Bytes of `line`; never empty unless it is at the line's end.
    pub(super) span: Range<usize>,
    /// The safe path.
    pub(super) path: String,
}

/// The longest stretch of a line that is looked at, in characters, on each side of the caret.
const REACH: usize = 400;

impl Snippet {
    /// What to draw of `at`. Columns beyond the line's end point behind it.
    pub(super) fn new(at: &Location) -> Self {
        let mut line = String::new();
        let (mut start, mut end) = (None, None);
        let column = at.column.saturating_sub(1);
        let (first, last) = (column, column.saturating_add(at.width.max(1)));
        for (index, c) in at.source_line.chars().enumerate() {
            if index == first {
                start = Some(line.len());
            }
            if index == last {
                end = Some(line.len());
            }
            // Whole megabytes may stand in one line; the frame shows some hundred characters.
            if index > last.min(first + REACH) + REACH {
                break;
            }
            match c {
                '\t' => line.push('\t'),
                _ => line.push_str(&escape::line(c.encode_utf8(&mut [0; 4]))),
            }
        }
        let start = start.unwrap_or(line.len());
        let end = end.unwrap_or(line.len()).max(start);
        Self {
            span: start..end,
            line,
            path: escape::line(&at.path).into_owned(),
        }
    }
}
