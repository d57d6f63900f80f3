//! The canonical text: what is hashed, parsed, stored and sent.
//!
//! Two files with the same canonical text are the same migration, whatever the
//! editor or `core.autocrlf` made of their bytes: a byte order mark is dropped,
//! CRLF becomes LF, blank lines at the end become one newline. Nothing else.

/// Bytes that aren't UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset} is not valid UTF-8")]
pub struct NotUtf8 {
    /// 0-based offset of the first byte that doesn't belong to a UTF-8 character.
    pub offset: usize,
}

/// The canonical text of a file's bytes. A file of blank lines only is empty.
///
/// # Errors
/// [`NotUtf8`] with the offset into `bytes` as read.
pub fn canonical(bytes: Vec<u8>) -> Result<String, NotUtf8> {
    let mut text = String::from_utf8(bytes).map_err(|error| NotUtf8 {
        offset: error.utf8_error().valid_up_to(),
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if text.contains("\r\n") {
        text = text.replace("\r\n", "\n");
    }
    let content = text.trim_end_matches([' ', '\t', '\n']).len();
    let Some(last_line_end) = text.get(content..).map(|blank| {
        // Spaces behind the last line's own text belong to that line.
        blank
            .find('\n')
            .map_or(text.len(), |newline| content + newline)
    }) else {
        return Ok(text);
    };
    if content == 0 {
        return Ok(String::new());
    }
    text.truncate(last_line_end);
    text.push('\n');
    Ok(text)
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
        assert_eq!(canonical(b"ab\xffc".to_vec()), Err(NotUtf8 { offset: 2 }));
        assert_eq!(canonical(b"ab\xc3".to_vec()), Err(NotUtf8 { offset: 2 }));
    }
}
