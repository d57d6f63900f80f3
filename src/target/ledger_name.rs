//! The name of the ledger, as configured.

use std::fmt;
use std::str::FromStr;

/// PostgreSQL cuts longer identifiers (manual, "Identifiers and Key Words").
const IDENTIFIER_BYTES: usize = 63;
/// The side tables' names are the ledger's with up to this behind it.
const LONGEST_SUFFIX: &str = "_progress";

/// `--migrations-table`: a table, with or without its schema. Names are as in the
/// catalogue (no quotes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerName {
    /// The schema; without one the search path decides.
    pub schema: Option<String>,
    /// The table.
    pub table: String,
}

/// Why a text is no ledger's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseLedgerNameError {
    /// Nothing before or behind a dot.
    #[error("a name is empty")]
    Empty,
    /// More than a schema and a table.
    #[error("it has more than one dot")]
    TooManyParts,
    /// A quote or a control character.
    #[error("names are written as they are, without quotes")]
    BadCharacter,
    /// Too long for PostgreSQL, or its side tables' names would be.
    #[error("a name is too long")]
    TooLong,
}

impl FromStr for LedgerName {
    type Err = ParseLedgerNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (schema, table) = match text.split_once('.') {
            Some((schema, table)) => (Some(schema), table),
            None => (None, text),
        };
        let parts = || schema.into_iter().chain([table]);
        if table.contains('.') {
            return Err(ParseLedgerNameError::TooManyParts);
        }
        if parts().any(str::is_empty) {
            return Err(ParseLedgerNameError::Empty);
        }
        if parts().any(|part| part.contains(|c: char| c == '"' || c.is_control())) {
            return Err(ParseLedgerNameError::BadCharacter);
        }
        if parts().any(|part| part.len() > IDENTIFIER_BYTES)
            || table.len() + LONGEST_SUFFIX.len() > IDENTIFIER_BYTES
        {
            return Err(ParseLedgerNameError::TooLong);
        }
        Ok(Self {
            schema: schema.map(str::to_owned),
            table: table.to_owned(),
        })
    }
}

impl Default for LedgerName {
    fn default() -> Self {
        Self {
            schema: None,
            table: "schema_migrations".to_owned(),
        }
    }
}

impl fmt::Display for LedgerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.table),
            None => f.write_str(&self.table),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_a_table_perhaps_with_its_schema() {
        for text in ["schema_migrations", "app.migrations", "My App.Größe"] {
            let name: LedgerName = text.parse().unwrap();
            assert_eq!(name.to_string(), text);
        }
        let longest = "x".repeat(54);
        assert!(longest.parse::<LedgerName>().is_ok());
        for (text, expected) in [
            ("", ParseLedgerNameError::Empty),
            (".x", ParseLedgerNameError::Empty),
            ("x.", ParseLedgerNameError::Empty),
            ("a.b.c", ParseLedgerNameError::TooManyParts),
            ("\"a\".b", ParseLedgerNameError::BadCharacter),
            ("a\0b", ParseLedgerNameError::BadCharacter),
            (&format!("{longest}x"), ParseLedgerNameError::TooLong),
        ] {
            assert_eq!(text.parse::<LedgerName>(), Err(expected), "{text:?}");
        }
    }
}
