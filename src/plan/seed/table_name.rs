//! A table as a file's name or `--key` spells it.

use std::fmt;

/// One name, quoted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePart {
    /// The name without quotes.
    pub text: String,
    /// Whether it was quoted: then it is meant as it stands. One that wasn't is looked up as it
    /// stands first, then in lower case, as SQL reads it.
    pub quoted: bool,
}

/// A table's name, perhaps with its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    /// The schema; `None` is the search path.
    pub schema: Option<NamePart>,
    /// The table.
    pub table: NamePart,
}

impl TableName {
    /// `users`, `app.users`, `"App"."Users"`; `None` for an empty part, a quote without an end,
    /// or more than two parts.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let (part, behind) = NamePart::parse(rest)?;
            parts.push(part);
            match behind.strip_prefix('.') {
                Some(next) => rest = next,
                None if behind.is_empty() => break,
                None => return None,
            }
        }
        let table = parts.pop()?;
        let schema = parts.pop();
        parts.is_empty().then_some(Self { schema, table })
    }

    /// The spellings to look up, the first that exists is meant: as they stand, then with the
    /// unquoted parts in lower case.
    #[must_use]
    pub fn spellings(&self) -> Vec<(Option<String>, String)> {
        let as_is = |part: &NamePart| part.text.clone();
        let folded = |part: &NamePart| match part.quoted {
            true => part.text.clone(),
            false => part.text.to_lowercase(),
        };
        let mut spellings = vec![(self.schema.as_ref().map(as_is), as_is(&self.table))];
        let lower = (self.schema.as_ref().map(folded), folded(&self.table));
        if !spellings.contains(&lower) {
            spellings.push(lower);
        }
        spellings
    }

    /// Whether both may mean the same table, as far as their spelling tells.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        (self.spellings().iter()).any(|(schema, table)| {
            (other.spellings().iter()).any(|(other_schema, other_table)| {
                let one_is_open = schema.is_none() || other_schema.is_none();
                table == other_table && (one_is_open || schema == other_schema)
            })
        })
    }

    /// Whether it may mean `schema.table`.
    #[must_use]
    pub fn means(&self, schema: &str, table: &str) -> bool {
        (self.spellings().iter()).any(|(named, name)| {
            name == table && named.as_ref().is_none_or(|named| named == schema)
        })
    }
}

impl NamePart {
    /// The name that `text` begins with, and what follows it.
    fn parse(text: &str) -> Option<(Self, &str)> {
        let Some(mut rest) = text.strip_prefix('"') else {
            let end = text.find(['.', '"']).unwrap_or(text.len());
            let (name, behind) = text.split_at(end);
            let part = Self {
                text: name.to_owned(),
                quoted: false,
            };
            return (!name.is_empty()).then_some((part, behind));
        };
        let mut name = String::new();
        loop {
            let (before, behind) = rest.split_once('"')?;
            name.push_str(before);
            match behind.strip_prefix('"') {
                Some(next) => {
                    name.push('"');
                    rest = next;
                }
                None => {
                    let part = Self {
                        text: name,
                        quoted: true,
                    };
                    return (!part.text.is_empty()).then_some((part, behind));
                }
            }
        }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        self.table.fmt(f)
    }
}

/// As it was spelled.
impl fmt::Display for NamePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quoted {
            true => write!(f, "\"{}\"", self.text.replace('"', "\"\"")),
            false => f.write_str(&self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_as_sql_does() {
        for (text, expected, reason) in [
            ("users", Some("users"), "a table"),
            ("app.users", Some("app|users"), "with its schema"),
            ("\"a.b\".\"C\"\"d\"", Some("a.b|C\"d"), "quoted"),
            ("app.\"Users\"", Some("app|Users"), "one of both"),
            ("", None, "nothing"),
            ("a.", None, "an empty part"),
            ("a.b.c", None, "a database"),
            ("\"a", None, "no end"),
            ("\"a\"b", None, "something behind the quote"),
            ("a\"b\"", None, "a quote inside"),
        ] {
            let parsed = TableName::parse(text).map(|name| match name.schema {
                Some(schema) => format!("{}|{}", schema.text, name.table.text),
                None => name.table.text,
            });
            assert_eq!(parsed.as_deref(), expected, "{reason}");
        }
    }

    #[test]
    fn what_is_not_quoted_is_looked_up_in_lower_case_too() {
        let spellings = |text: &str| TableName::parse(text).unwrap().spellings();
        let plain =
            |schema: Option<&str>, table: &str| (schema.map(str::to_owned), table.to_owned());
        assert_eq!(spellings("users"), [plain(None, "users")]);
        assert_eq!(
            spellings("App.Users"),
            [plain(Some("App"), "Users"), plain(Some("app"), "users")]
        );
        assert_eq!(spellings("\"Users\""), [plain(None, "Users")]);
        let name = TableName::parse("Users").unwrap();
        let may_be = |one: &str, other: &str| {
            let parsed = |text: &str| TableName::parse(text).unwrap();
            parsed(one).may_be(&parsed(other))
        };
        assert!(may_be("app.users", "Users") && may_be("users", "users"));
        assert!(!may_be("app.users", "other.users") && !may_be("\"Users\"", "users"));
        assert!(name.means("any", "users") && name.means("any", "Users"));
        assert!(
            !TableName::parse("app.users")
                .unwrap()
                .means("other", "users")
        );
    }
}
