//! Sources of values: each a set whose members have numbers.
//!
//! A value at random is the member of a random number, and different numbers give different
//! values: so uniqueness is a matter of numbers, which need no memory.

mod choice;
mod odd;
mod span;
mod text;

pub(super) use choice::{Wanted, maker};
pub(super) use span::{Bound, Span, Unit};
pub(super) use text::Text;

use super::column_type::Odd;
use super::pattern::Pattern;
use super::random::{Random, mixed};
use super::value::{Value, write_quoted};

/// As many values count as without end.
pub(super) const MOST: u64 = 1 << 62;

/// A source of values.
#[derive(Debug, Clone)]
pub(super) enum Maker {
    /// Nothing but NULL.
    Null,
    /// One of these.
    Choice(Vec<Value>),
    /// Numbers, dates and times.
    Span(Span),
    /// Texts that look real.
    Text(Text),
    /// Texts that match.
    Pattern(Box<Pattern>),
    /// `uuid`, version 4
    Uuid,
    /// `bytea` of so many bytes at least and at most.
    Bytes(u32, u32),
    /// `json` objects.
    Json(JsonShape),
    /// `bit(n)`
    Bits(u32),
    /// Types written by a pattern.
    Odd(Odd),
    /// Arrays of so many elements at least and at most.
    Array(Box<Maker>, u32, u32),
    /// Ranges and multiranges between two neighbouring values of a span: they never overlap.
    Range(Span, Brackets),
    /// Composite values.
    Composite(Vec<Maker>),
}

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonShape {
    Object,
    Array,
    Text,
    Number,
    Boolean,
}

/// How a range is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brackets {
    /// `[a,b)`
    Range,
    /// `{[a,b)}`
    Multirange,
}

/// Whether different numbers surely give different values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exactness {
    Exact,
    Likely,
}

impl Maker {
    /// How many values there are.
    pub(super) fn capacity(&self) -> u64 {
        match self {
            Self::Null => 1,
            Self::Choice(values) => values.len() as u64,
            Self::Span(span) => span.count(),
            Self::Text(text) => text.capacity(),
            Self::Pattern(pattern) => pattern.count(),
            Self::Uuid | Self::Json(JsonShape::Object | JsonShape::Array | JsonShape::Text) => MOST,
            Self::Json(JsonShape::Number) => 1_000_000,
            Self::Json(JsonShape::Boolean) => 2,
            Self::Bytes(_, most) => power_of_two(most.saturating_mul(8)),
            Self::Bits(length) => power_of_two(*length),
            Self::Odd(odd) => odd::capacity(*odd),
            Self::Array(element, least, most) => match (element.capacity(), most) {
                (_, 0) => 1,
                (one, _) => one.saturating_pow((*least).max(1)).min(MOST),
            },
            Self::Range(span, _) => span.count().saturating_sub(1).max(1),
            Self::Composite(fields) => fields.iter().fold(1, |all: u64, field| {
                all.saturating_mul(field.capacity()).min(MOST)
            }),
        }
    }

    /// The numbers below which values look best; at most the capacity.
    pub(super) fn usual(&self) -> u64 {
        match self {
            Self::Text(text) => text.usual().min(text.capacity()),
            _ => self.capacity(),
        }
    }

    /// Whether different numbers surely give different values.
    pub(super) fn exactness(&self) -> Exactness {
        match self {
            Self::Choice(_) | Self::Span(_) | Self::Uuid | Self::Range(..) => Exactness::Exact,
            Self::Text(text) => text.exactness(),
            _ => Exactness::Likely,
        }
    }

    /// The value of this number; numbers begin anew behind the last.
    pub(super) fn nth(&self, number: u64) -> Value {
        let number = number % self.capacity().max(1);
        match self {
            Self::Null => Value::Null,
            Self::Choice(values) => values.get(number as usize).cloned().unwrap_or(Value::Null),
            Self::Span(span) => span.nth(number),
            Self::Text(text) => Value::Text(text.nth(number)),
            Self::Pattern(pattern) => Value::Text(pattern.nth(number)),
            Self::Uuid => Value::Text(uuid(number)),
            Self::Bytes(least, most) => Value::Text(bytes(number, *least, *most)),
            Self::Json(shape) => Value::Text(json(*shape, number)),
            Self::Bits(length) => Value::Text(
                (0..*length)
                    .map(|bit| {
                        if bit < 64 && number >> bit & 1 == 1 {
                            '1'
                        } else {
                            '0'
                        }
                    })
                    .collect(),
            ),
            Self::Odd(odd) => Value::Text(odd::nth(*odd, number)),
            Self::Array(element, least, most) => array(element, *least, *most, number),
            Self::Range(span, brackets) => Value::Text(range(span, *brackets, number)),
            Self::Composite(fields) => composite(fields, number),
        }
    }

    /// A value by chance.
    pub(super) fn any(&self, random: &mut Random) -> Value {
        match self {
            // One number isn't enough for all that an array of long texts could be.
            Self::Array(element, least, most) => {
                let length = u64::from(*least) + random.below(u64::from(most - least) + 1);
                Value::Array((0..length).map(|_| element.any(random)).collect())
            }
            _ => self.nth(random.below(self.usual())),
        }
    }
}

fn power_of_two(exponent: u32) -> u64 {
    1_u64.checked_shl(exponent).unwrap_or(MOST).min(MOST)
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// So many hexadecimal digits, which begin with a mix of the number that no other number has.
pub(super) fn hex(number: u64, digits: usize) -> String {
    let mut text = String::with_capacity(digits);
    let mut word = mixed(number);
    for place in 0..digits {
        if place % 16 == 0 && place > 0 {
            word = mixed(word ^ number);
        }
        let digit = (word >> (4 * (place % 16)) & 15) as usize;
        text.push(HEX.get(digit).copied().map_or('0', char::from));
    }
    text
}

/// A version 4 UUID that holds all digits of the number's mix, which no other number has.
fn uuid(number: u64) -> String {
    let own = hex(number, 16);
    let more = hex(!number, 14);
    let [time, middle, low, variant] =
        [0..8, 8..12, 12..15, 15..16].map(|at| own.get(at).unwrap_or_default());
    let [clock, node] = [0..2, 2..14].map(|at| more.get(at).unwrap_or_default());
    format!("{time}-{middle}-4{low}-a{variant}{clock}-{node}")
}

fn bytes(number: u64, least: u32, most: u32) -> String {
    let length = match most.saturating_sub(least) {
        0 => least,
        spread => least + (mixed(number) % u64::from(spread + 1)) as u32,
    };
    format!("\\x{}", hex(number, length as usize * 2))
}

fn json(shape: JsonShape, number: u64) -> String {
    let words = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta",
    ];
    let word = |shift: u32| {
        words
            .get((mixed(number) >> shift & 7) as usize)
            .copied()
            .unwrap_or("")
    };
    match shape {
        JsonShape::Object => format!(r#"{{"id": {number}, "{}": "{}"}}"#, word(0), word(3)),
        JsonShape::Array => format!(r#"["{}", {number}]"#, word(0)),
        JsonShape::Text => format!(r#""{} {number}""#, word(0)),
        JsonShape::Number => number.to_string(),
        JsonShape::Boolean => (number == 1).to_string(),
    }
}

fn array(element: &Maker, least: u32, most: u32, number: u64) -> Value {
    let length = match (least, most) {
        (_, 0) => 0,
        (0, _) => 1,
        (least, _) => least,
    };
    let one = element.capacity().max(1);
    let mut rest = number;
    let mut elements = Vec::new();
    for _ in 0..length {
        elements.push(element.nth(rest % one));
        rest /= one;
    }
    Value::Array(elements)
}

fn range(span: &Span, brackets: Brackets, number: u64) -> String {
    let mut out = Vec::new();
    out.extend_from_slice(if brackets == Brackets::Multirange {
        b"{["
    } else {
        b"["
    });
    write_quoted(&span.nth(number).to_text(), &mut out);
    out.push(b',');
    write_quoted(&span.nth(number + 1).to_text(), &mut out);
    out.extend_from_slice(if brackets == Brackets::Multirange {
        b")}"
    } else {
        b")"
    });
    String::from_utf8_lossy(&out).into_owned()
}

fn composite(fields: &[Maker], number: u64) -> Value {
    let mut out = vec![b'('];
    let mut rest = number;
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let one = field.capacity().max(1);
        match field.nth(rest % one) {
            Value::Null => {}
            value => write_quoted(&value.to_text(), &mut out),
        }
        rest /= one;
    }
    out.push(b')');
    Value::Text(String::from_utf8_lossy(&out).into_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn uuids_differ_and_are_of_version_four() {
        let made: BTreeSet<String> = (0..20_000).map(uuid).collect();
        assert_eq!(made.len(), 20_000);
        for text in made.iter().take(50) {
            assert_eq!(text.len(), 36, "{text}");
            assert_eq!(text.get(14..15), Some("4"), "{text}");
            assert_eq!(text.get(19..20), Some("a"), "{text}");
        }
    }

    #[test]
    fn values_differ_where_numbers_do() {
        let span = Span::new(0, 99, Unit::Date);
        let makers = [
            Maker::Choice((0..10).map(Value::whole).collect()),
            Maker::Span(span.clone()),
            Maker::Range(span.clone(), Brackets::Range),
            Maker::Json(JsonShape::Object),
            Maker::Bits(7),
            Maker::Odd(Odd::Inet),
            Maker::Array(Box::new(Maker::Span(span.clone())), 2, 3),
            Maker::Composite(vec![Maker::Span(span), Maker::Bits(3)]),
        ];
        for maker in makers {
            let count = maker.capacity().min(2000);
            let made: BTreeSet<String> = (0..count).map(|it| maker.nth(it).to_text()).collect();
            assert_eq!(made.len() as u64, count, "{maker:?}");
        }
    }

    #[test]
    fn ranges_do_not_overlap() {
        let span = Span::new(0, 10, Unit::Number { scale: 0 });
        let maker = Maker::Range(span, Brackets::Multirange);
        assert_eq!(maker.nth(3).to_text(), "{[3,4)}");
        assert_eq!(maker.capacity(), 10);
    }
}
