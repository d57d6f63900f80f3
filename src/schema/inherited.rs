//! The order of a table's columns where it inherits some: the parents' come first, as in a copy
//! that was loaded. A table that became a child later (`ALTER TABLE … INHERIT`) may have them in
//! another order, which `CREATE TABLE … INHERITS` doesn't make, nor does pg_dump.

use std::collections::HashMap;

use super::definition::Definition;
use super::object::Object;
use super::table::Table;

/// Puts the columns of every table that inherits in the order that INHERITS gives, and the
/// comments on them.
pub(super) fn order_columns(objects: &mut [Object]) {
    let tables = (objects.iter().enumerate()).filter(|(_, object)| table(object).is_some());
    let places: HashMap<(String, String), usize> = tables
        .filter_map(|(index, object)| {
            let schema = object.id.schema.clone()?;
            Some(((schema, object.id.name.clone()), index))
        })
        .collect();
    let inheriting: Vec<usize> = (objects.iter().enumerate())
        .filter(|(_, object)| {
            table(object).is_some_and(|table| table.bound.is_none() && !table.parents.is_empty())
        })
        .map(|(index, _)| index)
        .collect();
    // Once a generation, and there can't be more of these than tables that inherit.
    for _ in 0..inheriting.len() {
        let mut moved = false;
        for &index in &inheriting {
            moved |= order_one(objects, &places, index).is_some();
        }
        if !moved {
            return;
        }
    }
}

fn table(object: &Object) -> Option<&Table> {
    match &object.definition {
        Definition::Table(table) => Some(table),
        _ => None,
    }
}

/// Orders the columns of one table; `None` when they are in order already.
fn order_one(
    objects: &mut [Object],
    places: &HashMap<(String, String), usize>,
    index: usize,
) -> Option<()> {
    let child = table(objects.get(index)?)?;
    let parents =
        (child.parents.iter()).filter_map(|parent| table(objects.get(*places.get(parent)?)?));
    let mut names: Vec<String> = Vec::new();
    for column in parents.chain([child]).flat_map(|table| &table.columns) {
        let is_had = child.columns.iter().any(|own| own.name == column.name);
        if is_had && !names.contains(&column.name) {
            names.push(column.name.clone());
        }
    }
    let is_ordered = (child.columns.iter()).map(|column| &column.name).eq(&names);
    if is_ordered {
        return None;
    }
    let place = |name: &String| names.iter().position(|found| found == name);
    let object = objects.get_mut(index)?;
    (object.comments).sort_by_key(|comment| comment.column.as_ref().map(place));
    if let Definition::Table(table) = &mut object.definition {
        table.columns.sort_by_key(|column| place(&column.name));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, Comment, Id, Kind};

    fn object(name: &str, columns: &[&str], parents: &[&str]) -> Object {
        let columns = columns.iter().map(|name| Column {
            name: (*name).to_owned(),
            ..Column::default()
        });
        let table = Table {
            columns: columns.collect(),
            parents: (parents.iter())
                .map(|parent| ("s".to_owned(), (*parent).to_owned()))
                .collect(),
            ..Table::default()
        };
        let mut object = Object {
            id: Id::in_schema(Kind::Table, "s", name),
            definition: Definition::from(Box::new(table)),
            comments: Vec::new(),
            privileges: None,
            depends_on: Vec::new(),
        };
        object.comments = (columns_of(&object).iter())
            .map(|name| Comment {
                column: Some((*name).to_owned()),
                part: None,
                provider: None,
                text: String::new(),
            })
            .collect();
        object
    }

    fn columns_of(object: &Object) -> Vec<&str> {
        let table = table(object).unwrap();
        table.columns.iter().map(|column| &*column.name).collect()
    }

    #[test]
    fn inherited_columns_come_first_over_all_generations() {
        // By name a grandchild stands before its parents.
        let mut objects = [
            object("a_grandchild", &["z", "own", "c", "a", "b"], &["child"]),
            object("child", &["own", "b", "a", "c"], &["parent", "uncle"]),
            object("parent", &["a", "b"], &[]),
            object("uncle", &["c", "a"], &[]),
        ];
        order_columns(&mut objects);
        let expected = [
            &["a", "b", "c", "own", "z"][..],
            &["a", "b", "c", "own"],
            &["a", "b"],
            &["c", "a"],
        ];
        for (object, expected) in objects.iter().zip(expected) {
            assert_eq!(columns_of(object), expected, "{}", object.id.name);
            let comments = object.comments.iter();
            let comments: Vec<_> = comments.filter_map(|c| c.column.as_deref()).collect();
            assert_eq!(comments, expected, "{}", object.id.name);
        }
    }
}
