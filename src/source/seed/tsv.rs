//! TSV as PostgreSQL's COPY reads and writes text: tabs between fields, `\N` for NULL, backslash
//! escapes. Source: PostgreSQL manual, COPY, "Text Format".

use super::csv::FieldSpan;

/// Whether the line that begins at `at` is `\.`.
pub(super) fn is_end_mark(bytes: &[u8], at: usize) -> bool {
    let line = bytes.get(at..).and_then(|rest| rest.strip_prefix(b"\\."));
    line.is_some_and(|rest| matches!(rest.first(), None | Some(b'\n' | b'\r')))
}

/// The fields of one line.
pub(super) fn fields(line: &str) -> Vec<FieldSpan> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut start = 0;
    let field = |text: &str| {
        let span = start..start + text.len();
        start = span.end + 1;
        let value = (text != "\\N").then(|| unescaped(text));
        FieldSpan { span, value }
    };
    line.split('\t').map(field).collect()
}

/// What the text of a field stands for.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut value = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        if *byte != b'\\' {
            value.push(*byte);
            continue;
        }
        let Some((escaped, behind)) = rest.split_first() else {
            value.push(b'\\');
            break;
        };
        rest = behind;
        match escaped {
            b'b' => value.push(8),
            b'f' => value.push(12),
            b'n' => value.push(b'\n'),
            b'r' => value.push(b'\r'),
            b't' => value.push(b'\t'),
            b'v' => value.push(11),
            b'0'..=b'7' => {
                let (code, length) = number(escaped, behind, 8, 2);
                value.push(code);
                rest = behind.get(length..).unwrap_or_default();
            }
            b'x' => match number(&b'0', behind, 16, 2) {
                (_, 0) => value.push(b'x'),
                (code, length) => {
                    value.push(code);
                    rest = behind.get(length..).unwrap_or_default();
                }
            },
            other => value.push(*other),
        }
    }
    String::from_utf8_lossy(&value).into_owned()
}

/// The byte that `first` and at most `most` further digits make, and how many of them there are.
fn number(first: &u8, digits: &[u8], radix: u32, most: usize) -> (u8, usize) {
    let digit = |byte: &u8| char::from(*byte).to_digit(radix);
    let mut code = digit(first).unwrap_or_default();
    let mut length = 0;
    for next in digits.iter().take(most).map_while(digit) {
        code = code * radix + next;
        length += 1;
    }
    ((code & 0xff) as u8, length)
}

/// Adds `value` as a field of COPY text.
pub(super) fn push_escaped(line: &mut String, value: &str) {
    if !value.contains(['\\', '\n', '\r', '\t']) {
        line.push_str(value);
        return;
    }
    for c in value.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_as_copy_reads_them() {
        for (line, expected, reason) in [
            ("a\tb\n", vec![Some("a"), Some("b")], "plain"),
            (
                "\\N\t\t\\\\N\r\n",
                vec![None, Some(""), Some("\\N")],
                "NULL, empty, a backslash",
            ),
            (
                "\\t\\n\\r\\b\\f\\v",
                vec![Some("\t\n\r\u{8}\u{c}\u{b}")],
                "letters",
            ),
            (
                "\\101\\x42\\x\\q\\",
                vec![Some("ABxq\\")],
                "codes and others",
            ),
            ("\\0", vec![Some("\0")], "one digit"),
        ] {
            let found = fields(line);
            let values: Vec<_> = found.iter().map(|field| field.value.as_deref()).collect();
            assert_eq!(values, expected, "{reason}");
        }
    }

    #[test]
    fn what_is_escaped_comes_back() {
        for value in ["", "plain", "a\tb\\c\nd\re", "\\N", "é👍"] {
            let mut line = String::new();
            push_escaped(&mut line, value);
            let found = fields(&line);
            assert_eq!(found[0].value.as_deref(), Some(value));
        }
    }
}
