//! What constraints say of one column alone: the values to choose among.
//!
//! `read.rs` finds them in constraints; here they narrow each other down, to the one value or to
//! none at all. Facts only guide the choice. Whether a value satisfies the constraints is asked of the
//! expressions themselves, so that a fact too many or too few does no harm.

mod read;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use super::expression::Comparison;
use super::maker::Bound;
use super::pattern::Pattern;
use super::value::Value;

/// What is known of one column's values.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Facts {
    /// Whether they may be NULL.
    pub(super) nullness: Nullness,
    /// The only values.
    pub(super) list: Option<Vec<Value>>,
    /// Values that aren't.
    pub(super) excluded: Vec<Value>,
    /// The least.
    pub(super) low: Option<Bound>,
    /// The greatest.
    pub(super) high: Option<Bound>,
    /// Characters, bytes or bits: at least and at most.
    pub(super) length: (u32, Option<u32>),
    /// Elements of an array: at least and at most.
    pub(super) elements: (u32, Option<u32>),
    /// What texts match.
    pub(super) patterns: Vec<Pattern>,
    /// Divided by the first, numbers leave the second.
    pub(super) remainder: Option<(i64, i64)>,
}

/// Whether a column may be NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Nullness {
    /// It may.
    #[default]
    Allowed,
    /// It must not.
    Never,
    /// It must.
    Always,
}

/// What can't be true of any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Contradiction;

impl Facts {
    fn bound(&mut self, comparison: Comparison, value: Value) -> Result<(), Contradiction> {
        if value.is_null() {
            return match comparison {
                Comparison::Distinct => self.nulls(Nullness::Never),
                // Nothing is true of NULL, and what isn't false passes.
                _ => Ok(()),
            };
        }
        match comparison {
            Comparison::Equal => return self.only(vec![value]),
            Comparison::Unequal | Comparison::Distinct => {
                self.excluded.push(value);
                return self.list_stands();
            }
            Comparison::AtLeast => self.raise(Bound::Included(value)),
            Comparison::Greater => self.raise(Bound::Excluded(value)),
            Comparison::AtMost => self.lower(Bound::Included(value)),
            Comparison::Less => self.lower(Bound::Excluded(value)),
        }
        self.list_stands()
    }

    fn raise(&mut self, bound: Bound) {
        let is_tighter =
            self.low
                .as_ref()
                .is_none_or(|low| match bound.value().compared(low.value()) {
                    Some(Ordering::Greater) => true,
                    Some(Ordering::Equal) => matches!(bound, Bound::Excluded(_)),
                    _ => false,
                });
        if is_tighter {
            self.low = Some(bound);
        }
    }

    fn lower(&mut self, bound: Bound) {
        let is_tighter =
            self.high
                .as_ref()
                .is_none_or(|high| match bound.value().compared(high.value()) {
                    Some(Ordering::Less) => true,
                    Some(Ordering::Equal) => matches!(bound, Bound::Excluded(_)),
                    _ => false,
                });
        if is_tighter {
            self.high = Some(bound);
        }
    }

    fn only(&mut self, values: Vec<Value>) -> Result<(), Contradiction> {
        let values: Vec<Value> = values
            .into_iter()
            .filter(|value| !value.is_null())
            .collect();
        self.list = Some(match self.list.take() {
            None => values,
            Some(list) => list.into_iter().filter(|it| values.contains(it)).collect(),
        });
        self.list_stands()
    }

    /// Drops what isn't allowed from the list of the only values.
    fn list_stands(&mut self) -> Result<(), Contradiction> {
        let crossed = match (&self.low, &self.high) {
            (Some(low), Some(high)) => match low.value().compared(high.value()) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => {
                    matches!(low, Bound::Excluded(_)) || matches!(high, Bound::Excluded(_))
                }
                _ => false,
            },
            _ => false,
        };
        if let Some(mut list) = self.list.take() {
            list.retain(|value| self.allows(value));
            self.list = Some(list);
        }
        let is_empty = self.list.as_ref().is_some_and(Vec::is_empty);
        match (is_empty || crossed, self.nullness) {
            (false, _) | (true, Nullness::Always) => Ok(()),
            // NULL is still a way out.
            (true, Nullness::Allowed) => {
                self.nullness = Nullness::Always;
                Ok(())
            }
            (true, Nullness::Never) => Err(Contradiction),
        }
    }

    fn nulls(&mut self, wanted: Nullness) -> Result<(), Contradiction> {
        match (self.nullness, wanted) {
            (Nullness::Always, Nullness::Never) | (Nullness::Never, Nullness::Always) => {
                Err(Contradiction)
            }
            _ => {
                self.nullness = wanted;
                self.list_stands()
            }
        }
    }

    /// Whether bounds and exclusions let this value through.
    pub(super) fn allows(&self, value: &Value) -> bool {
        let compared = |bound: &Option<Bound>, outside: Ordering| {
            bound
                .as_ref()
                .is_none_or(|bound| match value.compared(bound.value()) {
                    Some(Ordering::Equal) => matches!(bound, Bound::Included(_)),
                    Some(order) => order != outside,
                    None => true,
                })
        };
        !self.excluded.contains(value)
            && compared(&self.low, Ordering::Less)
            && compared(&self.high, Ordering::Greater)
    }
}

/// Lengths and counts.
fn bounded(
    range: &mut (u32, Option<u32>),
    comparison: Comparison,
    value: i64,
) -> Result<(), Contradiction> {
    let at = |value: i64| u32::try_from(value.max(0)).unwrap_or(u32::MAX);
    let (mut least, mut most) = (0, None);
    match comparison {
        Comparison::Equal => (least, most) = (at(value), Some(at(value))),
        Comparison::AtLeast => least = at(value),
        Comparison::Greater => least = at(value + 1),
        Comparison::AtMost => most = Some(at(value)),
        Comparison::Less => most = Some(at(value - 1)),
        Comparison::Unequal | Comparison::Distinct if value == 0 => least = 1,
        Comparison::Unequal | Comparison::Distinct => {}
    }
    range.0 = range.0.max(least);
    range.1 = match (range.1, most) {
        (Some(before), Some(now)) => Some(before.min(now)),
        (before, now) => before.or(now),
    };
    match range.1 {
        Some(most) if most < range.0 => Err(Contradiction),
        _ => Ok(()),
    }
}
