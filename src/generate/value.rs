//! A value of a row: typed where constraints compare or calculate, else the text that the
//! server's input function will read.

use std::cmp::Ordering;

use super::calendar::{self, DAY};
use super::decimal::Decimal;
use super::random::mixed;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// NULL
    Null,
    /// `boolean`
    Bool(bool),
    /// Integers, `numeric`, floats.
    Number(Decimal),
    /// Whatever else, as the server reads it.
    Text(String),
    /// Days since 1970-01-01.
    Date(i64),
    /// Microseconds since midnight.
    Time(i64),
    /// `timestamp`: microseconds since 1970-01-01.
    Timestamp(i64),
    /// `timestamptz`: the same in UTC.
    Instant(i64),
    /// `interval`: months, and microseconds beside them.
    Interval(i64, i64),
    /// A one-dimensional array.
    Array(Vec<Value>),
}

impl Value {
    /// A whole number.
    pub(super) fn whole(number: i64) -> Self {
        Self::Number(Decimal::whole(i128::from(number)))
    }

    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether it is NULL.
    pub(super) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// How it compares to another of its kind; `None` for NULLs and for kinds that don't compare
    /// here. Texts compare by bytes: collations are the server's.
    pub(super) fn compared(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => Some(left.cmp(right)),
            (Self::Number(left), Self::Number(right)) => Some(left.cmp(right)),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Time(left), Self::Time(right)) => Some(left.cmp(right)),
            (Self::Interval(..), Self::Interval(..)) => {
                Some(self.interval_micros()?.cmp(&other.interval_micros()?))
            }
            (Self::Array(left), Self::Array(right)) => {
                let pairs = left.iter().zip(right);
                for (left, right) in pairs {
                    match left.compared(right)? {
                        Ordering::Equal => {}
                        unequal => return Some(unequal),
                    }
                }
                Some(left.len().cmp(&right.len()))
            }
            _ => Some(self.moment()?.cmp(&other.moment()?)),
        }
    }

    /// Microseconds since 1970-01-01, of dates and timestamps.
    pub(super) fn moment(&self) -> Option<i64> {
        match self {
            Self::Date(days) => days.checked_mul(DAY),
            Self::Timestamp(micros) | Self::Instant(micros) => Some(*micros),
            _ => None,
        }
    }

    /// The number in it, of numbers.
    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text in it, of texts.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn interval_micros(&self) -> Option<i64> {
        match self {
            // A month counts thirty days when intervals are compared.
            Self::Interval(months, micros) => months.checked_mul(30 * DAY)?.checked_add(*micros),
            _ => None,
        }
    }

    /// Appends the text that the server reads; nothing for NULL.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => {}
            Self::Bool(is_true) => out.push(if *is_true { b't' } else { b'f' }),
            Self::Number(number) => write_number(*number, out),
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Date(days) => calendar::write_date(*days, out),
            Self::Time(micros) => calendar::write_time(*micros, out),
            Self::Timestamp(micros) => calendar::write_timestamp(*micros, out),
            Self::Instant(micros) => {
                calendar::write_timestamp(*micros, out);
                out.extend_from_slice(b"+00");
            }
            Self::Interval(months, micros) => {
                if *months != 0 {
                    out.extend_from_slice(format!("{months} mons ").as_bytes());
                }
                let sign = if *micros < 0 { "-" } else { "" };
                out.extend_from_slice(sign.as_bytes());
                calendar::write_time(micros.saturating_abs(), out);
            }
            Self::Array(elements) => write_array(elements, out),
        }
    }

    /// The text that the server reads; empty for NULL.
    pub(super) fn to_text(&self) -> String {
        let mut out = Vec::new();
        self.write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// A number that equal values share and others almost never do.
    pub(super) fn digest(&self) -> u64 {
        match self {
            Self::Number(number) => {
                let (mut units, mut scale) = (number.units, number.scale);
                while scale > 0 && units % 10 == 0 {
                    units /= 10;
                    scale -= 1;
                }
                mixed(units as u64 ^ mixed((units >> 64) as u64 ^ u64::from(scale)))
            }
            Self::Text(text) => digest_of(text.as_bytes()),
            other => digest_of(other.to_text().as_bytes()),
        }
    }
}

fn digest_of(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        state = mixed(state ^ u64::from_le_bytes(word));
    }
    mixed(state)
}

fn write_number(number: Decimal, out: &mut Vec<u8>) {
    match u64::try_from(number.units) {
        Ok(units) if number.scale == 0 => calendar::write_digits(units, 1, out),
        _ => out.extend_from_slice(number.to_string().as_bytes()),
    }
}

/// Appends `{a,"b c",NULL}`.
fn write_array(elements: &[Value], out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        match element {
            Value::Null => out.extend_from_slice(b"NULL"),
            Value::Array(inner) => write_array(inner, out),
            other => write_quoted(&other.to_text(), out),
        }
    }
    out.push(b'}');
}

/// Appends a text as an element of an array, a range or a composite, always quoted: `"a\"b"`.
pub(super) fn write_quoted(text: &str, out: &mut Vec<u8>) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    if !text.is_empty() && text.bytes().all(is_plain) && !text.eq_ignore_ascii_case("null") {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_server_reads_them() {
        for (value, expected, reason) in [
            (Value::Null, "", "nothing"),
            (Value::Bool(true), "t", "a boolean"),
            (Value::whole(-5), "-5", "a negative number"),
            (Value::Date(10_957), "2000-01-01", "a date"),
            (
                Value::Instant(0),
                "1970-01-01 00:00:00+00",
                "a zone, or the session's would count",
            ),
            (
                Value::Timestamp(-1_000_000),
                "1969-12-31 23:59:59",
                "before the epoch",
            ),
            (
                Value::Interval(14, 90_000_000),
                "14 mons 00:01:30",
                "months and a time",
            ),
            (
                Value::Array(vec![
                    Value::text("a b"),
                    Value::Null,
                    Value::text("null"),
                    Value::whole(1),
                ]),
                r#"{"a b",NULL,"null",1}"#,
                "quotes where the text could be taken for something else",
            ),
            (
                Value::Array(vec![Value::text(r#"a"b\"#)]),
                r#"{"a\"b\\"}"#,
                "quotes and backslashes",
            ),
        ] {
            assert_eq!(value.to_text(), expected, "{reason}");
        }
    }

    #[test]
    fn equal_values_share_a_digest() {
        let number = |text| Value::Number(Decimal::parse(text).expect("a number"));
        assert_eq!(number("1.50").digest(), number("1.5").digest());
        assert_ne!(number("15").digest(), number("1.5").digest());
        assert_ne!(Value::text("a").digest(), Value::text("a\0").digest());
    }

    #[test]
    fn dates_and_timestamps_compare() {
        assert_eq!(
            Value::Date(1).compared(&Value::Instant(DAY)),
            Some(Ordering::Equal)
        );
        assert_eq!(Value::Null.compared(&Value::Null), None);
        assert_eq!(Value::text("1").compared(&Value::whole(1)), None);
    }
}
