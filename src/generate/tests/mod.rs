//! Whole tables: their rows are read back from the CSV and judged without our own evaluator.

mod keys;
mod parents;
mod refusals;
mod shapes;

use std::collections::BTreeSet;

use super::{
    Catalogue, Check, Choices, Column, Element, Filled, Form, Generation, Key, Matching, Nulls,
    Obstacle, Reference, Rest, Table, Type, Wish, scope,
};

/// 2024-06-01 in UTC.
const NOW: i64 = 1_717_200_000_000_000;

/// A table whose columns are written as `name type`, `name type not null`, `name type serial`.
fn table(name: &str, columns: &[&str]) -> Table {
    let columns = columns.iter().map(|described| {
        let (name, rest) = described.split_once(' ').expect("a name and a type");
        let filled = match rest.contains(" serial") {
            true => Filled::Sequence,
            false => Filled::Nothing,
        };
        let not_null = rest.contains(" not null") || filled == Filled::Sequence;
        let kind = rest.replace(" not null", "").replace(" serial", "");
        Column {
            name: name.to_owned(),
            kind: Type::named(&kind),
            not_null,
            filled,
        }
    });
    Table {
        schema: "public".to_owned(),
        name: name.to_owned(),
        columns: columns.collect(),
        ..Table::default()
    }
}

impl Table {
    fn check(mut self, name: &str, expression: &str) -> Self {
        self.checks.push(Check {
            name: name.to_owned(),
            expression: expression.to_owned(),
        });
        self
    }

    fn key(mut self, columns: &[usize]) -> Self {
        self.keys.push(Key {
            name: format!("{}_key{}", self.name, self.keys.len()),
            elements: columns
                .iter()
                .map(|&column| Element::Column(column))
                .collect(),
            predicate: None,
            nulls: Nulls::Distinct,
        });
        self
    }

    fn refers(mut self, columns: &[usize], target: usize, target_columns: &[usize]) -> Self {
        self.references.push(Reference {
            name: format!("{}_fkey{}", self.name, self.references.len()),
            columns: columns.to_vec(),
            target,
            target_columns: target_columns.to_vec(),
            matching: Matching::Simple,
        });
        self
    }

    fn kind(mut self, column: usize, kind: Type) -> Self {
        if let Some(column) = self.columns.get_mut(column) {
            column.kind = kind;
        }
        self
    }
}

fn catalogue(tables: Vec<Table>) -> Catalogue {
    Catalogue { tables, now: NOW }
}

/// The rows of a table by name, each a list of fields; NULL is `None`.
type Made = Vec<(String, Vec<Vec<Option<String>>>)>;

/// The rows made when so many of each of these tables are asked for; no table has rows yet.
fn made(catalogue: &Catalogue, wishes: &[(usize, u64)], seed: u64) -> Result<Made, Obstacle> {
    let wishes: Vec<Wish> = wishes
        .iter()
        .map(|&(table, rows)| Wish { table, rows })
        .collect();
    let scope = scope(catalogue, &wishes)?;
    let choices = Choices {
        seed,
        ..Choices::default()
    };
    let mut generation = Generation::plan(catalogue, &scope, &[], choices)?;
    let mut all = Vec::new();
    for (place, share) in scope.shares.iter().enumerate() {
        let mut text = Vec::new();
        loop {
            let bytes = text.len() + 1000;
            if generation
                .write_rows(place, Form::Csv, &mut text, bytes)?
                .rest
                == Rest::Nothing
            {
                break;
            }
        }
        let text = String::from_utf8(text).expect("UTF-8");
        let name = catalogue.tables[share.table].name.clone();
        all.push((name, fields(&text)));
    }
    Ok(all)
}

/// The rows of the only table.
fn rows(table: Table, count: u64) -> Vec<Vec<Option<String>>> {
    let title = table.name.clone();
    let made = made(&catalogue(vec![table]), &[(0, count)], 1).unwrap_or_else(|obstacle| {
        panic!("{title}: {obstacle}");
    });
    let (_, rows) = made.into_iter().next().expect("the table");
    assert_eq!(rows.len() as u64, count);
    rows
}

/// The fields of one column, NULLs left out.
fn column(rows: &[Vec<Option<String>>], column: usize) -> Vec<&str> {
    let fields = rows.iter().filter_map(|row| row[column].as_deref());
    fields.collect()
}

fn numbers(fields: &[&str]) -> Vec<f64> {
    fields
        .iter()
        .map(|field| field.parse().expect("a number"))
        .collect()
}

fn all_differ<T: Ord>(values: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    values.into_iter().all(|value| seen.insert(value))
}

/// A reader of CSV that has nothing of the writer.
fn fields(text: &str) -> Vec<Vec<Option<String>>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let (mut is_inside, mut was_quoted) = (false, false);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' if is_inside && rest.peek() == Some(&'"') => {
                rest.next();
                field.push('"');
            }
            '"' => {
                is_inside = !is_inside;
                was_quoted = true;
            }
            ',' | '\n' if !is_inside => {
                let is_null = field.is_empty() && !was_quoted;
                let taken = std::mem::take(&mut field);
                row.push((!is_null).then_some(taken));
                was_quoted = false;
                if character == '\n' {
                    rows.push(std::mem::take(&mut row));
                }
            }
            other => field.push(other),
        }
    }
    rows
}
