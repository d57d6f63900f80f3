//! Identifiers and literals in SQL text. Values are quoted rather than bound
//! because the simple protocol has no parameters.

/// `name` as a quoted identifier.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `schema.table`, both quoted.
pub(super) fn qualified(schema: &str, table: &str) -> String {
    format!("{}.{}", identifier(schema), identifier(table))
}

/// `text` as a literal that reads the same with `standard_conforming_strings` on and off.
pub(super) fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!(" E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}

/// `text` as a literal, or `null`.
pub(super) fn literal_or_null(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), literal)
}

/// A search path as `SET` wants it: the names of a comma list, each quoted. A name that
/// is quoted already stays as it is.
pub(super) fn path_list(path: &str) -> String {
    let names = path.split(',').map(|name| match name.trim() {
        quoted if quoted.starts_with('"') => quoted.to_owned(),
        plain => identifier(plain),
    });
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_survive() {
        for (text, expected, reason) in [
            ("plain", "'plain'", "nothing to do"),
            ("it's", "'it''s'", "a quote is doubled"),
            (r"a\b", r" E'a\\b'", "a backslash needs the E form"),
            (r"\'", r" E'\\'''", "both"),
        ] {
            assert_eq!(literal(text), expected, "{reason}");
        }
        assert_eq!(qualified("a\"b", "C d"), "\"a\"\"b\".\"C d\"");
        assert_eq!(literal_or_null(None), "null");
    }
}
