//! What rows can refer to: the keys of parents, those that were there and those that were made.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::keys::Unmixed;
use super::random::mixed;
use super::value::Value;

/// The keys of one table in the columns that foreign keys name.
#[derive(Debug, Clone, Default)]
pub(super) struct Parents {
    width: usize,
    /// Keys one behind the other.
    stored: Vec<Value>,
    /// Keys that are consecutive numbers aren't stored.
    run: Option<Run>,
    /// Keys by some of their columns.
    indexes: BTreeMap<Vec<usize>, Index>,
}

/// Places by the digest of some columns.
type Index = HashMap<u64, Vec<u32>, BuildHasherDefault<Unmixed>>;

#[derive(Debug, Clone, Copy)]
struct Run {
    first: i64,
    count: u64,
}

impl Parents {
    /// No keys yet, of so many columns.
    pub(super) fn new(width: usize) -> Self {
        Self {
            width: width.max(1),
            ..Self::default()
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.stored_count() + self.run.map_or(0, |run| run.count)
    }

    fn stored_count(&self) -> u64 {
        (self.stored.len() / self.width) as u64
    }

    /// Adds a key.
    pub(super) fn push(&mut self, key: &[&Value]) {
        let place = self.stored_count() as u32;
        for (columns, index) in &mut self.indexes {
            let parts = columns
                .iter()
                .filter_map(|&column| key.get(column).copied());
            index.entry(digest(parts)).or_default().push(place);
        }
        self.stored.extend(key.iter().map(|&value| value.clone()));
    }

    /// Whether numbers may be added by [`Self::push_number`].
    pub(super) fn takes_numbers(&self) -> bool {
        self.width == 1 && self.indexes.is_empty()
    }

    /// Adds a whole number behind the last one added in this way.
    pub(super) fn push_number(&mut self, number: i64) {
        let run = self.run.get_or_insert(Run {
            first: number,
            count: 0,
        });
        run.count += 1;
    }

    /// The key at this place, its columns in order.
    pub(super) fn at(&self, place: u64) -> Vec<Value> {
        let stored = self.stored_count();
        match (place.checked_sub(stored), self.run) {
            (None, _) => {
                let from = place as usize * self.width;
                self.stored
                    .get(from..from + self.width)
                    .unwrap_or_default()
                    .to_vec()
            }
            (Some(behind), Some(run)) => vec![Value::whole(run.first + behind as i64)],
            (Some(_), None) => Vec::new(),
        }
    }

    /// Makes keys findable by these of their columns, by place.
    pub(super) fn index(&mut self, columns: &[usize]) {
        if self.indexes.contains_key(columns) {
            return;
        }
        let mut index = Index::default();
        for place in 0..self.count() {
            let key = self.at(place);
            let parts = columns.iter().filter_map(|&column| key.get(column));
            index.entry(digest(parts)).or_default().push(place as u32);
        }
        self.indexes.insert(columns.to_vec(), index);
    }

    /// The places of the keys that have these values in these columns, which were indexed.
    pub(super) fn having(&self, columns: &[usize], values: &[&Value]) -> &[u32] {
        let index = self.indexes.get(columns);
        let found = index.and_then(|index| index.get(&digest(values.iter().copied())));
        found.map_or(&[], Vec::as_slice)
    }
}

/// A number that equal lists of values share.
pub(super) fn digest<'v>(values: impl IntoIterator<Item = &'v Value>) -> u64 {
    let values = values.into_iter();
    values.fold(0x51, |state, value| {
        mixed(state ^ value.digest()).rotate_left(9)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_were_there_come_before_those_made() {
        let mut parents = Parents::new(1);
        parents.push(&[&Value::whole(7)]);
        for number in 100..103 {
            parents.push_number(number);
        }
        assert_eq!(parents.count(), 4);
        let all: Vec<Value> = (0..4).flat_map(|place| parents.at(place)).collect();
        assert_eq!(all, [7, 100, 101, 102].map(Value::whole));
    }

    #[test]
    fn keys_are_found_by_a_part_of_them() {
        let mut parents = Parents::new(2);
        let key = |tenant, id| [Value::whole(tenant), Value::whole(id)];
        for [tenant, id] in [key(1, 10), key(2, 20)] {
            parents.push(&[&tenant, &id]);
        }
        parents.index(&[0]);
        let [tenant, id] = key(1, 11);
        parents.push(&[&tenant, &id]);
        assert_eq!(parents.having(&[0], &[&Value::whole(1)]), [0, 2]);
        assert_eq!(parents.having(&[0], &[&Value::whole(3)]), [0_u32; 0]);
        assert_eq!(parents.at(2), key(1, 11));
    }
}
