//! Which tables get rows, how many and in which order; and what must be read of those that are
//! there.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Catalogue, Element, Filled, Reference, Table};
use super::obstacle::Obstacle;

/// Rows asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The table.
    pub table: usize,
    /// How many rows.
    pub rows: u64,
}

/// A table that gets rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The table.
    pub table: usize,
    /// How many rows.
    pub rows: u64,
    /// Why.
    pub origin: Origin,
}

/// Why a table gets rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was asked for.
    Asked,
    /// Rows of another table must refer to some.
    PulledIn,
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Parents first.
    pub shares: Vec<Share>,
    /// Foreign keys, by table and index, that break a circle: they refer to what was there before,
    /// or stay NULL.
    pub left_null: Vec<(usize, usize)>,
    /// What to read of the rows that are there.
    pub reads: Vec<Read>,
}

/// Something to read of a table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The table.
    pub table: usize,
    /// What of it.
    pub what: ReadOf,
}

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadOf {
    /// The greatest value of a column.
    Greatest(usize),
    /// What rows have in a unique key, where a predicate holds.
    Taken(Vec<Element>, Option<String>),
    /// What can be referred to, in the order of these columns, without NULLs.
    Parents(Vec<usize>),
}

/// Whether the tables that are referred to must get rows, and the order of all.
///
/// # Errors
/// Tables that refer to each other in a circle that can't be broken.
pub fn scope(catalogue: &Catalogue, wishes: &[Wish]) -> Result<Scope, Obstacle> {
    let shares = with_parents(catalogue, wishes);
    let mut left_null = Vec::new();
    let order = loop {
        let mut sorting = Sorting {
            catalogue,
            shares: &shares,
            left_null: &left_null,
            done: BTreeSet::new(),
            path: Vec::new(),
            order: Vec::new(),
        };
        let sorted = shares.keys().try_for_each(|&table| sorting.place(table));
        match sorted {
            Ok(()) => break sorting.order,
            Err(circle) => left_null.push(weakest(catalogue, &circle)?),
        }
    };
    let reads = reads(catalogue, &order);
    Ok(Scope {
        shares: order,
        left_null,
        reads,
    })
}

fn with_parents(catalogue: &Catalogue, wishes: &[Wish]) -> BTreeMap<usize, Share> {
    let mut shares: BTreeMap<usize, Share> = BTreeMap::new();
    let mut open = Vec::new();
    for Wish { table, rows } in wishes {
        let share = shares.entry(*table).or_insert(Share {
            table: *table,
            rows: 0,
            origin: Origin::Asked,
        });
        share.rows += rows;
        open.push(*table);
    }
    while let Some(table) = open.pop() {
        let rows = shares.get(&table).map_or(0, |share| share.rows);
        let Some(child) = catalogue.tables.get(table) else {
            continue;
        };
        for reference in child.references.iter().filter(|it| is_needed(child, it)) {
            let parent = reference.target;
            if parent == table || rows == 0 {
                continue;
            }
            let present = catalogue.tables.get(parent).map_or(0, |parent| parent.rows);
            let wanted = match is_one_to_one(child, reference) {
                true => (child.rows + rows).saturating_sub(present),
                false if present > 0 => 0,
                false => (rows / 10).max(rows.min(2 * rows.isqrt() + 2)),
            };
            let before = shares.get(&parent).copied();
            match before {
                Some(share) if share.origin == Origin::Asked || share.rows >= wanted => {}
                _ if wanted == 0 => {}
                _ => {
                    let origin = Origin::PulledIn;
                    shares.insert(
                        parent,
                        Share {
                            table: parent,
                            rows: wanted,
                            origin,
                        },
                    );
                    open.push(parent);
                }
            }
        }
    }
    shares
}

/// Whether rows can't do without referring.
fn is_needed(table: &Table, reference: &Reference) -> bool {
    reference
        .columns
        .iter()
        .all(|&column| table.forbids_null(column))
}

/// Whether no two rows may refer to the same.
pub(super) fn is_one_to_one(table: &Table, reference: &Reference) -> bool {
    let is_inside = |element: &Element| match element {
        Element::Column(column) => reference.columns.contains(column),
        Element::Expression(_) => false,
    };
    let mut keys = table.keys.iter();
    keys.any(|key| key.predicate.is_none() && key.elements.iter().all(is_inside))
}

/// A foreign key, by the table that has it and its index there.
type Edge = (usize, usize);

struct Sorting<'a> {
    catalogue: &'a Catalogue,
    shares: &'a BTreeMap<usize, Share>,
    left_null: &'a [Edge],
    done: BTreeSet<usize>,
    /// The tables being placed, each with the foreign key that led on.
    path: Vec<Edge>,
    order: Vec<Share>,
}

impl Sorting<'_> {
    /// Places the table behind all that it refers to.
    ///
    /// # Errors
    /// The foreign keys of a circle.
    fn place(&mut self, table: usize) -> Result<(), Vec<Edge>> {
        let (Some(share), Some(child)) =
            (self.shares.get(&table), self.catalogue.tables.get(table))
        else {
            return Ok(());
        };
        if !self.done.insert(table) {
            return Ok(());
        }
        for (index, reference) in child.references.iter().enumerate() {
            let (parent, edge) = (reference.target, (table, index));
            if parent == table || self.left_null.contains(&edge) {
                continue;
            }
            self.path.push(edge);
            if let Some(at) = self.path.iter().position(|(open, _)| *open == parent) {
                return Err(self.path.split_off(at));
            }
            self.place(parent)?;
            self.path.pop();
        }
        self.order.push(*share);
        Ok(())
    }
}

/// The last foreign key of a circle that may be NULL.
///
/// # Errors
/// None may.
fn weakest(catalogue: &Catalogue, circle: &[Edge]) -> Result<Edge, Obstacle> {
    let reference_of = |&(table, index): &Edge| {
        let table = catalogue.tables.get(table)?;
        Some((table, table.references.get(index)?))
    };
    let may_be_null = |edge: &&Edge| {
        reference_of(edge).is_some_and(|(table, reference)| !is_needed(table, reference))
    };
    if let Some(edge) = circle.iter().rev().find(may_be_null) {
        return Ok(*edge);
    }
    let steps: Vec<String> = circle
        .iter()
        .filter_map(reference_of)
        .map(|(table, reference)| format!("{} ({})", table.title(), reference.name))
        .collect();
    Err(Obstacle::Circle {
        path: steps.join(" → "),
    })
}

fn reads(catalogue: &Catalogue, shares: &[Share]) -> Vec<Read> {
    let mut reads: Vec<Read> = Vec::new();
    let mut add = |table: usize, what: ReadOf| {
        let read = Read { table, what };
        let has_rows = catalogue
            .tables
            .get(table)
            .is_some_and(|table| table.rows > 0);
        if has_rows && !reads.contains(&read) {
            reads.push(read);
        }
    };
    for share in shares {
        let Some(table) = catalogue.tables.get(share.table) else {
            continue;
        };
        for column in 0..table.columns.len() {
            if is_numbered(table, column) {
                add(share.table, ReadOf::Greatest(column));
            }
        }
        for key in &table.keys {
            let by_number = key.elements.iter().any(|element| match element {
                Element::Column(column) => is_numbered(table, *column),
                Element::Expression(_) => false,
            });
            if !by_number {
                add(
                    share.table,
                    ReadOf::Taken(key.elements.clone(), key.predicate.clone()),
                );
            }
        }
        for reference in &table.references {
            add(
                reference.target,
                ReadOf::Parents(reference.target_columns.clone()),
            );
        }
    }
    reads
}

/// Whether the column's values are to be the numbers behind the greatest one: what a sequence
/// fills, and whole numbers that are a primary key by themselves.
pub(super) fn is_numbered(table: &Table, column: usize) -> bool {
    let Some(described) = table.columns.get(column) else {
        return false;
    };
    let refers = table
        .references
        .iter()
        .any(|it| it.columns.contains(&column));
    let is_whole = matches!(described.kind.base(), super::column_type::Type::Integer(..));
    let is_key = table
        .keys
        .iter()
        .any(|key| key.predicate.is_none() && key.elements == [Element::Column(column)]);
    let is_identifier = is_key && described.name.to_lowercase().ends_with("id");
    is_whole && !refers && (described.filled == Filled::Sequence || is_identifier)
}
