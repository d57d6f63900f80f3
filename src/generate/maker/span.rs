//! Numbers, dates and times between two ends, in equal steps.

use super::super::calendar::{DAY, SECOND};
use super::super::decimal::Decimal;
use super::super::random::Random;
use super::super::value::Value;
use super::MOST;

/// What the steps of a span are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::generate) enum Unit {
    /// Numbers with so many digits behind the point.
    Number {
        /// How many.
        scale: u8,
    },
    /// Days.
    Date,
    /// Seconds of a day.
    Time,
    /// Seconds, of `timestamp`.
    Timestamp,
    /// Seconds, of `timestamptz`.
    Instant,
    /// Minutes.
    Interval,
}

/// Values from `low` to `high`, both included, `step` apart, in the unit's own counting.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::generate) struct Span {
    low: i128,
    high: i128,
    step: i128,
    unit: Unit,
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::generate) enum Bound {
    /// The value is allowed.
    Included(Value),
    /// It isn't.
    Excluded(Value),
}

impl Bound {
    /// The value at the end.
    pub(in crate::generate) fn value(&self) -> &Value {
        match self {
            Self::Included(value) | Self::Excluded(value) => value,
        }
    }
}

impl Span {
    /// The span between two ends counted in `unit` (days, seconds, minutes, units of the scale).
    pub(in crate::generate) fn new(low: i128, high: i128, unit: Unit) -> Self {
        Self {
            low,
            high,
            step: 1,
            unit,
        }
    }

    /// Only every `step`th value: those that leave `rest` when divided by it.
    pub(in crate::generate) fn stepping(mut self, step: i128, rest: i128) -> Self {
        let step = step.max(1);
        self.low += (rest - self.low).rem_euclid(step);
        self.step = step;
        self
    }

    /// How many values there are; none when the ends have crossed.
    pub(in crate::generate) fn count(&self) -> u64 {
        if self.low > self.high {
            return 0;
        }
        let count = (self.high - self.low) / self.step + 1;
        u64::try_from(count).unwrap_or(MOST).min(MOST)
    }

    /// The value of this number, ascending from the low end.
    pub(in crate::generate) fn nth(&self, number: u64) -> Value {
        let at = self.low + i128::from(number) * self.step;
        let whole = i64::try_from(at).unwrap_or(i64::MAX);
        match self.unit {
            Unit::Number { scale } => Value::Number(Decimal { units: at, scale }),
            Unit::Date => Value::Date(whole),
            Unit::Time => Value::Time(whole * SECOND),
            Unit::Timestamp => Value::Timestamp(whole.saturating_mul(SECOND)),
            Unit::Instant => Value::Instant(whole.saturating_mul(SECOND)),
            Unit::Interval => Value::Interval(0, whole.saturating_mul(60 * SECOND)),
        }
    }

    /// A value by chance; `None` when there is none.
    pub(in crate::generate) fn any(&self, random: &mut Random) -> Option<Value> {
        let count = self.count();
        (count > 0).then(|| self.nth(random.below(count)))
    }

    /// What of it lies beyond `low` and below `high`; `None` when a bound doesn't compare.
    pub(in crate::generate) fn within(
        &self,
        low: Option<&Bound>,
        high: Option<&Bound>,
    ) -> Option<Self> {
        let mut narrowed = self.clone();
        if let Some(low) = low {
            let least = match low {
                Bound::Included(value) => self.ceiling(value)?,
                Bound::Excluded(value) => self.floor(value)? + 1,
            };
            let steps = (least - self.low).max(0).checked_add(self.step - 1)? / self.step;
            narrowed.low = self.low + steps * self.step;
        }
        if let Some(high) = high {
            let most = match high {
                Bound::Included(value) => self.floor(value)?,
                Bound::Excluded(value) => self.ceiling(value)? - 1,
            };
            narrowed.high = self.high.min(most);
        }
        Some(narrowed)
    }

    /// The same ends moved so that `bound` is one of them, as wide as before: for bounds outside.
    pub(in crate::generate) fn moved(
        &self,
        low: Option<&Bound>,
        high: Option<&Bound>,
    ) -> Option<Self> {
        let width = self.high - self.low;
        let mut moved = self.clone();
        match (low, high) {
            (Some(low), None) => {
                moved.low = self.floor(low.value())?;
                moved.high = moved.low + width;
            }
            (None, Some(high)) => {
                moved.high = self.ceiling(high.value())?;
                moved.low = moved.high - width;
            }
            (Some(low), Some(high)) => {
                moved.low = self.floor(low.value())?;
                moved.high = self.ceiling(high.value())?;
            }
            (None, None) => {}
        }
        Some(moved)
    }

    /// The value in the unit's counting, rounded down.
    fn floor(&self, value: &Value) -> Option<i128> {
        Some(match (self.unit, value) {
            (Unit::Number { scale }, Value::Number(number)) => number.floor_at(scale)?,
            (unit, value) => self.micros(value)?.div_euclid(divisor(unit)),
        })
    }

    /// The same, rounded up.
    fn ceiling(&self, value: &Value) -> Option<i128> {
        Some(match (self.unit, value) {
            (Unit::Number { scale }, Value::Number(number)) => number.ceil_at(scale)?,
            (unit, value) => {
                let divisor = divisor(unit);
                (self.micros(value)? + divisor - 1).div_euclid(divisor)
            }
        })
    }

    fn micros(&self, value: &Value) -> Option<i128> {
        Some(i128::from(match (self.unit, value) {
            (Unit::Number { .. }, _) => return None,
            (Unit::Time, Value::Time(micros)) => *micros,
            (Unit::Interval, Value::Interval(months, micros)) => months * 30 * DAY + micros,
            (_, value) => value.moment()?,
        }))
    }
}

/// The microseconds of one step.
fn divisor(unit: Unit) -> i128 {
    i128::from(match unit {
        Unit::Number { .. } => 1,
        Unit::Date => DAY,
        Unit::Interval => 60 * SECOND,
        Unit::Time | Unit::Timestamp | Unit::Instant => SECOND,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(span: &Span) -> (String, String) {
        let last = span.nth(span.count().saturating_sub(1));
        (span.nth(0).to_text(), last.to_text())
    }

    #[test]
    fn bounds_narrow_a_span_to_what_is_allowed() {
        let number = |text| Value::Number(Decimal::parse(text).expect("a number"));
        let prices = Span::new(0, 10_000, Unit::Number { scale: 2 });
        for (low, high, expected, reason) in [
            (
                Some(Bound::Included(number("5"))),
                None,
                ("5.00", "100.00"),
                "included",
            ),
            (
                Some(Bound::Excluded(number("5"))),
                None,
                ("5.01", "100.00"),
                "excluded",
            ),
            (
                Some(Bound::Excluded(number("5.005"))),
                None,
                ("5.01", "100.00"),
                "between steps",
            ),
            (
                None,
                Some(Bound::Excluded(number("50"))),
                ("0.00", "49.99"),
                "excluded above",
            ),
            (
                Some(Bound::Included(number("-7"))),
                None,
                ("0.00", "100.00"),
                "beyond the span",
            ),
        ] {
            let narrowed = prices
                .within(low.as_ref(), high.as_ref())
                .expect("numbers compare");
            let (first, last) = ends(&narrowed);
            assert_eq!((first.as_str(), last.as_str()), expected, "{reason}");
        }
        let none = prices.within(Some(&Bound::Excluded(number("100"))), None);
        assert_eq!(none.map(|span| span.count()), Some(0));
        assert_eq!(
            prices.within(Some(&Bound::Included(Value::text("x"))), None),
            None
        );
    }

    #[test]
    fn steps_keep_their_rest() {
        let fives = Span::new(1, 20, Unit::Number { scale: 0 }).stepping(5, 0);
        assert_eq!(ends(&fives), ("5".to_owned(), "20".to_owned()));
        let seven = Bound::Included(Value::whole(7));
        let narrowed = fives.within(Some(&seven), None).expect("numbers compare");
        assert_eq!(ends(&narrowed), ("10".to_owned(), "20".to_owned()));
    }

    #[test]
    fn days_bound_seconds() {
        let seconds = Span::new(0, 10 * 86_400, Unit::Instant);
        let narrowed = seconds.within(
            Some(&Bound::Excluded(Value::Date(1))),
            Some(&Bound::Excluded(Value::Date(2))),
        );
        let (first, last) = ends(&narrowed.expect("moments compare"));
        assert_eq!(first, "1970-01-02 00:00:01+00");
        assert_eq!(last, "1970-01-02 23:59:59+00");
    }
}
