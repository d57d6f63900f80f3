//! The canonical text: what is hashed, parsed, stored and sent.
//!
//! Two files with the same canonical text are the same migration, whatever the
//! editor or `core.autocrlf` made of their bytes: a byte order mark is dropped,
//! CRLF becomes LF, blank lines at the end become one newline. Nothing else. Canonical
//! text is a fixed point, so what is doubled (a mark, the CR of a CRLF that was
//! converted twice) goes in one pass.

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
    fn at(bytes: &[u8], offset: usize) -> Self {
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
    let mut text = String::from_utf8(bytes)
        .map_err(|error| NotUtf8::at(error.as_bytes(), error.utf8_error().valid_up_to()))?;
    let marks = text.len() - text.trim_start_matches('\u{feff}').len();
    text.drain(..marks);
    if text.contains("\r\n") {
        text = with_line_feeds(&text);
    }
    let content = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
    if content == 0 {
        return Ok(String::new());
    }
    // Spaces behind the last line's own text belong to that line.
    let blank = text.get(content..).unwrap_or_default();
    let last_line = blank.split('\n').next().unwrap_or_default();
    text.truncate(content + last_line.trim_end_matches('\r').len());
    text.push('\n');
    Ok(text)
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
