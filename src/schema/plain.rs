//! Definitions that are written here as the server's deparser would, because that takes the
//! greater part of its time where there are thousands: indexes and keys without expressions,
//! predicates, operator classes and whatever else is seldom. A test compares every one of them
//! with the server's own.

use super::keywords::KEYWORDS;
use super::quote::identifier;

/// A btree index of columns with their usual operator classes and collations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainIndex<'a> {
    /// Its name.
    pub name: &'a str,
    /// Schema and name of the table.
    pub table: (&'a str, &'a str),
    /// Whether the table is partitioned.
    pub of_partitioned: bool,
    /// Whether it is UNIQUE.
    pub is_unique: bool,
    /// The columns that it orders by.
    pub keys: Vec<PlainKey<'a>>,
    /// The columns of INCLUDE.
    pub included: Vec<&'a str>,
}

/// A column that an index orders by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainKey<'a> {
    /// The column.
    pub column: &'a str,
    /// The bits of `pg_index.indoption`: 1 is DESC, 2 is NULLS FIRST.
    pub options: u16,
}

impl PlainIndex<'_> {
    /// As `pg_get_indexdef` writes it; `None` when only the server knows.
    pub fn definition(&self) -> Option<String> {
        let keys = self.keys.iter().map(|key| {
            let order = match key.options {
                0 => "",
                1 => " DESC NULLS LAST",
                2 => " NULLS FIRST",
                3 => " DESC",
                _ => return None,
            };
            Some(format!("{}{order}", word(key.column)?))
        });
        let keys = keys.collect::<Option<Vec<_>>>()?.join(", ");
        let included = match self.included.as_slice() {
            [] => String::new(),
            columns => format!(" INCLUDE {}", words(columns)?),
        };
        Some(format!(
            "CREATE {}INDEX {} ON {}{} USING btree ({keys}){included}",
            if self.is_unique { "UNIQUE " } else { "" },
            word(self.name)?,
            if self.of_partitioned { "ONLY " } else { "" },
            relation(self.table)?,
        ))
    }
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainForeignKey<'a> {
    /// Its columns.
    pub columns: Vec<&'a str>,
    /// Schema and name of the table that it refers to.
    pub table: (&'a str, &'a str),
    /// The columns there.
    pub referenced: Vec<&'a str>,
    /// The letters of the catalogue: of MATCH, ON UPDATE, ON DELETE.
    pub letters: [&'a str; 3],
}

impl PlainForeignKey<'_> {
    /// As `pg_get_constraintdef` begins it; `None` when only the server knows.
    pub fn definition(&self) -> Option<String> {
        let [matching, on_update, on_delete] = self.letters;
        let matching = match matching {
            "s" => "",
            "f" => " MATCH FULL",
            _ => return None,
        };
        Some(format!(
            "FOREIGN KEY {} REFERENCES {}{}{matching}{}{}",
            words(&self.columns)?,
            relation(self.table)?,
            words(&self.referenced)?,
            action(" ON UPDATE", on_update)?,
            action(" ON DELETE", on_delete)?,
        ))
    }
}

fn action(event: &str, letter: &str) -> Option<String> {
    let action = match letter {
        "a" => return Some(String::new()),
        "r" => "RESTRICT",
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        _ => return None,
    };
    Some(format!("{event} {action}"))
}

/// `PRIMARY KEY (…)` or `UNIQUE (…)`, as `pg_get_constraintdef` begins it; `None` when only the
/// server knows.
pub fn plain_key(keyword: &str, columns: &[&str]) -> Option<String> {
    Some(format!("{keyword} {}", words(columns)?))
}

/// A named NOT NULL, as `pg_get_constraintdef` writes it; `None` when only the server knows.
pub fn plain_not_null(column: &str) -> Option<String> {
    Some(format!("NOT NULL {}", word(column)?))
}

fn relation((schema, name): (&str, &str)) -> Option<String> {
    Some(format!("{}.{}", word(schema)?, word(name)?))
}

/// Names in brackets; there is at least one.
fn words(names: &[&str]) -> Option<String> {
    let names = names.iter().map(|name| word(name));
    let names = names.collect::<Option<Vec<_>>>()?;
    (!names.is_empty()).then(|| format!("({})", names.join(", ")))
}

/// A name as the server writes it. What is a keyword on one major is none on another.
fn word(name: &str) -> Option<String> {
    KEYWORDS
        .binary_search(&name)
        .is_err()
        .then(|| identifier(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index<'a>(name: &'a str, keys: &[(&'a str, u16)]) -> PlainIndex<'a> {
        let keys = keys.iter();
        PlainIndex {
            name,
            table: ("app", "T"),
            of_partitioned: false,
            is_unique: false,
            keys: keys
                .map(|&(column, options)| PlainKey { column, options })
                .collect(),
            included: Vec::new(),
        }
    }

    #[test]
    fn what_is_plain_is_written_and_keywords_are_left_to_the_server() {
        let all_orders = index("i", &[("a", 0), ("b", 1), ("c", 2), ("D", 3)]);
        assert_eq!(
            all_orders.definition().unwrap(),
            "CREATE INDEX i ON app.\"T\" USING btree (a, b DESC NULLS LAST, c NULLS FIRST, \"D\" DESC)"
        );
        let with_all = PlainIndex {
            of_partitioned: true,
            is_unique: true,
            included: vec!["x", "y"],
            ..index("i", &[("a", 0)])
        };
        assert_eq!(
            with_all.definition().unwrap(),
            "CREATE UNIQUE INDEX i ON ONLY app.\"T\" USING btree (a) INCLUDE (x, y)"
        );
        for (odd, reason) in [
            (index("order", &[("a", 0)]), "a keyword as name"),
            (index("i", &[("order", 0)]), "a keyword as column"),
            (index("i", &[("a", 4)]), "options of a later server"),
        ] {
            assert_eq!(odd.definition(), None, "{reason}");
        }
        assert_eq!(plain_key("UNIQUE", &[]), None, "no columns were found");
    }

    #[test]
    fn foreign_keys_say_what_is_not_usual() {
        let key = |letters| PlainForeignKey {
            columns: vec!["a"],
            table: ("app", "t"),
            referenced: vec!["id"],
            letters,
        };
        assert_eq!(
            key(["f", "c", "n"]).definition().unwrap(),
            "FOREIGN KEY (a) REFERENCES app.t(id) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL"
        );
        assert_eq!(
            key(["s", "r", "d"]).definition().unwrap(),
            "FOREIGN KEY (a) REFERENCES app.t(id) ON UPDATE RESTRICT ON DELETE SET DEFAULT"
        );
        assert_eq!(key(["s", "a", "x"]).definition(), None, "of a later server");
    }
}
