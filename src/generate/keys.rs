//! Uniqueness: values are unique by their numbers where that can be, and remembered where it
//! can't.
//!
//! The columns of a key are driven together by one permutation of all their combinations: so even
//! the last combination is found at once.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use super::expression::Expression;
use super::model::Nulls;
use super::parents::digest;
use super::random::{Permutation, Random};
use super::value::Value;

/// What must be unique, and how that is brought about.
#[derive(Debug, Clone)]
pub(super) struct KeyPlan {
    /// The constraint's or index's name.
    pub(super) name: String,
    /// Its columns, for messages.
    pub(super) columns: String,
    /// What is compared; an element that isn't understood stands for its columns.
    pub(super) elements: Vec<Expression>,
    /// The rows that count.
    pub(super) predicate: Option<Expression>,
    /// How NULLs count.
    pub(super) nulls: Nulls,
    /// Digests of the rows that are there and those made; `None` where numbers are enough.
    pub(super) seen: Option<Digests>,
    /// What gives its columns their numbers: one a group of ways.
    pub(super) drivers: Vec<Driver>,
}

/// A set of digests, which are mixed already.
pub(super) type Digests = HashSet<u64, BuildHasherDefault<Unmixed>>;

/// Takes a number for its own hash.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unmixed(u64);

impl Hasher for Unmixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// What a driver gives a number to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The column of this index.
    Column(usize),
    /// The foreign key of this index in the plan.
    Reference(usize),
}

/// Numbers for the columns of a key, all of whose combinations differ.
#[derive(Debug, Clone)]
pub(super) struct Driver {
    /// The ways that it drives, by index.
    pub(super) ways: Vec<usize>,
    /// What it gives numbers to, each below a size.
    pub(super) slots: Vec<(Slot, u64)>,
    /// In which order.
    permutation: Permutation,
    /// Where in it.
    cursor: u64,
    /// How many combinations are left.
    left: u64,
}

impl Driver {
    /// A driver of these slots, whose sizes multiply to no more than 2^62; it begins at this place.
    pub(super) fn new(
        ways: Vec<usize>,
        slots: Vec<(Slot, u64)>,
        start: u64,
        random: &mut Random,
    ) -> Self {
        let size = slots
            .iter()
            .fold(1, |size: u64, (_, one)| size.saturating_mul(*one));
        Self {
            ways,
            slots,
            permutation: Permutation::new(size, random),
            cursor: start % size.max(1),
            left: size,
        }
    }

    /// How many combinations there are.
    pub(super) fn size(&self) -> u64 {
        self.permutation.size()
    }

    /// Whether every combination was used.
    pub(super) fn is_exhausted(&self) -> bool {
        self.left == 0
    }

    /// The numbers of the next combination, in the order of the slots.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (Slot, u64)> + '_ {
        let mut rest = self.permutation.at(self.cursor);
        self.slots.iter().map(move |&(slot, size)| {
            let number = rest % size.max(1);
            rest /= size.max(1);
            (slot, number)
        })
    }

    /// The next combination is used, or no good.
    pub(super) fn advance(&mut self) {
        self.cursor += 1;
        self.left = self.left.saturating_sub(1);
    }
}

impl KeyPlan {
    /// The digest of what the key compares in this row; `None` for a row that doesn't count.
    pub(super) fn digest(&self, row: &[Value]) -> Option<u64> {
        if let Some(predicate) = &self.predicate {
            let counts = predicate.value(row).as_deref() == Some(&Value::Bool(true));
            if !counts && predicate.opacity().is_none() {
                return None;
            }
        }
        let mut values = Vec::with_capacity(self.elements.len());
        for element in &self.elements {
            match element.value(row) {
                Some(value) => values.push(value),
                // What isn't understood can only be told apart by its columns.
                None => values.extend(
                    element
                        .columns()
                        .into_iter()
                        .filter_map(|column| row.get(column).map(std::borrow::Cow::Borrowed)),
                ),
            }
        }
        let has_null = values.iter().any(|value| value.is_null());
        if has_null && self.nulls == Nulls::Distinct {
            return None;
        }
        Some(digest(values.iter().map(AsRef::as_ref)))
    }

    /// Remembers a row that is there: the elements' values.
    pub(super) fn remember(&mut self, values: &[Value]) {
        if let Some(seen) = &mut self.seen {
            seen.insert(digest(values));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_driver_finds_every_combination_once() {
        let slots = vec![
            (Slot::Reference(0), 7),
            (Slot::Reference(1), 11),
            (Slot::Column(2), 3),
        ];
        let mut driver = Driver::new(vec![0], slots, 100, &mut Random::new(1));
        let mut seen = BTreeSet::new();
        while !driver.is_exhausted() {
            let numbers: Vec<u64> = driver.numbers().map(|(_, number)| number).collect();
            seen.insert(numbers);
            driver.advance();
        }
        assert_eq!(seen.len(), 7 * 11 * 3);
    }
}
