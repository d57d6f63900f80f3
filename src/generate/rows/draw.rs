//! One draw of a row: a value for every column.

use crate::generate::expression::Comparison;
use crate::generate::facts::Nullness;
use crate::generate::keys::Slot;
use crate::generate::maker::{Bound, Maker};
use crate::generate::random::Random;
use crate::generate::table_plan::{ColumnPlan, Force, Link, Source, TablePlan, Way};
use crate::generate::value::Value;

/// Draws of one value, before the row is drawn again.
const VALUE_DRAWS: u32 = 40;

/// Why a draw was in vain.
#[derive(Debug, Clone, Copy)]
pub(super) enum Miss {
    /// A constraint over several columns, by index.
    Rule(usize),
    /// A column's constraint: column and index.
    Column(usize, usize),
    /// A text is too long.
    Length,
    /// A foreign key found nothing, by index.
    Reference(usize),
    /// A key has such a row already, by index.
    Key(usize),
    /// The partition takes other rows.
    Partition,
}

/// One draw of a row.
pub(super) struct Draw<'a> {
    pub(super) plan: &'a TablePlan,
    pub(super) way: &'a Way,
    pub(super) random: &'a mut Random,
    pub(super) row: &'a mut Vec<Value>,
    pub(super) numbers: &'a [(Slot, u64)],
    pub(super) made: u64,
}

impl Draw<'_> {
    pub(super) fn number_of(&self, slot: Slot) -> Option<u64> {
        let found = self.numbers.iter().find(|(it, _)| *it == slot);
        found.map(|(_, number)| *number)
    }

    pub(super) fn set(&mut self, column: usize, value: Value) {
        if let Some(place) = self.row.get_mut(column) {
            *place = value;
        }
    }

    /// Columns whose values are the row's own number: foreign keys to the table itself want them.
    pub(super) fn numbered(&mut self) {
        for (column, described) in self.plan.columns.iter().enumerate() {
            if let Source::Number(first) = described.source {
                self.set(column, Value::whole(first.saturating_add(self.made as i64)));
            }
        }
    }

    pub(super) fn column_unless_set(&mut self, column: usize) -> Result<(), Miss> {
        match self.row.get(column) {
            Some(Value::Null) => self.column(column),
            _ => Ok(()),
        }
    }

    /// Makes the value of a column that has none yet.
    pub(super) fn column(&mut self, column: usize) -> Result<(), Miss> {
        let Some(described) = self.plan.columns.get(column) else {
            return Ok(());
        };
        match &described.source {
            Source::Number(_) | Source::Referred => {
                let is_null = self.row.get(column).is_some_and(Value::is_null);
                match is_null && self.way.nullness(column) == Nullness::Never {
                    true => Err(Miss::Reference(
                        self.plan.reference_of(column).unwrap_or_default(),
                    )),
                    false => self.judge_column(column, described),
                }
            }
            Source::Default => Ok(()),
            Source::Computed(expression) => {
                let value = expression.value(self.row).map(std::borrow::Cow::into_owned);
                self.set(column, value.unwrap_or(Value::Null));
                self.judge_column(column, described)
            }
            Source::Made if self.row.get(column).is_some_and(|value| !value.is_null()) => Ok(()),
            Source::Made => self.make(column, described),
        }
    }

    fn make(&mut self, column: usize, described: &ColumnPlan) -> Result<(), Miss> {
        let number = self.number_of(Slot::Column(column));
        let nullness = self.way.nullness(column);
        let wants_null = number.is_none()
            && nullness == Nullness::Allowed
            && self.random.happens(described.null_percent);
        let Some(maker) = self.way.maker(column).filter(|_| !wants_null) else {
            return Ok(());
        };
        if nullness == Nullness::Always {
            return Ok(());
        }
        let maker = std::sync::Arc::clone(maker);
        let mut missed = Ok(());
        for _ in 0..VALUE_DRAWS {
            let value = match number {
                Some(number) => maker.nth(number),
                None => self.linked(&maker, &described.links),
            };
            self.set(column, value);
            self.normalize(column, described);
            missed = self.judge_column(column, described);
            if missed.is_ok() || number.is_some() {
                break;
            }
        }
        missed
    }

    /// A value within the bounds that other columns set.
    fn linked(&mut self, maker: &Maker, links: &[Link]) -> Value {
        let Maker::Span(span) = maker else {
            return maker.any(self.random);
        };
        let mut narrowed = span.clone();
        for link in links {
            let other = link.other.value(self.row);
            let Some(other) = other.filter(|other| !other.is_null()) else {
                continue;
            };
            let other = other.into_owned();
            let within = match link.comparison {
                Comparison::AtLeast => narrowed.within(Some(&Bound::Included(other)), None),
                Comparison::Greater => narrowed.within(Some(&Bound::Excluded(other)), None),
                Comparison::AtMost => narrowed.within(None, Some(&Bound::Included(other))),
                _ => narrowed.within(None, Some(&Bound::Excluded(other))),
            };
            match within {
                Some(within) if within.count() > 0 => narrowed = within,
                _ if link.force == Force::Rule => return maker.any(self.random),
                _ => {}
            }
        }
        let value = narrowed.any(self.random);
        value.unwrap_or_else(|| maker.any(self.random))
    }

    fn normalize(&mut self, column: usize, described: &ColumnPlan) {
        for expression in &described.normal {
            let value = expression.value(self.row).map(std::borrow::Cow::into_owned);
            if let Some(value) = value {
                self.set(column, value);
            }
        }
    }
}
