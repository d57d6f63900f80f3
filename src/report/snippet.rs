//! A place in a file as a compiler shows it: `--> file:line:column`, then the
//! line with a caret below.
//!
//! The drawing (gutter, tabs, wide and combining characters, cutting long lines
//! around the caret) is annotate-snippets'. Ours are escaping, keeping the caret
//! where it belongs while doing so, and the arrow's line, whose column must count
//! the characters of the file and not those of the escaped line.

use std::ops::Range;

use super::escape;
use super::style::{Paint, Style};
use crate::migration::Location;

/// How much of a line is looked at on each side of the caret's start, in
/// characters: whole megabytes may stand in one line.
const REACH: usize = 400;

/// A source line, escaped, and the bytes of it that the caret underlines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    /// The line's safe text, tabs kept, cut to what is near the caret.
    pub(super) line: String,
    /// Bytes of `line`; empty only at the line's end.
    pub(super) span: Range<usize>,
}

impl Snippet {
    /// What to draw of `at`. Columns beyond the line's end point behind it.
    pub(super) fn new(at: &Location) -> Self {
        let first = at.column.saturating_sub(1);
        let last = first.saturating_add(at.width.max(1));
        let window = first.saturating_sub(REACH)..first.saturating_add(REACH);
        let mut line = String::new();
        let (mut start, mut end) = (None, None);
        for (index, c) in at.source_line.chars().enumerate() {
            if index == first {
                start = Some(line.len());
            }
            if index == last || index == window.end {
                end = end.or(Some(line.len()));
            }
            match c {
                _ if index + 1 == window.start || index == window.end => line.push('…'),
                _ if !window.contains(&index) => {}
                '\t' => line.push('\t'),
                _ => line.push_str(&escape::line(c.encode_utf8(&mut [0; 4]))),
            }
            if index == window.end {
                break;
            }
        }
        let start = start.unwrap_or(line.len());
        let end = end.unwrap_or(line.len()).max(start);
        Self {
            line,
            span: start..end,
        }
    }
}

/// ` --> file:line:column`, indented so that the arrow stands on the frame's gutter.
pub(super) fn arrow(at: &Location, style: Style) -> String {
    let gutter = " ".repeat(at.line.to_string().len());
    let path = escape::line(&at.path);
    let arrow = style.paint(Paint::Frame, "-->");
    format!("{gutter}{arrow} {path}:{}:{}", at.line, at.column)
}

#[cfg(test)]
mod tests {
    use super::super::message::Message;
    use super::*;

    /// The frame of a message at a column of a line, without its title.
    fn frame(source_line: &str, column: usize, width: usize) -> String {
        let location = Location {
            path: "a.sql".to_owned(),
            line: 7,
            column,
            width,
            source_line: source_line.to_owned(),
        };
        let text = Message::error("x").at(Some(location)).render(Style::PLAIN);
        text.split_once('\n').unwrap().1.to_owned()
    }

    #[test]
    fn the_caret_stands_below_its_characters() {
        for (source_line, column, width, line, caret, reason) in [
            ("select nmae", 8, 4, "select nmae", "       ^^^^", "letters"),
            (
                "\tnmae",
                2,
                4,
                "    nmae",
                "    ^^^^",
                "a tab is four columns",
            ),
            ("\t\tnmae", 3, 4, "        nmae", "        ^^^^", "two tabs"),
            (
                "'日本' nmae",
                6,
                4,
                "'日本' nmae",
                "       ^^^^",
                "wide characters are two",
            ),
            ("'日本'", 2, 2, "'日本'", " ^^^^", "also below the caret"),
            (
                "'e\u{301}' nmae",
                6,
                4,
                "'e\u{301}' nmae",
                "    ^^^^",
                "combining ones are none",
            ),
            (
                "\x1b[m nmae",
                5,
                4,
                "\\x1b[m nmae",
                "       ^^^^",
                "an escape is as wide as shown",
            ),
            (
                "\u{202e}",
                1,
                1,
                "\\u{202e}",
                "^^^^^^^^",
                "a character may become several",
            ),
            ("select", 7, 1, "select", "      ^", "the end of the line"),
            ("select", 99, 5, "select", "      ^", "beyond the end"),
            ("", 1, 1, "", "^", "an empty line"),
            ("abc", 2, 99, "abc", " ^^", "no wider than the line"),
            ("abc", 2, 0, "abc", " ^", "at least one"),
        ] {
            let expected = format!(" --> a.sql:7:{column}\n  |\n7 | {line}\n  | {caret}\n");
            let expected = expected.replace("7 | \n", "7 |\n");
            assert_eq!(frame(source_line, column, width), expected, "{reason}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        for before in [0, 50, 390, 401, 5_000, 2_000_000] {
            let long = format!("{}nmae{}", "x".repeat(before), "y".repeat(1_000));
            let frame = frame(&long, before + 1, 4);
            let lines: Vec<&str> = frame.lines().collect();
            let [arrow, _, source, caret] = lines[..] else {
                panic!("four lines, not {lines:?}");
            };
            assert_eq!(arrow, format!(" --> a.sql:7:{}", before + 1));
            assert!(source.chars().count() < 160, "{source}");
            let column = |text: &str, what: &str| text[..text.find(what).unwrap()].chars().count();
            assert_eq!(column(source, "nmae"), column(caret, "^^^^"), "{frame}");
        }
    }
}
