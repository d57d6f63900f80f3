//! Neutralises what could steer a terminal, in everything that comes from files,
//! servers or the system.
//!
//! Shown as visible escapes (`\x1b`, `\u{202e}`): C0, DEL, C1, line and paragraph
//! separators, and the bidirectional controls, which make a text read differently
//! from what it is (Unicode TR 36, "Bidirectional Text Spoofing").

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` in one line: line breaks and tabs are escaped too.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    escaped(text, is_unsafe)
}

/// `text` with its lines and tabs kept; CRLF counts as a line break, a lone
/// carriage return is escaped.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let keep = |c: char| is_unsafe(c) && c != '\n' && c != '\t';
    if text.contains("\r\n") {
        return Cow::Owned(escaped(&text.replace("\r\n", "\n"), keep).into_owned());
    }
    escaped(text, keep)
}

/// The text of a JSON document with the same characters as `\u` escapes, which
/// JSON alone demands of C0 only. Outside of strings there are none of them.
pub(super) fn json(document: &str) -> String {
    let mut safe = String::with_capacity(document.len());
    for c in document.chars() {
        match is_unsafe(c) {
            // Writing to a String cannot fail; none of them lies beyond four digits.
            true => drop(write!(safe, "\\u{:04x}", u32::from(c))),
            false => safe.push(c),
        }
    }
    safe
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_escaped(c) {
            push_visible(&mut safe, c);
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

fn push_visible(safe: &mut String, c: char) {
    match c {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        // Writing to a String cannot fail.
        _ if c.is_ascii() => drop(write!(safe, "\\x{:02x}", u32::from(c))),
        _ => drop(write!(safe, "\\u{{{:x}}}", u32::from(c))),
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_steers_a_terminal_is_shown_and_nothing_else_changes() {
        for (given, in_line, in_text, reason) in [
            ("plain", "plain", "plain", "nothing to do"),
            ("\x1b[31m", "\\x1b[31m", "\\x1b[31m", "an escape sequence"),
            ("\u{9b}31m", "\\u{9b}31m", "\\u{9b}31m", "C1's CSI"),
            (
                "a\x7f\0\x07",
                "a\\x7f\\x00\\x07",
                "a\\x7f\\x00\\x07",
                "DEL, NUL, BEL",
            ),
            (
                "a\u{202e}b",
                "a\\u{202e}b",
                "a\\u{202e}b",
                "right-to-left override",
            ),
            (
                "\u{2066}\u{61c}",
                "\\u{2066}\\u{61c}",
                "\\u{2066}\\u{61c}",
                "isolates and marks",
            ),
            (
                "a\nb\tc",
                "a\\nb\\tc",
                "a\nb\tc",
                "lines and tabs stay in texts",
            ),
            (
                "ok\rfake",
                "ok\\rfake",
                "ok\\rfake",
                "a lone carriage return overwrites",
            ),
            ("a\r\nb", "a\\r\\nb", "a\nb", "CRLF is a line break"),
            (
                "日本語 é e\u{301} 👍",
                "日本語 é e\u{301} 👍",
                "日本語 é e\u{301} 👍",
                "letters",
            ),
        ] {
            assert_eq!(line(given), in_line, "{reason}");
            assert_eq!(text(given), in_text, "{reason}");
        }
    }

    /// The list stands here a second time, from Unicode's Bidi_Control.
    #[test]
    fn no_character_that_steers_is_forgotten() {
        let bidi = [0x61c, 0x200e, 0x200f, 0x2028, 0x2029]
            .into_iter()
            .chain(0x202a..=0x202e)
            .chain(0x2066..=0x2069);
        for code in (0..0x20).chain(0x7f..0xa0).chain(bidi) {
            let c = char::from_u32(code).unwrap().to_string();
            assert_ne!(line(&c), c, "U+{code:04X}");
        }
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(given in any::<String>()) {
            prop_assert!(!line(&given).contains(is_unsafe));
            prop_assert!(!text(&given).contains(|c| is_unsafe(c) && c != '\n' && c != '\t'));
        }
    }
}
