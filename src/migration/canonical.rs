//! The canonical text: what is hashed, parsed, stored and sent.
//!
//! Two files with the same canonical text are the same migration, whatever the
//! editor or `core.autocrlf` made of their bytes: a byte order mark is dropped,
//! CRLF becomes LF, blank lines at the end become one newline. Nothing else. Canonical
//! text is a fixed point, so what is doubled (a mark, the CR of a CRLF that was
//! converted twice) goes in one pass.

use std::string::FromUtf8Error;

/// Bytes that aren't UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset} is not valid UTF-8")]
pub struct NotUtf8 {
    /// 0-based offset of the first byte that doesn't belong to a UTF-8 character.
    pub offset: usize,
    /// Its line, 1-based.
    pub line: usize,
    /// Its column, 1-based, in characters.
    pub column: usize,
    /// The line's text, U+FFFD for what isn't UTF-8.
    pub source_line: String,
}

impl NotUtf8 {
    /// The place of the byte at `offset`, the first one that isn't UTF-8.
    #[must_use]
    pub fn at(bytes: &[u8], offset: usize) -> Self {
        let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or_default());
        let (lines, own) = before.rsplit_once('\n').unwrap_or(("", &before));
        let start = offset - own.len();
        let rest = bytes.get(start..).unwrap_or_default();
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let shown = String::from_utf8_lossy(line);
        let bom = |text: &str| text.trim_start_matches('\u{feff}').to_owned();
        Self {
            offset,
            line: if start == 0 {
                1
            } else {
                lines.split('\n').count() + 1
            },
            column: bom(own).chars().count() + 1,
            source_line: bom(shown.trim_end_matches('\r')),
        }
    }
}

/// The canonical text of a file's bytes. A file of blank lines only is empty.
///
/// # Errors
/// [`NotUtf8`] with the offset into `bytes` as read.
pub fn canonical(bytes: Vec<u8>) -> Result<String, NotUtf8> {
    let mut pieces = CanonicalPieces::default();
    let mut text = pieces.piece(bytes)?;
    text.push_str(pieces.end());
    Ok(text)
}

/// What becomes of CRLF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineBreaks {
    /// It becomes LF: the canonical text.
    #[default]
    LineFeeds,
    /// It stays: a schema file may hold it in a literal.
    AsTheyAre,
}

/// Makes the canonical text of a file whose bytes arrive in pieces.
#[derive(Debug, Default)]
pub struct CanonicalPieces {
    breaks: LineBreaks,
    /// What was read so far, as it was read.
    bytes: usize,
    lines: usize,
    /// The blank lines behind what was given out; nothing, if nothing follows.
    held_back: String,
    /// Whether what was given out ends inside a line.
    inside_line: bool,
}

impl CanonicalPieces {
    /// Pieces whose line breaks become these.
    pub fn with(breaks: LineBreaks) -> Self {
        Self {
            breaks,
            ..Self::default()
        }
    }

    /// The canonical text of the file's next bytes, which end with a line break unless they
    /// are the last; empty when blank lines are held back.
    ///
    /// # Errors
    /// [`NotUtf8`] with the offset into the file.
    pub fn piece(&mut self, bytes: Vec<u8>) -> Result<String, NotUtf8> {
        let length = bytes.len();
        let mut text = String::from_utf8(bytes).map_err(|error| self.not_utf8(&error))?;
        if self.bytes == 0 {
            let marks = text.len() - text.trim_start_matches('\u{feff}').len();
            text.drain(..marks);
        }
        self.bytes += length;
        self.lines += text.bytes().filter(|byte| *byte == b'\n').count();
        if self.breaks == LineBreaks::LineFeeds && text.contains("\r\n") {
            text = with_line_feeds(&text);
        }
        let content = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
        if content == 0 {
            self.held_back.push_str(&text);
            return Ok(String::new());
        }
        // Spaces behind the last line's own text belong to that line.
        let line_end = text.get(content..).and_then(|blank| blank.find('\n'));
        self.inside_line = line_end.is_none();
        let blank_lines = match line_end {
            Some(line_end) => text.split_off(content + line_end + 1),
            None => {
                text.truncate(text.trim_end_matches('\r').len());
                String::new()
            }
        };
        let held_back = std::mem::replace(&mut self.held_back, blank_lines);
        if !held_back.is_empty() {
            text.insert_str(0, &held_back);
        }
        Ok(text)
    }

    /// What the text ends with, behind its last piece.
    pub fn end(self) -> &'static str {
        if self.inside_line { "\n" } else { "" }
    }

    fn not_utf8(&self, error: &FromUtf8Error) -> NotUtf8 {
        let offset = error.utf8_error().valid_up_to();
        let mut place = NotUtf8::at(error.as_bytes(), offset);
        place.offset += self.bytes;
        place.line += self.lines;
        place
    }
}

/// `text` without the carriage returns that stand directly before a line feed.
fn with_line_feeds(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => {
                result.push_str(line.trim_end_matches('\r'));
                result.push('\n');
            }
            None => result.push_str(line),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_editors_change_is_dropped() {
        for (bytes, expected, reason) in [
            ("select 1;\n", "select 1;\n", "a tidy file stays as it is"),
            (
                "select 1;",
                "select 1;\n",
                "a missing final newline is added",
            ),
            (
                "select 1;\n\n \t\n",
                "select 1;\n",
                "blank lines at the end go",
            ),
            (
                "select 1;  \n",
                "select 1;  \n",
                "spaces of the last line stay",
            ),
            (
                "select 1;  ",
                "select 1;  \n",
                "also without a final newline",
            ),
            ("\u{feff}a\r\nb\r\n", "a\nb\n", "BOM and CRLF"),
            ("a\rb\n", "a\rb\n", "a lone carriage return is content"),
            ("a\r\r\nb\r\r\n", "a\nb\n", "CRLF converted twice"),
            ("a\r \nb\r\n", "a\r \nb\n", "one that ends no line stays"),
            ("a\r", "a\n", "one at the end can't stay before the newline"),
            ("a \r\r", "a \n", "nor can two"),
            ("a\n \r \n", "a\n", "a blank line with one is blank"),
            ("\u{feff}\u{feff}a\n", "a\n", "two byte order marks"),
            ("\n\na\n", "\n\na\n", "blank lines in front are content"),
            ("a\u{feff}\n", "a\u{feff}\n", "a later BOM is content"),
            ("\n \r\n\t", "", "only blank lines: nothing"),
            ("", "", "an empty file"),
        ] {
            let text = canonical(bytes.as_bytes().to_vec()).unwrap();
            assert_eq!(text, expected, "{reason}");
            assert_eq!(
                canonical(text.clone().into_bytes()).unwrap(),
                text,
                "a fixed point: {reason}"
            );
        }
    }

    #[test]
    fn pieces_of_whole_lines_make_the_same_text() {
        let lines = [
            "\u{feff}", "a", "é\r", "", " ", " \t\r", "b  ", "\r", "\u{feff}",
        ];
        for first in lines {
            for second in lines {
                for third in lines {
                    for end in ["", "\n"] {
                        let text = format!("{first}\n{second}\n{third}{end}");
                        let mut pieces = CanonicalPieces::default();
                        let mut joined = String::new();
                        for line in text.split_inclusive('\n') {
                            joined.push_str(&pieces.piece(line.into()).unwrap());
                        }
                        joined.push_str(pieces.end());
                        assert_eq!(joined, canonical(text.clone().into()).unwrap(), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_bad_byte_of_a_later_piece_counts_on() {
        let mut pieces = CanonicalPieces::default();
        pieces.piece(b"abc\r\n\n".to_vec()).unwrap();
        let error = pieces.piece(b"ab\xff".to_vec()).unwrap_err();
        assert_eq!((error.offset, error.line, error.column), (8, 3, 3));
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        for (bytes, offset, line, column, source_line) in [
            (&b"ab\xffc\nd"[..], 2, 1, 3, "ab\u{fffd}c"),
            (b"ab\xc3", 2, 1, 3, "ab\u{fffd}"),
            (b"\xef\xbb\xbfa\xff", 4, 1, 2, "a\u{fffd}"),
            (b"a\n\xff\n", 2, 2, 1, "\u{fffd}"),
            (b"a\r\n\xc3\xa9\xe9;\r\nb", 5, 2, 2, "é\u{fffd};"),
        ] {
            let expected = NotUtf8 {
                offset,
                line,
                column,
                source_line: source_line.to_owned(),
            };
            assert_eq!(canonical(bytes.to_vec()), Err(expected));
        }
    }
}
