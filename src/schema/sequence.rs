//! Sequences: those that stand alone, those that a column owns, and the options of those
//! behind an identity column.

use super::object::{At, Ddl};

/// A sequence. `None` is the default of the type and direction.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sequence {
    /// The type as SQL.
    #[serde(rename = "type")]
    pub type_name: String,
    /// START WITH
    pub start: Option<i64>,
    /// INCREMENT BY
    pub increment: i64,
    /// MINVALUE
    pub minimum: Option<i64>,
    /// MAXVALUE
    pub maximum: Option<i64>,
    /// CACHE
    pub cache: i64,
    /// CYCLE
    pub cycles: bool,
    /// UNLOGGED
    pub is_unlogged: bool,
    /// The column that owns it, as SQL: `schema.table.column`.
    pub owned_by: Option<String>,
}

impl Sequence {
    /// The sequence of these facts, defaults told from what was chosen.
    pub fn new(type_name: String, [start, increment, minimum, maximum]: [i64; 4]) -> Self {
        let (lowest, highest) = match type_name.as_str() {
            "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let (usual_minimum, usual_maximum) = if increment > 0 {
            (1, highest)
        } else {
            (lowest, -1)
        };
        let usual_start = if increment > 0 { minimum } else { maximum };
        Self {
            type_name,
            start: Some(start).filter(|&start| start != usual_start),
            increment,
            minimum: Some(minimum).filter(|&minimum| minimum != usual_minimum),
            maximum: Some(maximum).filter(|&maximum| maximum != usual_maximum),
            cache: 1,
            cycles: false,
            is_unlogged: false,
            owned_by: None,
        }
    }

    /// The options that aren't the defaults, each with a space in front.
    pub(crate) fn options(&self) -> String {
        let mut sql = String::new();
        if self.increment != 1 {
            sql.push_str(&format!(" INCREMENT BY {}", self.increment));
        }
        for (word, value) in [
            ("MINVALUE", self.minimum),
            ("MAXVALUE", self.maximum),
            ("START WITH", self.start),
        ] {
            if let Some(value) = value {
                sql.push_str(&format!(" {word} {value}"));
            }
        }
        if self.cache != 1 {
            sql.push_str(&format!(" CACHE {}", self.cache));
        }
        if self.cycles {
            sql.push_str(" CYCLE");
        }
        sql
    }
}

impl Ddl for Sequence {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let unlogged = if self.is_unlogged { "UNLOGGED " } else { "" };
        let kind = match self.type_name.as_str() {
            "bigint" => String::new(),
            other => format!(" AS {other}"),
        };
        vec![format!(
            "CREATE {unlogged}SEQUENCE {}{kind}{}",
            at.id().sql(),
            self.options()
        )]
    }

    fn late(&self, at: At<'_>) -> Vec<String> {
        (self.owned_by.iter())
            .map(|column| format!("ALTER SEQUENCE {} OWNED BY {column}", at.id().sql()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_chosen_is_written() {
        const MAX: i64 = i64::MAX;
        for (kind, numbers, expected, reason) in [
            ("bigint", [1, 1, 1, MAX], "", "all defaults"),
            ("smallint", [1, 1, 1, 32_767], "", "defaults of a type"),
            (
                "bigint",
                [-1, -1, i64::MIN, -1],
                " INCREMENT BY -1",
                "downward",
            ),
            (
                "bigint",
                [5, 1, 5, MAX],
                " MINVALUE 5",
                "a start follows the minimum",
            ),
            (
                "bigint",
                [7, 1, 1, 9],
                " MAXVALUE 9 START WITH 7",
                "a start of its own",
            ),
        ] {
            assert_eq!(
                Sequence::new(kind.to_owned(), numbers).options(),
                expected,
                "{reason}"
            );
        }
    }
}
