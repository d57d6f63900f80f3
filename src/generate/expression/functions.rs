//! The functions and operators that are understood, as the server computes them.

use std::borrow::Cow;

use super::super::decimal::Decimal;
use super::super::value::Value;
use super::Function;
use super::moments::{difference, extracted, sum, truncated};

/// What the function gives for these arguments; `None` when it can't be told.
pub(super) fn called(function: Function, arguments: &[Cow<'_, Value>]) -> Option<Value> {
    use Function::{Coalesce, CountNotNulls, CountNulls, Greatest, Least, NullIf};
    let nulls = arguments.iter().filter(|it| it.is_null()).count();
    match function {
        Coalesce => {
            let first = arguments.iter().find(|it| !it.is_null());
            Some(first.map_or(Value::Null, |it| it.as_ref().clone()))
        }
        CountNulls => Some(Value::whole(nulls as i64)),
        CountNotNulls => Some(Value::whole((arguments.len() - nulls) as i64)),
        Greatest => extreme(arguments, |order| order.is_gt()),
        Least => extreme(arguments, |order| order.is_lt()),
        NullIf => match arguments {
            [left, right] if !left.is_null() && !right.is_null() => {
                let is_equal = left.compared(right)?.is_eq();
                Some(if is_equal {
                    Value::Null
                } else {
                    left.as_ref().clone()
                })
            }
            [left, _] => Some(left.as_ref().clone()),
            _ => None,
        },
        // All others are strict.
        _ if nulls > 0 => Some(Value::Null),
        _ => match arguments {
            [only] => of_one(function, only),
            [first, second] => of_two(function, first, second),
            [first, second, third] if function == Function::Substring => {
                let text = first.as_text()?;
                Some(Value::Text(substring(
                    text,
                    whole(second)?,
                    Some(whole(third)?),
                )))
            }
            _ => None,
        },
    }
}

fn extreme(
    arguments: &[Cow<'_, Value>],
    is_better: fn(std::cmp::Ordering) -> bool,
) -> Option<Value> {
    let mut best: Option<&Value> = None;
    for value in arguments.iter().filter(|it| !it.is_null()) {
        let wins = match best {
            Some(best) => is_better(value.compared(best)?),
            None => true,
        };
        if wins {
            best = Some(value);
        }
    }
    Some(best.cloned().unwrap_or(Value::Null))
}

fn of_one(function: Function, value: &Value) -> Option<Value> {
    let text = || value.as_text();
    Some(match function {
        Function::Length => Value::whole(text()?.chars().count() as i64),
        Function::OctetLength => Value::whole(text()?.len() as i64),
        // `\x` and two digits a byte.
        Function::ByteLength => Value::whole(text()?.len().saturating_sub(2) as i64 / 2),
        Function::Lower => Value::Text(text()?.to_lowercase()),
        Function::Upper => Value::Text(text()?.to_uppercase()),
        Function::Trim => Value::text(text()?.trim_matches(' ')),
        Function::TrimStart => Value::text(text()?.trim_start_matches(' ')),
        Function::TrimEnd => Value::text(text()?.trim_end_matches(' ')),
        Function::Negate => match value {
            Value::Interval(months, micros) => Value::Interval(-months, -micros),
            _ => Value::Number(value.number()?.negated()),
        },
        Function::Absolute => {
            let number = value.number()?;
            Value::Number(if number.units < 0 {
                number.negated()
            } else {
                number
            })
        }
        Function::Round => Value::Number(value.number()?.rounded(0)?),
        Function::Floor => Value::Number(Decimal::whole(value.number()?.floor_at(0)?)),
        Function::Ceiling => Value::Number(Decimal::whole(value.number()?.ceil_at(0)?)),
        Function::Concat => value.clone(),
        Function::Cardinality => match value {
            Value::Array(elements) => Value::whole(elements.len() as i64),
            _ => return None,
        },
        Function::JsonType => Value::text(json_type(text()?)?),
        Function::IsEmptyRange => Value::Bool(text()? == "empty"),
        _ => return None,
    })
}

fn of_two(function: Function, first: &Value, second: &Value) -> Option<Value> {
    let numbers = || Some((first.number()?, second.number()?));
    let texts = || Some((first.as_text()?, second.as_text()?));
    Some(match function {
        Function::Add => return sum(first, second),
        Function::Subtract => return difference(first, second),
        Function::Multiply => numbers().and_then(|(a, b)| a.times(b)).map(Value::Number)?,
        Function::Divide => numbers()
            .and_then(|(a, b)| a.whole_quotient(b))
            .map(Value::Number)?,
        Function::Remainder => numbers()
            .and_then(|(a, b)| a.remainder(b))
            .map(Value::Number)?,
        Function::Round => {
            let digits = u8::try_from(whole(second)?).ok()?;
            Value::Number(first.number()?.rounded(digits)?)
        }
        Function::Trim => texts().map(|(text, set)| trimmed(text, set, Side::Both))?,
        Function::TrimStart => texts().map(|(text, set)| trimmed(text, set, Side::Start))?,
        Function::TrimEnd => texts().map(|(text, set)| trimmed(text, set, Side::End))?,
        Function::Position => {
            let (text, wanted) = texts()?;
            let before = text.find(wanted).and_then(|at| text.get(..at));
            Value::whole(before.map_or(0, |before| before.chars().count() as i64 + 1))
        }
        Function::StartsWith => {
            texts().map(|(text, start)| Value::Bool(text.starts_with(start)))?
        }
        Function::Concat => Value::Text(format!("{}{}", first.to_text(), second.to_text())),
        Function::Left if whole(second)? >= 0 => {
            Value::Text(substring(first.as_text()?, 1, Some(whole(second)?)))
        }
        Function::Right if whole(second)? >= 0 => {
            let text = first.as_text()?;
            let length = text.chars().count() as i64;
            Value::Text(substring(text, (length - whole(second)? + 1).max(1), None))
        }
        Function::Substring => Value::Text(substring(first.as_text()?, whole(second)?, None)),
        Function::Extract => return extracted(first.as_text()?, second),
        Function::DateTrunc => return truncated(first.as_text()?, second),
        Function::ArrayLength => match (first, whole(second)?) {
            // An empty array has no dimension.
            (Value::Array(elements), 1) if elements.is_empty() => Value::Null,
            (Value::Array(elements), 1) => Value::whole(elements.len() as i64),
            _ => return None,
        },
        _ => return None,
    })
}

fn whole(value: &Value) -> Option<i64> {
    i64::try_from(value.number()?.floor_at(0)?).ok()
}

enum Side {
    Start,
    End,
    Both,
}

fn trimmed(text: &str, set: &str, side: Side) -> Value {
    let is_in = |character: char| set.contains(character);
    Value::text(match side {
        Side::Start => text.trim_start_matches(is_in),
        Side::End => text.trim_end_matches(is_in),
        Side::Both => text.trim_matches(is_in),
    })
}

/// From the 1-based character `from`; what a length reaches before the text's start counts.
fn substring(text: &str, from: i64, length: Option<i64>) -> String {
    let end = length.map_or(i64::MAX, |length| from.saturating_add(length));
    let placed = text.chars().zip(1_i64..);
    placed
        .filter(|(_, place)| (from..end).contains(place))
        .map(|(character, _)| character)
        .collect()
}

fn json_type(text: &str) -> Option<&'static str> {
    Some(match text.trim_start().chars().next()? {
        '{' => "object",
        '[' => "array",
        '"' => "string",
        't' | 'f' => "boolean",
        'n' => "null",
        _ => "number",
    })
}
