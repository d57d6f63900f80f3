//! Identifiers and literals in a dump's SQL. An identifier is quoted only where it must be,
//! so that a dump reads like what people write.

use super::keywords::KEYWORDS;

/// `name` as an identifier, quoted where PostgreSQL's `quote_ident` would.
pub(crate) fn identifier(name: &str) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && KEYWORDS.binary_search(&name).is_err();
    if is_plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// `schema.name`, each quoted where needed.
pub(crate) fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", identifier(schema), identifier(name))
}

/// Several names with commas in between.
pub(crate) fn identifiers<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(|name| identifier(name.as_ref())).collect();
    names.join(", ")
}

/// `text` as a literal. A backslash needs no E: a dump sets `standard_conforming_strings`.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_quotes_has_them() {
        for (name, expected, reason) in [
            ("users", "users", "plain"),
            ("_x1", "_x1", "underscore and digits"),
            ("1x", "\"1x\"", "a digit in front"),
            ("Users", "\"Users\"", "upper case"),
            ("größe", "\"größe\"", "not ASCII"),
            ("order", "\"order\"", "a reserved word"),
            (
                "between",
                "\"between\"",
                "a word that can be a column, not a function",
            ),
            ("name", "name", "an unreserved word"),
            ("a\"b", "\"a\"\"b\"", "a quote is doubled"),
            ("", "\"\"", "empty"),
        ] {
            assert_eq!(identifier(name), expected, "{reason}");
        }
        assert_eq!(literal("it's a \\"), "'it''s a \\'");
    }

    #[test]
    fn the_keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }
}
