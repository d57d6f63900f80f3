//! From what the server says of an error to a place in the file.

use std::ops::Range;

use super::findings::location_in_part;
use super::{Location, Migration, Section, Statements};
use crate::sql::{Part, StatementKind, TokenKind, byte_offset_of_character, lex};

/// What the server says of where a statement failed.
#[derive(Debug, Clone, Copy, Default)]
pub struct ErrorPlace<'e> {
    /// 1-based, in characters of the statement as sent.
    pub position: Option<usize>,
    /// CONTEXT, which names the line of a COPY's data or of a DO block.
    pub context: Option<&'e str>,
}

impl Migration {
    /// Where statement `index` (0-based) of `section` failed: the data line of a COPY, the
    /// position that the server gave, the line of a DO block, or else the statement's
    /// start. `None` when there is no such statement.
    pub fn locate(
        &self,
        section: &Section,
        index: usize,
        place: ErrorPlace<'_>,
    ) -> Option<Location> {
        locate(&self.path, self.statements(section), index, place)
    }
}

/// The same among `statements` of the file shown as `path`.
pub(super) fn locate(
    path: &str,
    mut statements: Statements,
    index: usize,
    place: ErrorPlace<'_>,
) -> Option<Location> {
    let statement = statements.statement_at(index).ok()??;
    let line = place.context.and_then(copy_line);
    if let (StatementKind::CopyFromStdin, Some(line)) = (statement.kind, line)
        && let Some(place) = locate_data(path, &mut statements, line)
    {
        return Some(place);
    }
    let part = statements.part.as_ref()?;
    let text = part.text.as_str();
    let in_block = || {
        let line = block_line(place.context?)?;
        line_of_block(text, statement.span.clone(), line)
    };
    let span = match (place.position, in_block()) {
        (Some(position), _) => {
            let start = byte_offset_of_character(text, statement.span.clone(), position);
            start..word_end(text, start, statement.span.end)
        }
        (None, Some(line)) => line,
        (None, None) => {
            let start = statement.span.start;
            start..word_end(text, start, statement.span.end)
        }
    };
    Some(at(path, part, span))
}

/// Where data line `line` (1-based) of the COPY at which `statements` stands is; behind
/// the last one, where they end. `None` when it has none, its semicolon forgotten.
fn locate_data(path: &str, statements: &mut Statements, line: usize) -> Option<Location> {
    let mut skipped = 0;
    let mut end = None;
    while let Some((part, data)) = statements.next_data().ok()? {
        let lines = part.text.get(data.clone())?;
        let count = lines.lines().count();
        if let Some(before) = (line - 1).checked_sub(skipped).filter(|at| *at < count) {
            let lines = lines.split_inclusive('\n').take(before);
            let start = data.start + lines.map(str::len).sum::<usize>();
            return Some(at(path, &part, start..data.end));
        }
        skipped += count;
        end = Some(at(path, &part, data.end..data.end));
    }
    end
}

fn at(path: &str, part: &Part, span: Range<usize>) -> Location {
    location_in_part(path, &part.text, part.before, span)
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
/// server's messages: the first number behind the first comma. It is the context's last
/// line: those of triggers and input functions stand above it.
#[must_use]
pub fn copy_line(context: &str) -> Option<usize> {
    let mut lines = context.lines().rev();
    let copy = lines.find_map(|line| line.strip_prefix("COPY "))?;
    first_number(copy.split_once(", ")?.1)
}

/// The 1-based line in `PL/pgSQL function inline_code_block line 3 at RAISE`, when that is
/// the outermost frame: then the statement is a DO.
fn block_line(context: &str) -> Option<usize> {
    let outermost = context.lines().last()?;
    first_number(outermost.split_once("inline_code_block")?.1)
}

fn first_number(text: &str) -> Option<usize> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let number = digits.split(|c: char| !c.is_ascii_digit()).next()?;
    number.parse().ok().filter(|number| *number > 0)
}

/// What stands in line `line` (1-based) of the dollar-quoted body in `statement`; the first
/// line is the one with the opening quote.
fn line_of_block(text: &str, statement: Range<usize>, line: usize) -> Option<Range<usize>> {
    let tokens = lex(text.get(statement.clone())?).tokens;
    let body = (tokens.iter()).find(|token| token.kind == TokenKind::DollarString)?;
    let start = statement.start + body.span.start;
    let lines = text.get(start..statement.end)?;
    let before: usize = lines
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let found = lines.get(before..)?.lines().next()?;
    let indent = found.len() - found.trim_start().len();
    let begin = start + before + indent;
    Some(begin..begin + found.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Checksum, FileName, MigrationFile, parse};

    fn migration(text: &str) -> Migration {
        let file = MigrationFile {
            name: FileName::parse("1_x.sql").unwrap(),
            path: "1_x.sql".to_owned(),
            text: Ok((text.to_owned().into(), Checksum::of(text))),
        };
        parse(&file).unwrap()
    }

    #[test]
    fn errors_are_found_in_the_file() {
        let text = "-- migrate:up\nselect 'äö';\nselect 'ü', nope, 2;\ncopy t from stdin;\n1\ta\n2\tb\n\\.\ndo $x$\nbegin\n  é();\nend $x$;\n";
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
                at(
                    2,
                    None,
                    Some("PL/pgSQL function g() line 7 at RAISE\nCOPY t, line 2"),
                ),
                (6, 1, 3),
                "a trigger's context above",
            ),
            (
                at(
                    3,
                    None,
                    Some(
                        "SQL statement \"x\"\nPL/pgSQL function inline_code_block line 3 at SQL statement",
                    ),
                ),
                (10, 3, 4),
                "a line of a DO block",
            ),
            (
                at(
                    3,
                    None,
                    Some("PL/pgSQL function inline_code_block line 1 at RAISE"),
                ),
                (8, 4, 3),
                "its first line",
            ),
            (
                at(
                    3,
                    None,
                    Some("PL/pgSQL function inline_code_block line 99 at RAISE"),
                ),
                (8, 1, 2),
                "a line that isn't there",
            ),
            (
                at(2, None, Some("SQL function f")),
                (4, 1, 4),
                "a context without a line",
            ),
            (
                at(2, None, Some("COPY t, line 0")),
                (4, 1, 4),
                "lines are counted from 1",
            ),
        ] {
            assert_eq!(found, expected, "{reason}");
        }
        assert!(
            migration
                .locate(&migration.up, 4, ErrorPlace::default())
                .is_none()
        );
    }

    #[test]
    fn a_copy_without_its_semicolon_has_a_place_too() {
        let migration = migration("-- migrate:up\ncopy t from stdin");
        let place = ErrorPlace {
            position: None,
            context: Some("COPY t, line 1"),
        };
        let found = migration.locate(&migration.up, 0, place).unwrap();
        assert_eq!((found.line, found.column), (2, 1));
    }
}
