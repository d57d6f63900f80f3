//! Settings that pg_dump of a newer major writes at the head of every file, and that an older
//! server refuses. Their values are the older server's only behaviour: they are passed over.

use crate::migration::SectionStatement;
use crate::sql::StatementKind;

/// A setting and the value that pg_dump writes, with the major that brought it.
const NEWER: [(&str, &str, u32); 1] = [("transaction_timeout", "0", 17)];

/// Whether `statement` sets what a server of `major` doesn't know, to what it does anyway.
pub(super) fn is_unknown(statement: &SectionStatement, major: u32) -> bool {
    if statement.kind != StatementKind::Set || major == 0 {
        return false;
    }
    let words: Vec<&str> = statement.text.split_whitespace().collect();
    let [set, name, "=", value] = words[..] else {
        return false;
    };
    set.eq_ignore_ascii_case("set")
        && NEWER
            .iter()
            .any(|(newer, is, since)| name == *newer && value == *is && major < *since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::Script;

    #[test]
    fn only_what_changes_nothing_is_passed_over() {
        for (text, major, expected, reason) in [
            ("SET transaction_timeout = 0;", 15, true, "pg_dump 18 to 15"),
            ("SET transaction_timeout = 0;", 17, false, "it is known"),
            ("SET transaction_timeout = 0;", 0, false, "nobody knows"),
            ("SET transaction_timeout = 5;", 15, false, "somebody's wish"),
            ("SET statement_timeout = 0;", 15, false, "always there"),
            (
                "select 'SET transaction_timeout = 0';",
                15,
                false,
                "a string",
            ),
        ] {
            let script = Script::parse("x.sql", text.to_owned().into()).unwrap();
            let statement = script.statements().next_statement().unwrap().unwrap();
            assert_eq!(is_unknown(&statement, major), expected, "{reason}");
        }
    }
}
