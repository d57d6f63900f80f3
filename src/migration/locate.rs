//! From what the server says of an error to a place in the file.

use super::findings::location;
use super::{Location, Migration, Section};
use crate::sql::byte_offset_of_character;

/// What the server says of where a statement failed.
#[derive(Debug, Clone, Copy, Default)]
pub struct ErrorPlace<'e> {
    /// 1-based, in characters of the statement as sent.
    pub position: Option<usize>,
    /// CONTEXT, which names the line of a COPY's data.
    pub context: Option<&'e str>,
}

impl Migration {
    /// Where statement `index` (0-based) of `section` failed: the data line of a COPY, the
    /// position that the server gave, or else the statement's start. `None` when there
    /// is no such statement.
    pub fn locate(
        &self,
        section: &Section,
        index: usize,
        place: ErrorPlace<'_>,
    ) -> Option<Location> {
        let statement = section.statements.get(index)?;
        if let (Some(data), Some(line)) = (&statement.copy_data, place.context.and_then(copy_line))
        {
            let lines = self.text.get(data.clone())?;
            let skipped: usize = lines
                .split_inclusive('\n')
                .take(line - 1)
                .map(str::len)
                .sum();
            let start = data.start + skipped;
            return Some(location(&self.path, &self.text, start..data.end.max(start)));
        }
        let start = match place.position {
            Some(position) => {
                byte_offset_of_character(&self.text, statement.span.clone(), position)
            }
            None => statement.span.start,
        };
        Some(location(
            &self.path,
            &self.text,
            start..word_end(&self.text, start, statement.span.end),
        ))
    }
}

/// The end of the word (or of the one character) at `start`, for the caret's width.
fn word_end(text: &str, start: usize, end: usize) -> usize {
    let rest = text.get(start..end).unwrap_or_default();
    let word = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    start + word.max(first)
}

/// The 1-based data line in `COPY t, line 3, column b: "x"`, whatever the language of the
/// server's messages: the first number behind the first comma.
fn copy_line(context: &str) -> Option<usize> {
    let (_, behind) = context.strip_prefix("COPY ")?.split_once(", ")?;
    let digits = behind.trim_start_matches(|c: char| !c.is_ascii_digit());
    let number = digits.split(|c: char| !c.is_ascii_digit()).next()?;
    number.parse().ok().filter(|line| *line > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Checksum, FileName, MigrationFile, parse};

    fn migration(text: &str) -> Migration {
        let file = MigrationFile {
            name: FileName::parse("1_x.sql").unwrap(),
            path: "1_x.sql".to_owned(),
            text: Ok((text.to_owned(), Checksum::of(text))),
        };
        parse(&file).unwrap()
    }

    #[test]
    fn errors_are_found_in_the_file() {
        let text = "-- migrate:up\nselect 'äö';\nselect 'ü', nope, 2;\ncopy t from stdin;\n1\ta\n2\tb\n\\.\n";
        let migration = migration(text);
        let at = |index, position, context| {
            let place = ErrorPlace { position, context };
            let found = migration.locate(&migration.up, index, place).unwrap();
            (found.line, found.column, found.width)
        };
        for (found, expected, reason) in [
            (
                at(1, Some(13), None),
                (3, 13, 4),
                "a position behind a multi-byte character",
            ),
            (at(1, None, None), (3, 1, 6), "no position: the statement"),
            (
                at(2, None, Some("COPY t, line 2, column a: \"x\"")),
                (6, 1, 3),
                "a line of data",
            ),
            (
                at(2, None, Some("COPY t, Zeile 1")),
                (5, 1, 3),
                "in another language",
            ),
            (
                at(2, None, Some("SQL function f")),
                (4, 1, 4),
                "a context without a line",
            ),
        ] {
            assert_eq!(found, expected, "{reason}");
        }
        assert!(
            migration
                .locate(&migration.up, 3, ErrorPlace::default())
                .is_none()
        );
    }
}
