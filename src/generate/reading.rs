//! Texts of the server (literals in expressions, keys of rows that are there) as values.

use super::calendar;
use super::column_type::{Type, Zone};
use super::decimal::Decimal;
use super::value::Value;

impl Value {
    /// The value that this text is in a column of this type; what isn't understood more closely
    /// stays a text.
    pub(super) fn read(kind: &Type, text: &str) -> Self {
        let read = match kind.base() {
            Type::Boolean => boolean(text),
            Type::Integer(..) | Type::Decimal { .. } => Decimal::parse(text).map(Self::Number),
            Type::Date => calendar::parse_date(text).map(Self::Date),
            Type::Time(Zone::Without) => calendar::parse_time(text).map(Self::Time),
            Type::Timestamp(Zone::Without) => calendar::parse_timestamp(text).map(Self::Timestamp),
            Type::Timestamp(Zone::With) => calendar::parse_timestamp(text).map(Self::Instant),
            Type::Interval => interval(text),
            Type::Array(element) => array(element, text),
            Type::Text { padding, .. } => Some(Self::text(match padding {
                super::column_type::Padding::Blanks => text.trim_end_matches(' '),
                super::column_type::Padding::None => text,
            })),
            _ => None,
        };
        read.unwrap_or_else(|| Self::text(text))
    }
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "t" | "true" => Some(Value::Bool(true)),
        "f" | "false" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// `1 year 2 mons 3 days 04:05:06`, as the server writes it.
fn interval(text: &str) -> Option<Value> {
    let (mut months, mut micros) = (0_i64, 0_i64);
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word.contains(':') {
            let sign = if word.starts_with('-') { -1 } else { 1 };
            micros += sign * calendar::parse_time(word.trim_start_matches(['-', '+']))?;
            continue;
        }
        let count: i64 = word.parse().ok()?;
        let unit = words.next()?;
        match unit.trim_end_matches('s') {
            "year" => months += count.checked_mul(12)?,
            "mon" | "month" => months += count,
            "week" => micros += count.checked_mul(7 * calendar::DAY)?,
            "day" => micros += count.checked_mul(calendar::DAY)?,
            "hour" => micros += count.checked_mul(3600 * calendar::SECOND)?,
            "min" | "minute" => micros += count.checked_mul(60 * calendar::SECOND)?,
            "sec" | "second" => micros += count.checked_mul(calendar::SECOND)?,
            _ => return None,
        }
    }
    Some(Value::Interval(months, micros))
}

/// `{a,"b c",NULL}`; arrays in arrays are not understood.
fn array(element: &Type, text: &str) -> Option<Value> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut elements = Vec::new();
    let mut rest = inner.chars().peekable();
    while rest.peek().is_some() {
        let mut word = String::new();
        let is_quoted = rest.next_if_eq(&'"').is_some();
        loop {
            match rest.next() {
                Some('"') if is_quoted => {
                    rest.next_if_eq(&',');
                    break;
                }
                Some(',') if !is_quoted => break,
                Some('\\') => word.push(rest.next()?),
                Some('{') if !is_quoted => return None,
                Some(character) => word.push(character),
                None if is_quoted => return None,
                None => break,
            }
        }
        elements.push(match word.as_str() {
            "NULL" if !is_quoted => Value::Null,
            word => Value::read(element, word),
        });
    }
    Some(Value::Array(elements))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_values_of_their_type() {
        let text = Type::named("text");
        for (kind, read, expected, reason) in [
            (Type::Boolean, "t", Value::Bool(true), "as rows show it"),
            (
                Type::named("numeric"),
                "1.50",
                Value::Number(Decimal {
                    units: 150,
                    scale: 2,
                }),
                "a number",
            ),
            (
                Type::named("numeric"),
                "NaN",
                Value::text("NaN"),
                "what is no number stays",
            ),
            (
                Type::named("character(5)"),
                "ab   ",
                Value::text("ab"),
                "blanks that pad",
            ),
            (
                Type::Interval,
                "1 year 2 mons 3 days 04:00:00",
                Value::Interval(14, 76 * 3600 * calendar::SECOND),
                "an interval",
            ),
            (
                Type::Array(Box::new(text.clone())),
                r#"{a,"b,\"c",NULL}"#,
                Value::Array(vec![Value::text("a"), Value::text("b,\"c"), Value::Null]),
                "an array",
            ),
            (
                Type::Array(Box::new(text)),
                "{}",
                Value::Array(Vec::new()),
                "an empty one",
            ),
            (
                Type::Date,
                "infinity",
                Value::text("infinity"),
                "no day of the calendar",
            ),
        ] {
            assert_eq!(Value::read(&kind, read), expected, "{reason}");
        }
    }
}
