//! Dates, times and intervals: sums, differences, and their fields.

use super::super::calendar::{self, DAY, SECOND};
use super::super::decimal::Decimal;
use super::super::value::Value;

/// `left + right`: numbers, intervals, and moments with what lies between two.
pub(super) fn sum(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.plus(*right).map(Value::Number),
        (Value::Date(days), Value::Number(number)) | (Value::Number(number), Value::Date(days)) => {
            let more = i64::try_from(number.floor_at(0)?).ok()?;
            Some(Value::Date(days.checked_add(more)?))
        }
        (Value::Interval(months, micros), Value::Interval(more, further)) => Some(Value::Interval(
            months.checked_add(*more)?,
            micros.checked_add(*further)?,
        )),
        (Value::Interval(..), moment) => sum(moment, left),
        (Value::Time(clock), Value::Interval(0, micros)) => {
            Some(Value::Time(clock.checked_add(*micros)?.rem_euclid(DAY)))
        }
        (moment, Value::Interval(months, micros)) => {
            let later = plus_months(moment.moment()?, *months).checked_add(*micros)?;
            Some(match moment {
                Value::Instant(_) => Value::Instant(later),
                _ => Value::Timestamp(later),
            })
        }
        _ => None,
    }
}

/// `left - right`, of the same.
pub(super) fn difference(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Date(later), Value::Date(earlier)) => Some(Value::whole(later - earlier)),
        (Value::Time(later), Value::Time(earlier)) => Some(Value::Interval(0, later - earlier)),
        (_, Value::Number(number)) => sum(left, &Value::Number(number.negated())),
        (_, Value::Interval(months, micros)) => sum(left, &Value::Interval(-months, -micros)),
        _ => {
            let micros = left.moment()?.checked_sub(right.moment()?)?;
            Some(Value::Interval(0, micros))
        }
    }
}

/// The same day so many months later, or the last day that there is.
fn plus_months(micros: i64, months: i64) -> i64 {
    let (year, month, day) = calendar::date_of(micros.div_euclid(DAY));
    let index = year * 12 + i64::from(month) - 1 + months;
    let first = |index: i64| {
        let month = u32::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
        calendar::days_of((index.div_euclid(12), month, 1))
    };
    let last = first(index + 1) - 1;
    let wanted = first(index) + i64::from(day) - 1;
    wanted.min(last) * DAY + micros.rem_euclid(DAY)
}

/// `EXTRACT(field FROM source)`
pub(super) fn extracted(field: &str, source: &Value) -> Option<Value> {
    if let Value::Time(micros) = source {
        return clock_field(field, *micros);
    }
    let micros = source.moment()?;
    let days = micros.div_euclid(DAY);
    let (year, month, day) = calendar::date_of(days);
    // 1970-01-01 was a Thursday.
    let weekday = (days + 4).rem_euclid(7);
    Some(Value::whole(match field {
        "year" => year,
        "month" => i64::from(month),
        "day" => i64::from(day),
        "quarter" => i64::from(month.div_ceil(3)),
        "dow" => weekday,
        "isodow" if weekday == 0 => 7,
        "isodow" => weekday,
        "doy" => days - calendar::days_of((year, 1, 1)) + 1,
        "epoch" => {
            let scale = 6;
            return Some(Value::Number(Decimal {
                units: i128::from(micros),
                scale,
            }));
        }
        _ => return clock_field(field, micros.rem_euclid(DAY)),
    }))
}

fn clock_field(field: &str, micros: i64) -> Option<Value> {
    let seconds = micros / SECOND;
    Some(match field {
        "hour" => Value::whole(seconds / 3600),
        "minute" => Value::whole(seconds / 60 % 60),
        "second" => Value::Number(Decimal {
            units: i128::from(micros % (60 * SECOND)),
            scale: 6,
        }),
        _ => return None,
    })
}

/// `date_trunc(field, source)`
pub(super) fn truncated(field: &str, source: &Value) -> Option<Value> {
    let micros = source.moment()?;
    let days = micros.div_euclid(DAY);
    let (year, month, _) = calendar::date_of(days);
    let start = match field {
        "year" => calendar::days_of((year, 1, 1)) * DAY,
        "quarter" => calendar::days_of((year, (month - 1) / 3 * 3 + 1, 1)) * DAY,
        "month" => calendar::days_of((year, month, 1)) * DAY,
        "week" => (days - (days + 3).rem_euclid(7)) * DAY,
        "day" => days * DAY,
        "hour" => micros - micros.rem_euclid(3600 * SECOND),
        "minute" => micros - micros.rem_euclid(60 * SECOND),
        "second" => micros - micros.rem_euclid(SECOND),
        _ => return None,
    };
    Some(match source {
        Value::Timestamp(_) => Value::Timestamp(start),
        _ => Value::Instant(start),
    })
}
