//! The catalogue's answers as they come, made into what `generate/` knows.

use std::collections::HashMap;

use serde::Deserialize;

use super::ReadTables;
use crate::generate::{
    Catalogue, Check, Column, Domain, Element, Exclusion, Filled, Key, Matching, Nulls, Reference,
};

#[derive(Debug, Deserialize)]
pub(super) struct Table {
    oid: u32,
    schema: String,
    name: String,
    pub(super) may_select: bool,
    bound: Option<String>,
    columns: Vec<RawColumn>,
    checks: Vec<RawCheck>,
    references: Vec<RawReference>,
    exclusions: Vec<RawExclusion>,
    keys: Vec<RawKey>,
    leaves: Option<Vec<RawCheck>>,
}

#[derive(Debug, Deserialize)]
struct RawColumn {
    number: i32,
    name: String,
    #[serde(rename = "type")]
    oid: u32,
    type_name: String,
    not_null: bool,
    identity: bool,
    generated: bool,
    default: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RawCheck {
    name: String,
    expression: String,
}

#[derive(Debug, Deserialize)]
struct RawReference {
    name: String,
    columns: Vec<i32>,
    target: u32,
    target_columns: Vec<i32>,
    full: bool,
}

#[derive(Debug, Deserialize)]
struct RawExclusion {
    name: String,
    columns: Vec<i32>,
    operators: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct RawKey {
    name: String,
    same_nulls: bool,
    predicate: Option<String>,
    elements: Vec<RawElement>,
}

#[derive(Debug, Deserialize)]
struct RawElement {
    column: i32,
    expression: Option<String>,
}

/// A type as the catalogue tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Type {
    oid: u32,
    kind: String,
    name: String,
    element: Option<u32>,
    base: Option<u32>,
    base_name: Option<String>,
    not_null: bool,
    subtype: Option<u32>,
    labels: Vec<String>,
    checks: Vec<RawCheck>,
    fields: Vec<RawField>,
}

#[derive(Debug, Deserialize)]
struct RawField {
    name: String,
    #[serde(rename = "type")]
    oid: u32,
    type_name: String,
}

/// The tables as `generate/` knows them; rows are still to be counted.
pub(super) fn read(tables: Vec<Table>, types: &[Type], now: i64) -> ReadTables {
    let types: HashMap<u32, &Type> = types.iter().map(|one| (one.oid, one)).collect();
    let places: HashMap<u32, usize> = tables
        .iter()
        .enumerate()
        .map(|(place, table)| (table.oid, place))
        .collect();
    let numbers: HashMap<u32, Vec<i32>> = tables
        .iter()
        .map(|table| {
            (
                table.oid,
                table.columns.iter().map(|it| it.number).collect(),
            )
        })
        .collect();
    let reading = Reading {
        types,
        places,
        numbers,
    };
    ReadTables {
        oids: tables.iter().map(|table| table.oid).collect(),
        catalogue: Catalogue {
            tables: tables
                .into_iter()
                .map(|table| reading.table(table))
                .collect(),
            now,
        },
    }
}

struct Reading<'a> {
    types: HashMap<u32, &'a Type>,
    /// Tables' places in the catalogue.
    places: HashMap<u32, usize>,
    /// The numbers of their columns, in order: dropped ones leave gaps.
    numbers: HashMap<u32, Vec<i32>>,
}

impl Reading<'_> {
    fn table(&self, table: Table) -> crate::generate::Table {
        let oid = table.oid;
        let references = table
            .references
            .iter()
            .filter_map(|it| self.reference(oid, it));
        let checks = table.checks.into_iter().map(check);
        let bound = table.bound.map(|expression| Check {
            name: "its partition bound".to_owned(),
            expression,
        });
        crate::generate::Table {
            references: references.collect(),
            exclusions: (table.exclusions.iter())
                .map(|it| self.exclusion(oid, it))
                .collect(),
            keys: table.keys.iter().map(|key| self.key(oid, key)).collect(),
            checks: checks.chain(bound).collect(),
            partitions: (table.leaves).map(|leaves| leaves.into_iter().map(check).collect()),
            columns: table
                .columns
                .into_iter()
                .map(|column| self.column(column))
                .collect(),
            schema: table.schema,
            name: table.name,
            rows: 0,
        }
    }

    fn column(&self, column: RawColumn) -> Column {
        let is_numbered = |default: &String| default.starts_with("nextval(");
        Column {
            kind: self.kind(column.oid, &column.type_name, 0),
            filled: match (column.generated, column.identity, column.default) {
                (true, _, expression) => Filled::Generated(expression.unwrap_or_default()),
                (_, true, _) => Filled::Sequence,
                (_, _, Some(default)) if is_numbered(&default) => Filled::Sequence,
                (_, _, Some(_)) => Filled::Default,
                (_, _, None) => Filled::Nothing,
            },
            name: column.name,
            not_null: column.not_null,
        }
    }

    /// The type of this oid, spelled so with its modifiers. Composites hold no deeper than this.
    fn kind(&self, oid: u32, spelled: &str, depth: usize) -> crate::generate::Type {
        use crate::generate::Type as Made;
        let other = || Made::Other(spelled.to_owned());
        let Some(known) = self.types.get(&oid).filter(|_| depth < 8) else {
            return other();
        };
        let below = |oid: u32, spelled: &str| self.kind(oid, spelled, depth + 1);
        let named = |oid: u32| self.types.get(&oid).map_or("", |it| it.name.as_str());
        match (known.kind.as_str(), known.element, known.subtype) {
            ("e", ..) => Made::Enum(known.labels.clone()),
            ("d", ..) => match (known.base, &known.base_name) {
                (Some(base), Some(name)) => Made::Domain(Box::new(Domain {
                    name: spelled.to_owned(),
                    base: below(base, name),
                    not_null: known.not_null,
                    checks: (known.checks.iter())
                        .map(|check| (check.name.clone(), check.expression.clone()))
                        .collect(),
                })),
                _ => other(),
            },
            ("r", _, Some(subtype)) => Made::Range(Box::new(below(subtype, named(subtype)))),
            ("m", _, Some(subtype)) => Made::Multirange(Box::new(below(subtype, named(subtype)))),
            ("c", ..) => {
                let fields = known.fields.iter();
                let field =
                    |field: &RawField| (field.name.clone(), below(field.oid, &field.type_name));
                Made::Composite(fields.map(field).collect())
            }
            ("b", Some(element), _) => {
                // Modifiers stand in front of the brackets: `character varying(10)[]`.
                let inner = spelled.strip_suffix("[]").unwrap_or_else(|| named(element));
                Made::Array(Box::new(below(element, inner)))
            }
            _ => Made::named(spelled),
        }
    }

    fn place(&self, table: u32, number: i32) -> Option<usize> {
        let numbers = self.numbers.get(&table)?;
        numbers.iter().position(|it| *it == number)
    }

    fn reference(&self, table: u32, reference: &RawReference) -> Option<Reference> {
        let places = |table: u32, numbers: &[i32]| -> Option<Vec<usize>> {
            numbers
                .iter()
                .map(|&number| self.place(table, number))
                .collect()
        };
        Some(Reference {
            name: reference.name.clone(),
            columns: places(table, &reference.columns)?,
            target: *self.places.get(&reference.target)?,
            target_columns: places(reference.target, &reference.target_columns)?,
            matching: match reference.full {
                true => Matching::Full,
                false => Matching::Simple,
            },
        })
    }

    fn exclusion(&self, table: u32, exclusion: &RawExclusion) -> Exclusion {
        let pairs = exclusion.columns.iter().zip(&exclusion.operators);
        let element = |(&number, operator): (&i32, &String)| {
            let column = self.place(table, number);
            let expression = || Element::Expression(String::new());
            (
                column.map_or_else(expression, Element::Column),
                operator.clone(),
            )
        };
        Exclusion {
            name: exclusion.name.clone(),
            elements: pairs.map(element).collect(),
        }
    }

    fn key(&self, table: u32, key: &RawKey) -> Key {
        let elements = key.elements.iter().map(|element| {
            let column = self.place(table, element.column);
            let expression = || Element::Expression(element.expression.clone().unwrap_or_default());
            column.map_or_else(expression, Element::Column)
        });
        Key {
            name: key.name.clone(),
            elements: elements.collect(),
            predicate: key.predicate.clone(),
            nulls: match key.same_nulls {
                true => Nulls::Same,
                false => Nulls::Distinct,
            },
        }
    }
}

fn check(raw: RawCheck) -> Check {
    Check {
        name: raw.name,
        expression: raw.expression,
    }
}
