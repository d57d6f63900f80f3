//! What stands in the server's texts of a row, in whatever language they are.

use crate::commands::seed::data_file::DataFile;
use crate::outcome::ServerError;
use crate::postgres::STAGED;
use crate::source::Clue;

/// The column in `COPY t, line 3, column age: "x"`, whatever the language: it stands between the
/// second word behind the line's number and the colon.
pub(super) fn copy_column(context: &str) -> Option<String> {
    let line = context
        .lines()
        .rev()
        .find(|line| line.starts_with("COPY "))?;
    let behind_line = line.split_once(", ")?.1.split_once(", ")?.1;
    let named = behind_line.split_once(' ')?.1;
    let name = named.split_once(": ").map_or(named, |(name, _)| name);
    Some(name.to_owned())
}

/// The context without what COPY adds to it: the row's number and text as they were sent, where the
/// file's own line, column and value are shown.
pub(super) fn without_copy(context: String) -> Option<String> {
    let at = match context.starts_with("COPY ") {
        true => None,
        false => Some(context.rfind("\nCOPY ").unwrap_or(context.len())),
    };
    Some(context.get(..at?)?.to_owned())
}

/// The error with the table's own name in it, where the temporary one's stands.
pub(super) fn of_the_table(file: &DataFile, mut error: ServerError) -> ServerError {
    let own = |text: &mut String| {
        if let Some(name) = staged_name(text) {
            *text = text.replace(&name, &file.table.table);
        }
    };
    own(&mut error.message);
    [&mut error.detail, &mut error.context]
        .into_iter()
        .flatten()
        .for_each(own);
    if error.table.as_deref().and_then(staged_name).is_some() {
        error.table = Some(file.table.table.clone());
        error.schema = Some(file.table.schema.clone());
    }
    error
}

fn staged_name(text: &str) -> Option<String> {
    let at = text.find(STAGED)?;
    let digits = text.get(at + STAGED.len()..)?;
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    Some(format!("{STAGED}{}", digits.get(..end)?))
}

/// What else the context says of the row: `column age: "x"`, or the row's text; both are cut when
/// they are long.
pub(super) fn clue(context: &str) -> Option<Clue> {
    let line = context
        .rsplit_once("COPY ")
        .map_or(context, |(_, line)| line);
    let (before, quoted) = line.split_once(": \"")?;
    let start = quoted.strip_suffix('"').unwrap_or(quoted);
    let start = start.strip_suffix("...").unwrap_or(start).to_owned();
    let column = copy_column(&format!("COPY {before}"));
    Some(match column {
        Some(column) => Clue::Value { column, start },
        None => Clue::Text(start),
    })
}

/// Columns and values in `Key (a, b)=(1, 2) already exists.`, whatever the language.
pub(super) fn key_values(detail: &str) -> Option<Vec<(String, String)>> {
    let (before, behind) = detail.split_once(")=(")?;
    let (_, columns) = before.split_once('(')?;
    let (values, _) = behind
        .rsplit_once(") ")
        .or_else(|| behind.rsplit_once(')'))?;
    let columns: Vec<&str> = columns.split(", ").collect();
    let values: Vec<&str> = match columns.len() {
        1 => vec![values],
        _ => values.split(", ").collect(),
    };
    if columns.len() != values.len() {
        return None;
    }
    let pairs = columns.into_iter().zip(values);
    Some(
        pairs
            .map(|(column, value)| (unquoted(column), value.to_owned()))
            .collect(),
    )
}

fn unquoted(name: &str) -> String {
    let inner = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_and_details_are_read_in_any_language() {
        for (context, column) in [
            ("COPY users, line 3, column age: \"x\"", Some("age")),
            (
                "PL/pgSQL function f() line 1 at RAISE\nCOPY users, line 3, column age: \"x\"",
                Some("age"),
            ),
            ("COPY users, Zeile 3, Spalte age: NULL-Eingabe", Some("age")),
            ("COPY users, line 3: \"1,2\"", None),
            ("SQL function f", None),
        ] {
            assert_eq!(copy_column(context).as_deref(), column, "{context}");
        }
        let pairs = |detail| {
            let pairs = key_values(detail).unwrap_or_default();
            let shown = pairs
                .iter()
                .map(|(column, value)| format!("{column}={value}"));
            shown.collect::<Vec<_>>().join(" ")
        };
        for (detail, expected) in [
            ("Key (id)=(1) already exists.", "id=1"),
            ("Key (a, b)=(1, x y) already exists.", "a=1 b=x y"),
            (
                "Schlüssel (name)=(a, (b)) existiert bereits.",
                "name=a, (b)",
            ),
            (
                "Key (\"Full name\")=(x) is not present in table \"t\".",
                "Full name=x",
            ),
            ("Failing row contains (1, 2).", ""),
        ] {
            assert_eq!(pairs(detail), expected, "{detail}");
        }
    }
}
