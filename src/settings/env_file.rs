//! The text of an env file, read the way dbmate's library (godotenv) reads it.
//!
//! `NAME=value` a line, perhaps with `export` in front or with `:` instead of `=`. Unquoted
//! values end before ` #`; single quotes take everything literally, double quotes know
//! `\n`, `\r` and `\` before any other character; both may span lines. `$NAME` and
//! `${NAME}` (upper case) stand for another variable, except in single quotes. Unlike
//! there, a name that stands for nothing is an error where the value is used:
//! an unnoticed gap in a password is worse.

use std::fmt;

/// One variable of an env file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The variable's name.
    pub(super) name: String,
    /// 1-based line of the name.
    pub(super) line: usize,
    /// The value with references still to be filled in.
    pub(super) value: Vec<Piece>,
}

/// A part of a value, perhaps of a password: `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text.
    Text(String),
    /// The value of another variable.
    Reference(String),
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Piece(…)")
    }
}

/// A line that can't be read; it says nothing of the line's content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub(super) struct BadLine {
    /// 1-based.
    pub(super) line: usize,
    /// What is wrong.
    pub(super) reason: &'static str,
}

/// The entries of `text` in file order; a name may occur twice.
///
/// # Errors
/// The first line that is neither blank, nor a comment, nor `NAME=value`; a quote without end.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, BadLine> {
    let whole = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rest = whole;
    let mut entries = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(entries);
        }
        let before = whole.get(..whole.len() - rest.len()).unwrap_or_default();
        let line = 1 + before.matches('\n').count();
        if rest.starts_with('#') {
            rest = split_line(rest).1;
            continue;
        }
        let bad = |reason| BadLine { line, reason };
        let (name, behind) = name(rest).map_err(bad)?;
        let (value, behind) = value(behind).map_err(bad)?;
        entries.push(Entry { name, line, value });
        rest = behind;
    }
}

/// `text` up to its first line break, and from there on.
fn split_line(text: &str) -> (&str, &str) {
    text.split_at(text.find('\n').unwrap_or(text.len()))
}

/// The name that starts `text`, and what stands behind its separator.
fn name(text: &str) -> Result<(String, &str), &'static str> {
    let (line, _) = split_line(text);
    let end = line.find(['=', ':']).ok_or("there is no `=` in it")?;
    let name = line.get(..end).unwrap_or_default().trim();
    let name = match name.strip_prefix("export") {
        Some(exported) if exported.starts_with([' ', '\t']) => exported.trim(),
        _ => name,
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    if name.is_empty() || !name.chars().all(allowed) {
        return Err("what stands before `=` is not the name of a variable");
    }
    Ok((name.to_owned(), text.get(end + 1..).unwrap_or_default()))
}

/// The value that `text` starts with, and what stands behind its line.
fn value(text: &str) -> Result<(Vec<Piece>, &str), &'static str> {
    let inner = text.trim_start_matches([' ', '\t']);
    if let Some(quoted) = inner.strip_prefix('\'') {
        let end = quoted.find('\'').ok_or("a `'` is never closed")?;
        let (literal, behind) = quoted.split_at(end);
        return Ok((vec![Piece::Text(literal.to_owned())], end_of_value(behind)?));
    }
    if let Some(quoted) = inner.strip_prefix('"') {
        let end = closing_quote(quoted).ok_or("a `\"` is never closed")?;
        let (quoted, behind) = quoted.split_at(end);
        return Ok((pieces(quoted, Escapes::All), end_of_value(behind)?));
    }
    let (line, behind) = split_line(text);
    let comment = [" #", "\t#"]
        .iter()
        .filter_map(|mark| line.find(mark))
        .min();
    let plain = line
        .get(..comment.unwrap_or(line.len()))
        .unwrap_or_default();
    Ok((pieces(plain.trim(), Escapes::Dollar), behind))
}

/// What follows the line of `behind`, which starts with a closing quote.
fn end_of_value(behind: &str) -> Result<&str, &'static str> {
    let (line, next) = split_line(behind.get(1..).unwrap_or_default());
    let trailing = line.trim();
    if trailing.is_empty() || trailing.starts_with('#') {
        return Ok(next);
    }
    Err("there is text behind the closing quote")
}

/// The offset of the first `"` without a backslash in front.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// Which backslashes mean something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// All of them.
    All,
    /// Those before `$`.
    Dollar,
}

/// `text` cut at its references.
fn pieces(text: &str, escapes: Escapes) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = tail;
        match (c, tail.chars().next()) {
            ('\\', Some(next)) if next == '$' || escapes == Escapes::All => {
                plain.push(match next {
                    'n' => '\n',
                    'r' => '\r',
                    other => other,
                });
                rest = tail.get(next.len_utf8()..).unwrap_or_default();
            }
            ('$', Some(_)) if let Some((name, behind)) = reference(tail) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Reference(name.to_owned()));
                rest = behind;
            }
            _ => plain.push(c),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// The name behind a `$`, with or without braces, and what follows; `None` when the
/// `$` is only a `$`.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (text, closing) = match text.strip_prefix('{') {
        Some(inner) => (inner, "}"),
        None => (text, ""),
    };
    let name_char = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let end = text.find(|c| !name_char(c)).unwrap_or(text.len());
    let (name, behind) = text.split_at(end);
    let is_name = name.starts_with(|c: char| !c.is_ascii_digit());
    is_name.then_some((name, behind.strip_prefix(closing)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(entry: &Entry) -> String {
        let pieces = entry.value.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Reference(name) => format!("<{name}>"),
        });
        pieces.collect()
    }

    #[test]
    fn values_are_read_as_dbmate_reads_them() {
        for (text, expected, reason) in [
            ("A=b", "b", "plain"),
            ("A = b ", "b", "spaces around"),
            ("export A=b", "b", "a shell's file"),
            ("A: b", "b", "with a colon"),
            ("A=x:y=z", "x:y=z", "the first separator counts"),
            ("A=b # c", "b", "a comment"),
            ("A=b#c", "b#c", "no comment without a space before it"),
            ("A= # c", "", "only a comment"),
            ("A=", "", "nothing"),
            ("A=b\r\n", "b", "CRLF"),
            ("\u{feff}A=b", "b", "a byte order mark"),
            (
                "A='b # $C \\n' # c",
                "b # $C \\n",
                "single quotes are literal",
            ),
            ("A='b\nc'", "b\nc", "over two lines"),
            (r#"A="b\nc\"d\\e\$F""#, "b\nc\"d\\e$F", "escapes"),
            ("A=\"b\n# c\"", "b\n# c", "no comment inside of quotes"),
            (r"A=b\nc", r"b\nc", "no escapes without quotes"),
            ("A=$B-${C_1}x", "<B>-<C_1>x", "references"),
            ("A=\"${B}\"", "<B>", "in double quotes too"),
            (r"A=\$B", "$B", "an escaped dollar"),
            (
                "A=p$w$1$(x)${y}${Z$",
                "p$w$1$(x)${y}${Z$",
                "dollars that are only dollars",
            ),
            ("A=größe", "größe", "other letters"),
        ] {
            let entries = entries(text).unwrap();
            assert_eq!(entries.len(), 1, "{reason}");
            assert_eq!(shown(&entries[0]), expected, "{reason}");
            assert_eq!(entries[0].name, "A", "{reason}");
        }
    }

    #[test]
    fn entries_know_their_lines() {
        let text = "# head\n\nA=1\nB=\"x\ny\"\n  # indented\nC.d=3";
        let entries = entries(text).unwrap();
        let lines: Vec<_> = entries.iter().map(|e| (e.name.as_str(), e.line)).collect();
        assert_eq!(lines, [("A", 3), ("B", 4), ("C.d", 7)]);
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", entries("A=s3cret$S3CRET").unwrap());
        assert!(shown.contains("\"A\"") && !shown.to_lowercase().contains("s3cret"));
    }

    #[test]
    fn a_bad_line_is_named_and_not_shown() {
        for (text, line, reason) in [
            ("A=1\ns3cret\n", 2, "no separator"),
            ("A=1\n\ns3 cret=x", 3, "a name with a space"),
            ("=s3cret", 1, "no name"),
            ("A='s3cret\nB=1", 1, "a single quote without end"),
            ("A=1\nB=\"s3cret\\\"", 2, "a double quote without end"),
            ("A='s3'cret", 1, "text behind the quote"),
        ] {
            let error = entries(text).unwrap_err();
            assert_eq!(error.line, line, "{reason}");
            let shown = error.to_string();
            assert!(!shown.contains("s3") && !shown.contains("cret"), "{shown}");
        }
    }
}
