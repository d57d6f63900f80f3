//! CSV into COPY text, on the reading thread's core: the server reads text faster. What a value is,
//! and where a row ends, is as COPY has it for CSV, quotes in the midst of a field and the one kind of
//! line end that a file may have included. Source: PostgreSQL manual, COPY, "CSV Format", and for what
//! it leaves open `src/backend/commands/copyfromparse.c`.

use super::csv::{LineEnd, Quotes};
use crate::migration::SeedProblem;

/// The way from CSV to COPY text, a stretch of the file at a time.
#[derive(Debug)]
pub(super) struct CsvText {
    ends: LineEnd,
    quotes: Quotes,
}

/// A line break outside of quotes that isn't one of the file's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StrayBreak {
    found: u8,
    ends: LineEnd,
    /// How many rows of the stretch end before it.
    pub(super) rows: u64,
}

impl From<StrayBreak> for SeedProblem {
    fn from(stray: StrayBreak) -> Self {
        Self::StrayBreak {
            found: match stray.found {
                b'\r' => "a carriage return",
                _ => "a line feed",
            },
            ends: match stray.ends {
                LineEnd::Lf => "a line feed",
                LineEnd::CrLf => "a carriage return and a line feed",
                LineEnd::Cr => "a carriage return",
            },
        }
    }
}

/// Texts are looked at so many bytes at once.
const STEP: usize = 8;

impl CsvText {
    /// For a file whose first line ends so.
    pub(super) fn new(ends: LineEnd) -> Self {
        Self {
            ends,
            quotes: Quotes::Closed,
        }
    }

    /// Whether quotes are open behind what was read; at the end of a file they must not be.
    pub(super) fn quotes(&self) -> Quotes {
        self.quotes
    }

    /// The rows of `text`, and how many end in it. The text goes on where the last one ended, and
    /// ends behind a line break or with the file.
    ///
    /// # Errors
    /// A line break that isn't one of the file's.
    pub(super) fn rows(&mut self, text: &str) -> Result<(Vec<u8>, u64), StrayBreak> {
        let bytes = text.as_bytes();
        let mut out = Output::new(bytes.len(), self.quotes);
        let mut is_begun = self.quotes == Quotes::Open;
        let (mut at, mut rows) = (0, 0);
        while at < bytes.len() {
            let step = step(bytes, at);
            let plain = plain_bytes(step, self.quotes);
            out.put(step, plain);
            at += plain;
            is_begun = true;
            if plain == STEP {
                continue;
            }
            let Some(byte) = bytes.get(at) else {
                break;
            };
            match (byte, self.quotes) {
                (b',', Quotes::Closed) => out.end_field(b'\t'),
                (b'"', Quotes::Open) if bytes.get(at + 1) == Some(&b'"') => {
                    out.put(*b"\"", 1);
                    at += 1;
                }
                (b'"', _) => {
                    out.was_quoted = true;
                    self.quotes = self.quotes.turned();
                }
                (b'\n' | b'\r', Quotes::Closed) => {
                    let line_end = bytes.get(at..).and_then(|rest| self.ends.length(rest));
                    let Some(length) = line_end else {
                        return Err(StrayBreak {
                            found: *byte,
                            ends: self.ends,
                            rows,
                        });
                    };
                    at += length - 1;
                    out.end_field(b'\n');
                    rows += 1;
                    is_begun = false;
                }
                (b'\n', _) => out.put(*b"\\n", 2),
                (b'\r', _) => out.put(*b"\\r", 2),
                (b'\t', _) => out.put(*b"\\t", 2),
                (b'\\', _) => out.put(*b"\\\\", 2),
                (byte, _) => out.put([*byte], 1),
            }
            at += 1;
        }
        if is_begun && self.quotes == Quotes::Closed {
            out.end_field(b'\n');
            rows += 1;
        }
        Ok((out.into_bytes(), rows))
    }
}

/// The bytes from `at` on, with zeros behind the last one.
#[inline]
fn step(bytes: &[u8], at: usize) -> [u8; STEP] {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut last = [0; STEP];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        last
    })
}

/// How many bytes come before the first one that may mean something: a quote, a backslash, a control
/// character, outside of quotes a comma. All of them are tried at once, as parts of one number: a
/// part that is too small for a subtraction borrows from the parts behind it, never from those before.
#[inline]
fn plain_bytes(step: [u8; STEP], quotes: Quotes) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let number = u64::from_le_bytes(step);
    let is_below = |number: u64, most: u64| number.wrapping_sub(EACH * most) & !number;
    let is_equal = |byte: u8| is_below(number ^ (EACH * u64::from(byte)), 1);
    let mut found = is_below(number, 0x20) | is_equal(b'"') | is_equal(b'\\');
    if quotes == Quotes::Closed {
        found |= is_equal(b',');
    }
    (found & (EACH << 7)).trailing_zeros() as usize / STEP
}

/// The rows as they are written: `bytes` are longer than what was written, so that whole steps can
/// be copied and the next one written over what is too much.
struct Output {
    bytes: Vec<u8>,
    written: usize,
    /// Where the latest field begins.
    field: usize,
    was_quoted: bool,
}

impl Output {
    /// For a text of so many bytes, which begins inside of quotes or not.
    fn new(length: usize, quotes: Quotes) -> Self {
        Self {
            bytes: vec![0; length + length / 8 + STEP],
            written: 0,
            field: 0,
            was_quoted: quotes == Quotes::Open,
        }
    }

    /// Adds the first `length` of `new`.
    #[inline]
    fn put<const N: usize>(&mut self, new: [u8; N], length: usize) {
        loop {
            let rest = self.bytes.get_mut(self.written..).unwrap_or_default();
            if let Some(place) = rest.first_chunk_mut() {
                *place = new;
                self.written += length;
                return;
            }
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        self.bytes.resize(self.bytes.len() * 2 + STEP, 0);
    }

    fn end_field(&mut self, with: u8) {
        if self.written == self.field && !self.was_quoted {
            self.put(*b"\\N", 2);
        }
        self.put([with], 1);
        (self.field, self.was_quoted) = (self.written, false);
    }

    fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.written);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{csv, tsv};
    use super::*;

    /// Rows by the simple readers of [`csv`] and [`tsv`], which messages are made with.
    fn values(fields: Vec<csv::FieldSpan>) -> Vec<Option<String>> {
        fields.into_iter().map(|field| field.value).collect()
    }

    fn converted(ends: LineEnd, parts: &[&str]) -> Result<String, StrayBreak> {
        let mut csv = CsvText::new(ends);
        let mut all = String::new();
        for part in parts {
            let (bytes, rows) = csv.rows(part)?;
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(text.matches('\n').count() as u64, rows, "{part:?}");
            all.push_str(&text);
        }
        Ok(all)
    }

    #[test]
    fn rows_become_what_copy_reads_from_them() {
        for (csv, expected, reason) in [
            ("1,a\n2,b\n", "1\ta\n2\tb\n", "plain"),
            ("1,a\n2,b", "1\ta\n2\tb\n", "no line end at the end"),
            (",\"\"\n", "\\N\t\n", "NULL, and an empty text"),
            ("\n\"\"\n", "\\N\n\n", "the same in one column"),
            ("x\"y,\"\"z\"w,\n", "xy,\"zw\t\\N\n", "quotes in the midst"),
            (
                "\"a,\"\"b\nc\r\td\"\n",
                "a,\"b\\nc\\r\\td\n",
                "all in quotes",
            ),
            (
                "\\N,\\.,\\\n\\.\n",
                "\\\\N\t\\\\.\t\\\\\n\\\\.\n",
                "backslashes",
            ),
            (
                "a\tb,\u{1}\u{7f}é👍\n",
                "a\\tb\t\u{1}\u{7f}é👍\n",
                "bytes of all kinds",
            ),
        ] {
            assert_eq!(
                converted(LineEnd::Lf, &[csv]).as_deref(),
                Ok(expected),
                "{reason}"
            );
        }
        let parts = ["1,\"a\r\n", "\r\n", "b\"\"\"\r\n2,c\r\n", "\r\n3,d"];
        assert_eq!(
            converted(LineEnd::CrLf, &parts).as_deref(),
            Ok("1\ta\\r\\n\\r\\nb\"\n2\tc\n\\N\n3\td\n")
        );
        let parts = ["1,\"a\n", "b\"\r2,c\r", "\r3,d"];
        assert_eq!(
            converted(LineEnd::Cr, &parts).as_deref(),
            Ok("1\ta\\nb\n2\tc\n\\N\n3\td\n")
        );
        let mut open = CsvText::new(LineEnd::Lf);
        assert_eq!(open.rows("a\nb,\"c\n").map(|(_, rows)| rows), Ok(1));
        assert_eq!(open.quotes(), Quotes::Open);
    }

    #[test]
    fn line_breaks_that_are_not_the_files_are_refused() {
        for (ends, csv, found, rows) in [
            (LineEnd::Lf, "a\nb\rc\n", b'\r', 1),
            (LineEnd::Lf, "a\r\n", b'\r', 0),
            (LineEnd::CrLf, "a\r\nb\n", b'\n', 1),
            (LineEnd::CrLf, "a\r\nb\r", b'\r', 1),
            (LineEnd::Cr, "a\rb\n", b'\n', 1),
        ] {
            let stray = converted(ends, &[csv]).unwrap_err();
            assert_eq!((stray.found, stray.rows), (found, rows), "{csv:?}");
        }
    }

    proptest! {
        #[test]
        fn any_values_arrive(rows in prop::collection::vec(
            prop::collection::vec("[a-z ,\"\\\\\t\r\né👍.N]{0,20}", 1..4), 1..5,
        )) {
            let mut text = String::new();
            for row in &rows {
                let quoted: Vec<String> = row
                    .iter()
                    .map(|value| format!("\"{}\"", value.replace('"', "\"\"")))
                    .collect();
                text.push_str(&quoted.join(","));
                text.push('\n');
            }
            // In stretches as they are read.
            let parts: Vec<&str> = text.split_inclusive('\n').collect();
            let found = converted(LineEnd::Lf, &parts).unwrap();
            let found: Vec<_> = found.lines().map(|line| values(tsv::fields(line))).collect();
            let expected: Vec<Vec<Option<String>>> =
                rows.into_iter().map(|row| row.into_iter().map(Some).collect()).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_row_is_what_the_reader_for_messages_takes_it_for(row in "[ab,\"\\\\\t]{0,30}") {
            if Quotes::Closed.behind(&row) == Quotes::Closed {
                let found = converted(LineEnd::Lf, &[&format!("{row}\n")]).unwrap();
                prop_assert_eq!(values(tsv::fields(&found)), values(csv::fields(&row)));
            }
        }
    }
}
