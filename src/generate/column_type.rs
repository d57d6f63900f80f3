//! The types of columns, as far as making a value of one needs to tell them apart.
//!
//! Names are those of `format_type`. What is made by users (enums, domains, composites) is put
//! together by whoever reads the catalogue.

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `boolean`
    Boolean,
    /// `smallint`, `integer`, `bigint`, `oid`: the least and the greatest.
    Integer(i64, i64),
    /// `numeric`, `real`, `double precision`, `money`: digits before and behind the point.
    Decimal {
        /// Before the point.
        whole: u8,
        /// Behind it.
        scale: u8,
    },
    /// `text`, `varchar(n)`, `char(n)`, `citext`, `name`: at most so many characters.
    Text {
        /// The longest; `None` for no limit.
        max: Option<u32>,
        /// Whether shorter values are padded: `char(n)`.
        padding: Padding,
    },
    /// `bytea`
    Bytes,
    /// `date`
    Date,
    /// `time`, with a zone or without.
    Time(Zone),
    /// `timestamp`, with a zone or without.
    Timestamp(Zone),
    /// `interval`
    Interval,
    /// `uuid`
    Uuid,
    /// `json`, `jsonb`
    Json,
    /// `bit(n)`, `varbit(n)`
    Bits(u32),
    /// One that has no subtypes and few rules.
    Odd(Odd),
    /// An enum, with its labels in order.
    Enum(Vec<String>),
    /// A domain.
    Domain(Box<Domain>),
    /// An array of any number of dimensions; values made have one.
    Array(Box<Type>),
    /// A range.
    Range(Box<Type>),
    /// A multirange.
    Multirange(Box<Type>),
    /// A composite type's fields, in order.
    Composite(Vec<(String, Type)>),
    /// One that we know nothing of: its name.
    Other(String),
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// As `format_type` gives it.
    pub name: String,
    /// What it is made of.
    pub base: Type,
    /// Whether it has NOT NULL.
    pub not_null: bool,
    /// Its constraints' names and expressions, over `VALUE`.
    pub checks: Vec<(String, String)>,
}

/// Whether a type has a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// `with time zone`
    With,
    /// `without time zone`
    Without,
}

/// Whether the server pads short values with blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// `char(n)`
    Blanks,
    /// All others.
    None,
}

/// Types whose values are written by a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the type of its name")]
pub enum Odd {
    Inet,
    Cidr,
    Macaddr,
    Macaddr8,
    Xml,
    Point,
    Line,
    Lseg,
    Box,
    Path,
    Polygon,
    Circle,
    TsVector,
    TsQuery,
    Hstore,
    Ltree,
    PgLsn,
}

impl Type {
    /// The built-in type (or one of a well-known extension) of this name, as `format_type`
    /// writes it without its schema; [`Type::Other`] for all else.
    pub fn named(name: &str) -> Self {
        let (bare, modifiers) = without_modifiers(name);
        let first = modifiers.first().copied();
        let text = |max| Self::Text {
            max,
            padding: Padding::None,
        };
        match bare.as_str() {
            "boolean" => Self::Boolean,
            "smallint" => Self::Integer(i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => Self::Integer(i64::from(i32::MIN), i64::from(i32::MAX)),
            "bigint" => Self::Integer(i64::MIN, i64::MAX),
            "oid" => Self::Integer(0, i64::from(u32::MAX)),
            "numeric" => numeric(&modifiers),
            "real" => Self::Decimal { whole: 4, scale: 2 },
            "double precision" => Self::Decimal { whole: 9, scale: 4 },
            "money" => Self::Decimal { whole: 9, scale: 2 },
            "text" | "citext" | "bpchar" => text(None),
            "name" => text(Some(63)),
            "\"char\"" => text(Some(1)),
            "character varying" => text(first),
            "character" => Self::Text {
                max: Some(first.unwrap_or(1)),
                padding: Padding::Blanks,
            },
            "bytea" => Self::Bytes,
            "date" => Self::Date,
            "time without time zone" => Self::Time(Zone::Without),
            "time with time zone" => Self::Time(Zone::With),
            "timestamp without time zone" => Self::Timestamp(Zone::Without),
            "timestamp with time zone" => Self::Timestamp(Zone::With),
            interval if interval.starts_with("interval") => Self::Interval,
            "uuid" => Self::Uuid,
            "json" | "jsonb" => Self::Json,
            "bit" => Self::Bits(first.unwrap_or(1)),
            "bit varying" => Self::Bits(first.unwrap_or(16)),
            _ => odd(&bare).map_or_else(|| Self::Other(name.to_owned()), Self::Odd),
        }
    }

    /// What a domain is made of, in the end; itself for all others.
    pub fn base(&self) -> &Self {
        match self {
            Self::Domain(domain) => domain.base.base(),
            other => other,
        }
    }

    /// Whether a domain in it forbids NULL.
    pub(super) fn forbids_null(&self) -> bool {
        match self {
            Self::Domain(domain) => domain.not_null || domain.base.forbids_null(),
            _ => false,
        }
    }

    /// The constraints of all domains in it, with their names.
    pub(super) fn domain_checks(&self) -> Vec<&(String, String)> {
        match self {
            Self::Domain(domain) => {
                let inner = domain.base.domain_checks();
                inner.into_iter().chain(&domain.checks).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn numeric(modifiers: &[u32]) -> Type {
    let at = |index: usize| modifiers.get(index).and_then(|&it| u8::try_from(it).ok());
    match at(0) {
        None => Type::Decimal { whole: 9, scale: 2 },
        Some(precision) => {
            let scale = at(1).unwrap_or(0);
            Type::Decimal {
                whole: precision.saturating_sub(scale).min(18),
                scale: scale.min(18),
            }
        }
    }
}

fn odd(name: &str) -> Option<Odd> {
    Some(match name {
        "inet" => Odd::Inet,
        "cidr" => Odd::Cidr,
        "macaddr" => Odd::Macaddr,
        "macaddr8" => Odd::Macaddr8,
        "xml" => Odd::Xml,
        "point" => Odd::Point,
        "line" => Odd::Line,
        "lseg" => Odd::Lseg,
        "box" => Odd::Box,
        "path" => Odd::Path,
        "polygon" => Odd::Polygon,
        "circle" => Odd::Circle,
        "tsvector" => Odd::TsVector,
        "tsquery" => Odd::TsQuery,
        "hstore" => Odd::Hstore,
        "ltree" => Odd::Ltree,
        "pg_lsn" => Odd::PgLsn,
        _ => return None,
    })
}

/// `timestamp(3) with time zone` is `timestamp with time zone` and 3; `"Sch".citext` is `citext`.
fn without_modifiers(name: &str) -> (String, Vec<u32>) {
    let Some((before, rest)) = name.split_once('(') else {
        return (without_schema(name).to_owned(), Vec::new());
    };
    let (inner, after) = rest.split_once(')').unwrap_or((rest, ""));
    let modifiers = inner.split(',').filter_map(|it| it.trim().parse().ok());
    let bare = format!("{}{after}", without_schema(before));
    (bare, modifiers.collect())
}

fn without_schema(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((_, bare)) => bare,
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_format_type_are_understood() {
        for (name, expected, reason) in [
            (
                "numeric(10,2)",
                Type::Decimal { whole: 8, scale: 2 },
                "precision and scale",
            ),
            (
                "numeric(5,0)",
                Type::Decimal { whole: 5, scale: 0 },
                "whole numbers",
            ),
            (
                "character varying(30)",
                Type::Text {
                    max: Some(30),
                    padding: Padding::None,
                },
                "a limit",
            ),
            (
                "timestamp(3) with time zone",
                Type::Timestamp(Zone::With),
                "a modifier in the middle",
            ),
            (
                "app.citext",
                Type::Text {
                    max: None,
                    padding: Padding::None,
                },
                "an extension's, with its schema",
            ),
            ("bit(8)", Type::Bits(8), "bits"),
            ("interval day to second", Type::Interval, "fields"),
            (
                "app.widget",
                Type::Other("app.widget".to_owned()),
                "a stranger",
            ),
        ] {
            assert_eq!(Type::named(name), expected, "{reason}");
        }
    }
}
