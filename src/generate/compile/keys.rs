//! How each unique key is kept: by numbers, by remembering, or by both.

use std::sync::Arc;

use super::super::expression::{Expression, Names, parse};
use super::super::keys::{Digests, Driver, KeyPlan, Slot};
use super::super::maker::Exactness;
use super::super::model::{Element, Key, Nulls, Table};
use super::super::obstacle::Obstacle;
use super::super::table_plan::{Source, TablePlan};
use super::Material;
use super::exclusions::key_of;

/// Combinations of a key's columns are numbered up to here.
const MOST_BITS: u32 = 62;

/// The plans of the keys that numbers of rows don't keep by themselves.
///
/// # Errors
/// A key has too few values.
pub(super) fn keys(
    table: &Table,
    material: &mut Material<'_>,
    plan: &TablePlan,
    names: &Names<'_>,
) -> Result<Vec<KeyPlan>, Obstacle> {
    let excluding = table.exclusions.iter().map(key_of);
    let all: Vec<(usize, Key)> = table
        .keys
        .iter()
        .cloned()
        .chain(excluding)
        .enumerate()
        .collect();
    let mut drafts: Vec<Draft> = all
        .into_iter()
        .map(|(index, key)| Draft::new(index, key, plan, names))
        .collect();
    // What is unique by few columns makes what has more unique, too.
    drafts.sort_by_key(|draft| (draft.predicate.is_some(), draft.slots.len()));
    let mut plans: Vec<KeyPlan> = Vec::new();
    let mut alone: Vec<Slot> = Vec::new();
    for draft in drafts {
        let is_kept = draft.is_numbered || draft.slots.iter().any(|slot| alone.contains(slot));
        if is_kept && draft.is_plain {
            continue;
        }
        let driven = plans
            .iter()
            .flat_map(|key| &key.drivers)
            .flat_map(|driver| &driver.slots);
        let driven: Vec<Slot> = driven.map(|(slot, _)| *slot).collect();
        let key = draft.plan(table, material, plan, &driven)?;
        if let ([driver], true, None) = (key.drivers.as_slice(), draft.is_plain, &draft.predicate)
            && let [(slot, _)] = driver.slots.as_slice()
        {
            alone.push(*slot);
        }
        plans.push(key);
    }
    Ok(plans)
}

struct Draft {
    index: usize,
    key: Key,
    elements: Vec<Expression>,
    predicate: Option<Expression>,
    columns: Vec<usize>,
    /// What its columns are set by.
    slots: Vec<Slot>,
    /// Whether it is over columns, without expressions.
    is_plain: bool,
    /// Whether one of its columns has a number that no other row has.
    is_numbered: bool,
    /// Whether all its columns can be given numbers.
    is_drivable: bool,
}

impl Draft {
    fn new(index: usize, key: Key, plan: &TablePlan, names: &Names<'_>) -> Self {
        let elements: Vec<Expression> = key
            .elements
            .iter()
            .map(|element| match element {
                Element::Column(column) => Expression::Column(*column),
                Element::Expression(text) => parse(text, names),
            })
            .collect();
        let mut columns: Vec<usize> = elements.iter().flat_map(Expression::columns).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut slots = Vec::new();
        let mut is_drivable = !columns.is_empty();
        for &column in &columns {
            let slot = match (plan.reference_of(column), plan.columns.get(column)) {
                (Some(index), _) => {
                    let reference = plan.references.get(index);
                    is_drivable &= reference.is_some_and(|reference| {
                        let is_inside = reference.columns.iter().all(|it| columns.contains(it));
                        reference.own.is_none() && reference.shared.is_empty() && is_inside
                    });
                    Slot::Reference(index)
                }
                (None, described) => {
                    is_drivable &= described.is_some_and(|it| matches!(it.source, Source::Made));
                    Slot::Column(column)
                }
            };
            if !slots.contains(&slot) {
                slots.push(slot);
            }
        }
        let is_number = |column: &usize| {
            let described = plan.columns.get(*column);
            described.is_some_and(|it| matches!(it.source, Source::Number(_)))
        };
        Self {
            index,
            is_plain: key
                .elements
                .iter()
                .all(|it| matches!(it, Element::Column(_))),
            is_numbered: columns.iter().any(is_number),
            predicate: key.predicate.as_deref().map(|text| parse(text, names)),
            key,
            elements,
            columns,
            slots,
            is_drivable,
        }
    }

    fn plan(
        &self,
        table: &Table,
        material: &mut Material<'_>,
        plan: &TablePlan,
        driven: &[Slot],
    ) -> Result<KeyPlan, Obstacle> {
        let taken = material
            .taken
            .iter()
            .find(|(index, _)| *index == self.index);
        let taken = taken.map_or(&[][..], |(_, taken)| taken.as_slice());
        let mut key = KeyPlan {
            name: self.key.name.clone(),
            columns: table.column_names(&self.columns),
            elements: self.elements.clone(),
            predicate: self.predicate.clone(),
            nulls: self.key.nulls,
            seen: Some(Digests::default()),
            drivers: Vec::new(),
        };
        let wanted = plan.rows;
        let may_be_null = self.key.nulls == Nulls::Distinct
            && self
                .columns
                .iter()
                .any(|&column| !table.forbids_null(column));
        if self.is_drivable && !self.slots.iter().any(|slot| driven.contains(slot)) {
            let drivers = self.drivers(material, plan, table.rows);
            let size = drivers
                .iter()
                .fold(0_u64, |all, it| all.saturating_add(it.size()));
            let possible = size.saturating_sub(taken.len() as u64);
            // Where some rows don't count, numbers that are nearly used up would hold them back.
            let suffices = match (&self.predicate, may_be_null) {
                (None, false) => true,
                _ => possible >= wanted.saturating_mul(4),
            };
            if possible < wanted && self.predicate.is_none() && !may_be_null {
                return Err(Obstacle::TooFew {
                    table: table.title(),
                    key: self.key.name.clone(),
                    columns: key.columns,
                    possible,
                    wanted,
                });
            }
            if suffices {
                key.drivers = drivers;
            }
        }
        let is_sure = key.drivers.len() == 1 && self.is_plain && self.is_exact(plan);
        if is_sure && taken.is_empty() {
            key.seen = None;
        }
        for values in taken {
            key.remember(values);
        }
        Ok(key)
    }

    /// One driver for each group of ways that make the key's columns in the same manner.
    fn drivers(&self, material: &mut Material<'_>, plan: &TablePlan, start: u64) -> Vec<Driver> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for index in 0..plan.ways.len() {
            let same = groups.iter_mut().find(|group| {
                let first = group.first().copied().unwrap_or_default();
                self.slots
                    .iter()
                    .all(|slot| is_same(plan, *slot, (first, index)))
            });
            match same {
                Some(group) => group.push(index),
                None => groups.push(vec![index]),
            }
        }
        let wanted = plan.rows.saturating_add(start);
        let bits = MOST_BITS / self.slots.len().max(1) as u32;
        let drivers = groups.into_iter().map(|ways| {
            let way = ways.first().copied().unwrap_or_default();
            let slots = self.slots.iter().map(|&slot| {
                let size = match slot {
                    Slot::Reference(index) => {
                        let list = plan.references.get(index).map(|it| it.parents);
                        let count = list.and_then(|list| material.counts.get(list));
                        count.copied().unwrap_or_default()
                    }
                    Slot::Column(column) => {
                        let maker = plan.ways.get(way).and_then(|way| way.maker(column));
                        maker.map_or(1, |maker| {
                            let roomy = wanted.saturating_mul(4).max(maker.usual());
                            maker.capacity().min(roomy)
                        })
                    }
                };
                (slot, size.min(1 << bits))
            });
            let slots = slots.collect();
            Driver::new(ways, slots, start, &mut material.random)
        });
        drivers
            .filter(|driver| driver.slots.iter().all(|(_, size)| *size > 0))
            .collect()
    }

    fn is_exact(&self, plan: &TablePlan) -> bool {
        self.slots.iter().all(|slot| match slot {
            Slot::Reference(_) => true,
            Slot::Column(column) => {
                let is_normal = plan
                    .columns
                    .get(*column)
                    .is_some_and(|it| it.normal.is_empty() && it.links.is_empty());
                let mut makers = plan.ways.iter().filter_map(|way| way.maker(*column));
                is_normal && makers.all(|maker| maker.exactness() == Exactness::Exact)
            }
        })
    }
}

/// Whether two ways fill a slot in the same manner.
fn is_same(plan: &TablePlan, slot: Slot, (left, right): (usize, usize)) -> bool {
    let Slot::Column(column) = slot else {
        return true;
    };
    let maker = |way: usize| plan.ways.get(way).and_then(|way| way.maker(column));
    match (maker(left), maker(right)) {
        (Some(left), Some(right)) => Arc::ptr_eq(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}
