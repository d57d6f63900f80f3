use crate::sql::{Position, byte_offset_of_character, position, source_line};

#[test]
fn lines_and_columns_are_counted_as_editors_count_them() {
    let rows = [
        ("the start", "abc", 0, (1, 1)),
        ("inside a line", "abc", 2, (1, 3)),
        ("the end", "abc", 3, (1, 4)),
        ("behind the end", "abc", 99, (1, 4)),
        ("the line break belongs to its line", "a\nb", 1, (1, 2)),
        ("the next line", "a\nb", 2, (2, 1)),
        ("CRLF is one line break", "a\r\nb", 3, (2, 1)),
        ("the end behind a line break", "a\n", 2, (2, 1)),
        ("columns count characters", "äö€x", 7, (1, 4)),
        ("inside a character", "ä", 1, (1, 1)),
        ("a byte order mark takes no column", "\u{feff}ab", 4, (1, 2)),
        ("the mark itself", "\u{feff}ab", 0, (1, 1)),
        ("elsewhere it is a character", "a\n\u{feff}b", 5, (2, 2)),
        ("nothing", "", 0, (1, 1)),
    ];
    for (reason, text, offset, (line, column)) in rows {
        assert_eq!(
            position(text, offset),
            Position { line, column },
            "{reason}"
        );
    }
}

#[test]
fn a_source_line_comes_without_its_line_break() {
    let text = "\u{feff}one\r\n\ntwo\rstill two\nthree";
    let rows = [
        (0, ""),
        (1, "one"),
        (2, ""),
        (3, "two\rstill two"),
        (4, "three"),
        (5, ""),
    ];
    for (line, expected) in rows {
        assert_eq!(source_line(text, line), expected, "line {line}");
    }
}

#[test]
fn server_positions_count_characters_of_what_was_sent() {
    let text = "-- ä\nselect é, x";
    let sent = text.find("select").unwrap()..text.len();
    let rows = [
        ("the first character", 1, "select é, x"),
        ("behind a wide character", 9, ", x"),
        ("behind the end", 99, ""),
        ("no position", 0, "select é, x"),
    ];
    for (reason, character, rest) in rows {
        assert_eq!(
            &text[byte_offset_of_character(text, sent.clone(), character)..],
            rest,
            "{reason}"
        );
    }
}

#[test]
fn a_position_reads_as_line_and_column() {
    assert_eq!(Position { line: 3, column: 7 }.to_string(), "3:7");
}
