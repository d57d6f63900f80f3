//! What the foreign keys of a row that is drawn refer to: a parent, nothing, or the row itself.

use super::draw::{Draw, Miss};
use crate::generate::facts::Nullness;
use crate::generate::keys::Slot;
use crate::generate::model::Matching;
use crate::generate::parents::Parents;
use crate::generate::table_plan::ReferencePlan;
use crate::generate::value::Value;

impl Draw<'_> {
    /// Chooses what a foreign key refers to.
    pub(super) fn refer(&mut self, index: usize, lists: &[Parents]) -> Result<(), Miss> {
        let Some(reference) = self.plan.references.get(index) else {
            return Ok(());
        };
        let Some(parents) = lists.get(reference.parents) else {
            return Ok(());
        };
        let number = self.number_of(Slot::Reference(index));
        let wants_null = number.is_none() && self.random.happens(reference.null_percent);
        if self.must_be_null(reference) || (wants_null && self.may_be_null(reference)) {
            self.refer_to_nothing(reference);
            return Ok(());
        }
        let chosen = match number {
            Some(number) => Some(number),
            None => self.choose(reference, parents),
        };
        match chosen {
            Some(place) => {
                // Fewer parents than expected: those with NULLs can't be referred to.
                let place = place % parents.count().max(1);
                for (&column, value) in reference.columns.iter().zip(parents.at(place)) {
                    self.set(column, value);
                }
                Ok(())
            }
            None if self.may_be_null(reference) => {
                self.refer_to_nothing(reference);
                Ok(())
            }
            None => self.refer_to_itself(reference, index),
        }
    }

    fn choose(&mut self, reference: &ReferencePlan, parents: &Parents) -> Option<u64> {
        let values: Vec<&Value> = reference
            .shared
            .iter()
            .filter_map(|&at| self.row.get(*reference.columns.get(at)?))
            .collect();
        // What an optional foreign key before has left open is open still.
        if values.iter().all(|value| value.is_null()) && !self.shares_null(reference) {
            let count = parents.count();
            return (count > 0).then(|| self.random.below(count));
        }
        if values.iter().any(|value| value.is_null()) {
            return None;
        }
        let places = parents.having(&reference.shared, &values);
        let chosen = self.random.below(places.len() as u64) as usize;
        places.get(chosen).map(|&place| u64::from(place))
    }

    /// Columns that a foreign key may set to NULL, which no other has set.
    fn nullable<'r>(&'r self, reference: &'r ReferencePlan) -> impl Iterator<Item = usize> + 'r {
        let placed = reference.columns.iter().enumerate();
        placed
            .filter(|(at, _)| !reference.shared.contains(at))
            .map(|(_, &column)| column)
            .filter(|&column| self.way.nullness(column) != Nullness::Never)
    }

    fn may_be_null(&self, reference: &ReferencePlan) -> bool {
        let is_shared_null = self.shares_null(reference);
        let count = self.nullable(reference).count();
        match reference.matching {
            Matching::Simple => count > 0 || is_shared_null,
            Matching::Full => count == reference.columns.len(),
        }
    }

    /// Whether an earlier foreign key has set one of the columns to NULL, for good.
    fn shares_null(&self, reference: &ReferencePlan) -> bool {
        reference.shared.iter().any(|&at| {
            let column = reference.columns.get(at).copied().unwrap_or_default();
            let is_null = self.row.get(column).is_some_and(Value::is_null);
            is_null && self.way.nullness(column) != Nullness::Never
        })
    }

    fn must_be_null(&self, reference: &ReferencePlan) -> bool {
        let mut columns = reference.columns.iter();
        columns.any(|&column| self.way.nullness(column) == Nullness::Always)
    }

    fn refer_to_nothing(&mut self, reference: &ReferencePlan) {
        let columns: Vec<usize> = self.nullable(reference).collect();
        for column in columns {
            self.set(column, Value::Null);
        }
    }

    /// The first row of a table that must refer to itself does.
    fn refer_to_itself(&mut self, reference: &ReferencePlan, index: usize) -> Result<(), Miss> {
        let Some(own) = &reference.own else {
            return Err(Miss::Reference(index));
        };
        for (&column, &target) in reference.columns.iter().zip(own) {
            if column == target {
                continue;
            }
            self.column_unless_set(target)?;
            let value = self.row.get(target).cloned().unwrap_or(Value::Null);
            self.set(column, value);
        }
        Ok(())
    }
}
