//! CSV as PostgreSQL's COPY reads it: fields between commas, quotes doubled inside quotes, an empty
//! field without quotes is NULL. Source: PostgreSQL manual, COPY, "CSV Format".

use std::ops::Range;

/// A field of a record, and where it stands in the record's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldSpan {
    /// Its bytes, quotes included.
    pub(super) span: Range<usize>,
    /// Its value; `None` is NULL.
    pub(super) value: Option<String>,
}

/// Whether quotes are open behind what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Quotes {
    /// Not.
    #[default]
    Closed,
    /// A field goes on.
    Open,
}

impl Quotes {
    /// The other way round.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Closed => Self::Open,
            Self::Open => Self::Closed,
        }
    }

    /// As it is behind `text`. A doubled quote turns it twice.
    pub(super) fn behind(self, text: &str) -> Self {
        let quotes = text.bytes().filter(|byte| *byte == b'"').count();
        if quotes % 2 == 0 { self } else { self.turned() }
    }
}

/// How the lines of a file end: COPY learns it from the first one, and refuses others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum LineEnd {
    /// A line feed.
    #[default]
    Lf,
    /// A carriage return and a line feed.
    CrLf,
    /// A carriage return.
    Cr,
}

impl LineEnd {
    /// The length of the line end that `bytes` begin with; `None` when it is another one.
    pub(super) fn length(self, bytes: &[u8]) -> Option<usize> {
        match (self, bytes) {
            (Self::Lf, [b'\n', ..]) | (Self::Cr, [b'\r', ..]) => Some(1),
            (Self::CrLf, [b'\r', b'\n', ..]) => Some(2),
            _ => None,
        }
    }

    /// The last character of a line.
    pub(super) fn last_char(self) -> char {
        match self {
            Self::Lf | Self::CrLf => '\n',
            Self::Cr => '\r',
        }
    }
}

/// Behind the line end of the first record, and which one it is; `None` when the record goes on
/// behind `text`.
pub(super) fn first_end(text: &str) -> Option<(usize, LineEnd)> {
    let bytes = text.as_bytes();
    let mut quotes = Quotes::Closed;
    for (at, byte) in bytes.iter().enumerate() {
        let ends = match (byte, quotes) {
            (b'"', _) => {
                quotes = quotes.turned();
                continue;
            }
            (b'\n', Quotes::Closed) => LineEnd::Lf,
            (b'\r', Quotes::Closed) if bytes.get(at + 1) == Some(&b'\n') => LineEnd::CrLf,
            (b'\r', Quotes::Closed) => LineEnd::Cr,
            _ => continue,
        };
        return Some((at + ends.length(bytes.get(at..)?)?, ends));
    }
    None
}

/// The fields of one record, its line break at the end or not.
pub(super) fn fields(record: &str) -> Vec<FieldSpan> {
    let record = record.strip_suffix('\n').unwrap_or(record);
    let record = record.strip_suffix('\r').unwrap_or(record);
    let mut fields = Vec::new();
    let mut start = 0;
    let mut value = String::new();
    let mut was_quoted = false;
    let mut quotes = Quotes::Closed;
    let mut chars = record.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (c, quotes) {
            ('"', Quotes::Open) if chars.peek().is_some_and(|(_, next)| *next == '"') => {
                chars.next();
                value.push('"');
            }
            ('"', _) => {
                was_quoted = true;
                quotes = quotes.turned();
            }
            (',', Quotes::Closed) => {
                fields.push(field(start..at, std::mem::take(&mut value), was_quoted));
                (start, was_quoted) = (at + 1, false);
            }
            _ => value.push(c),
        }
    }
    fields.push(field(start..record.len(), value, was_quoted));
    fields
}

fn field(span: Range<usize>, value: String, was_quoted: bool) -> FieldSpan {
    let is_null = value.is_empty() && !was_quoted;
    FieldSpan {
        span,
        value: (!is_null).then_some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_apart_as_copy_does() {
        for (record, expected, reason) in [
            ("a,b\n", vec![Some("a"), Some("b")], "plain"),
            (
                "a,\"\",\r\n",
                vec![Some("a"), Some(""), None],
                "empty and NULL",
            ),
            (
                "\"a,\"\"b\nc\",d",
                vec![Some("a,\"b\nc"), Some("d")],
                "quoted",
            ),
            ("x\"y,z\"w", vec![Some("xy,zw")], "quotes in the middle"),
            ("", vec![None], "one NULL"),
        ] {
            let found = fields(record);
            let values: Vec<_> = found.iter().map(|field| field.value.as_deref()).collect();
            assert_eq!(values, expected, "{reason}");
        }
        let found = fields("é,\"b\",c\n");
        assert_eq!(found[1].span, 3..6);
    }

    #[test]
    fn the_first_line_tells_how_lines_end() {
        for (text, expected, reason) in [
            ("a\nb\r", Some((2, LineEnd::Lf)), "line feed"),
            ("a\r\nb", Some((3, LineEnd::CrLf)), "both"),
            ("a\rb\n", Some((2, LineEnd::Cr)), "carriage return"),
            ("a\r", Some((2, LineEnd::Cr)), "and nothing behind it"),
            (
                "\"a\r\n\"\"\n\"\nb",
                Some((9, LineEnd::Lf)),
                "quoted ones before it",
            ),
            ("\"a\n", None, "quotes are open"),
            ("a", None, "no line end"),
        ] {
            assert_eq!(first_end(text), expected, "{reason}");
        }
        assert_eq!(Quotes::Closed.behind("a\"b\"\"c"), Quotes::Open);
    }
}
