//! What was read of the tables that are there, as parents, as values that are taken, as the greatest
//! of the numbers.

use super::{ListOf, Present};
use crate::generate::model::{Catalogue, Element, Table};
use crate::generate::parents::Parents;
use crate::generate::scope::{Read, ReadOf};
use crate::generate::value::Value;

/// What was read of the tables that are there.
pub(super) struct Answers<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) reads: &'a [Read],
    pub(super) present: &'a [Present],
}

impl Answers<'_> {
    fn of(&self, table: usize) -> impl Iterator<Item = (&ReadOf, &Present)> {
        let answered = self.reads.iter().zip(self.present);
        answered
            .filter(move |(read, _)| read.table == table)
            .map(|(read, present)| (&read.what, present))
    }

    pub(super) fn parents(&self, list: &ListOf) -> Parents {
        let mut parents = Parents::new(list.columns.len());
        let wanted = ReadOf::Parents(list.columns.clone());
        let found = self.of(list.table).find(|(what, _)| **what == wanted);
        let Some((table, (_, rows))) = self.catalogue.tables.get(list.table).zip(found) else {
            return parents;
        };
        let elements: Vec<Element> = list.columns.iter().map(|&it| Element::Column(it)).collect();
        for row in rows {
            let values = values(table, &elements, row);
            parents.push(&values.iter().collect::<Vec<_>>());
        }
        parents
    }

    pub(super) fn greatest(&self, table: usize) -> Vec<(usize, i64)> {
        self.of(table)
            .filter_map(|(what, rows)| match what {
                ReadOf::Greatest(column) => {
                    let text = rows.first()?.first()?.as_deref()?;
                    Some((*column, text.parse().ok()?))
                }
                _ => None,
            })
            .collect()
    }

    pub(super) fn taken(&self, index: usize, table: &Table) -> Vec<(usize, Vec<Vec<Value>>)> {
        let keys = table.keys.iter().enumerate();
        keys.filter_map(|(at, key)| {
            let wanted = ReadOf::Taken(key.elements.clone(), key.predicate.clone());
            let (_, rows) = self.of(index).find(|(what, _)| **what == wanted)?;
            let rows = rows.iter().map(|row| values(table, &key.elements, row));
            Some((at, rows.collect()))
        })
        .collect()
    }
}

/// The values that texts are in these columns; of expressions, the texts themselves.
fn values(table: &Table, elements: &[Element], row: &[Option<String>]) -> Vec<Value> {
    let pairs = elements.iter().zip(row);
    pairs
        .map(|(element, text)| match (element, text) {
            (_, None) => Value::Null,
            (Element::Column(column), Some(text)) => match table.columns.get(*column) {
                Some(column) => Value::read(&column.kind, text),
                None => Value::text(text.as_str()),
            },
            (Element::Expression(_), Some(text)) => Value::text(text.as_str()),
        })
        .collect()
}
