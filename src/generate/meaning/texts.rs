//! What a text column is about: its name tells, or its table's where it is no more than `name`.

use super::names::{has, is_among, words};
use super::text_names::{Meaning, TEXTS};

/// Tables whose `name` is a person's, and others', by a word of the table's name in the singular.
const TABLES: &[(&[&str], Meaning)] = &[
    (
        &[
            "user", "person", "people", "customer", "employee", "author", "member", "contact",
            "student", "teacher", "patient", "doctor", "client", "guest", "player", "artist",
            "actor", "owner", "profile", "worker", "staff",
        ],
        Meaning::FullName,
    ),
    (
        &[
            "company",
            "companie",
            "organization",
            "organisation",
            "tenant",
            "vendor",
            "supplier",
            "manufacturer",
            "brand",
            "publisher",
            "employer",
            "account",
            "shop",
            "store",
        ],
        Meaning::Company,
    ),
    (
        &["product", "item", "article", "part", "good"],
        Meaning::Product,
    ),
    (
        &["city", "citie", "town", "location", "place"],
        Meaning::City,
    ),
    (&["country", "countrie"], Meaning::Country),
    (&["region", "state", "province"], Meaning::Region),
    (&["department", "team", "division"], Meaning::Department),
    (&["file", "document", "attachment"], Meaning::FileName),
    (&["tag", "label", "keyword"], Meaning::Word),
    (
        &["category", "categorie", "role", "plan", "group", "type"],
        Meaning::Word,
    ),
];

/// What a text column of this name in this table is about.
pub(in crate::generate) fn text_meaning(table: &str, column: &str) -> Meaning {
    let words = words(column);
    if words == ["name"] || words == ["label"] {
        return table_meaning(table).unwrap_or(Meaning::Title);
    }
    let known = TEXTS.iter().find(|(entries, _)| is_among(&words, entries));
    match known {
        Some((_, Meaning::Product)) if has(&words, "title") => Meaning::Title,
        Some((_, meaning)) => *meaning,
        None if has(&words, "name") => table_meaning(column).unwrap_or(Meaning::Title),
        None => Meaning::Word,
    }
}

fn table_meaning(name: &str) -> Option<Meaning> {
    let words: Vec<String> = words(name)
        .iter()
        .map(|word| word.strip_suffix('s').unwrap_or(word).to_owned())
        .collect();
    let known = TABLES.iter().find(|(entries, _)| is_among(&words, entries));
    known.map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_text_is_about() {
        for (table, column, expected) in [
            ("users", "email", Meaning::Email),
            ("users", "emailAddress", Meaning::Email),
            ("users", "full_name", Meaning::FullName),
            ("users", "name", Meaning::FullName),
            ("companies", "name", Meaning::Company),
            ("products", "name", Meaning::Product),
            ("projects", "name", Meaning::Title),
            ("tasks", "title", Meaning::Title),
            ("users", "avatar_url", Meaning::ImageUrl),
            ("user_profiles", "time_zone", Meaning::TimeZone),
            ("orders", "shipping_address", Meaning::Street),
            ("events", "ip_address", Meaning::IpAddress),
            ("x", "quux", Meaning::Word),
        ] {
            assert_eq!(text_meaning(table, column), expected, "{table}.{column}");
        }
    }
}
