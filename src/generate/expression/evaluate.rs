//! What an expression is for a row, in SQL's three-valued logic.
//!
//! `None` stands for what can't be told here; it is not NULL.

use std::borrow::Cow;

use super::super::column_type::Type;
use super::super::value::Value;
use super::functions;
use super::{Comparison, Expression};

/// Whether a constraint holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::generate) enum Verdict {
    /// True or NULL, as CHECK has it.
    Holds,
    /// False.
    Broken,
    /// It can't be told here.
    Unknown,
}

impl Expression {
    /// Whether a CHECK of this expression lets the row pass.
    pub(in crate::generate) fn verdict(&self, row: &[Value]) -> Verdict {
        match self.value(row).as_deref() {
            Some(Value::Bool(true) | Value::Null) => Verdict::Holds,
            Some(Value::Bool(false)) => Verdict::Broken,
            _ => Verdict::Unknown,
        }
    }

    /// The expression's value; columns are the values of `row`. `None` when it can't be told.
    pub(in crate::generate) fn value<'e>(&'e self, row: &'e [Value]) -> Option<Cow<'e, Value>> {
        let owned = |value| Some(Cow::Owned(value));
        match self {
            Self::Column(column) => row.get(*column).map(Cow::Borrowed),
            Self::Constant(value) => Some(Cow::Borrowed(value)),
            Self::And(parts) => owned(joint(parts, row, false)?),
            Self::Or(parts) => owned(joint(parts, row, true)?),
            Self::Not(inner) => owned(match inner.value(row)?.as_ref() {
                Value::Bool(is_true) => Value::Bool(!is_true),
                Value::Null => Value::Null,
                _ => return None,
            }),
            Self::Compare(comparison, left, right) => {
                let (left, right) = (left.value(row)?, right.value(row)?);
                owned(compared(*comparison, left.as_ref(), right.as_ref())?)
            }
            Self::IsNull(inner) => owned(Value::Bool(inner.value(row)?.is_null())),
            Self::In(inner, values) => owned(contained(inner.value(row)?.as_ref(), values)?),
            Self::Matches(inner, pattern) => owned(match inner.value(row)?.as_ref() {
                Value::Null => Value::Null,
                Value::Text(text) => Value::Bool(pattern.matches(text)?),
                _ => return None,
            }),
            Self::Call(function, arguments) => {
                let values: Option<Vec<_>> = arguments.iter().map(|it| it.value(row)).collect();
                owned(functions::called(*function, &values?)?)
            }
            Self::Cast(inner, kind) => cast(inner.value(row)?, kind),
            Self::Case(branches, last) => {
                for (condition, result) in branches {
                    if *condition.value(row)? == Value::Bool(true) {
                        return result.value(row);
                    }
                }
                last.value(row)
            }
            Self::Array(elements) => {
                let values: Option<Vec<_>> = elements
                    .iter()
                    .map(|element| element.value(row).map(Cow::into_owned))
                    .collect();
                owned(Value::Array(values?))
            }
            Self::Opaque(..) => None,
        }
    }
}

/// AND (`decisive` false) or OR (`decisive` true).
fn joint(parts: &[Expression], row: &[Value], decisive: bool) -> Option<Value> {
    let mut result = Some(Value::Bool(!decisive));
    for part in parts {
        match part.value(row).as_deref() {
            Some(Value::Bool(is_true)) if *is_true == decisive => {
                return Some(Value::Bool(decisive));
            }
            Some(Value::Bool(_)) => {}
            Some(Value::Null) => result = result.map(|_| Value::Null),
            _ => result = None,
        }
    }
    result
}

fn compared(comparison: Comparison, left: &Value, right: &Value) -> Option<Value> {
    if comparison == Comparison::Distinct && (left.is_null() || right.is_null()) {
        return Some(Value::Bool(left.is_null() != right.is_null()));
    }
    if left.is_null() || right.is_null() {
        return Some(Value::Null);
    }
    let order = left.compared(right)?;
    Some(Value::Bool(match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::Unequal | Comparison::Distinct => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    }))
}

fn contained(value: &Value, values: &[Value]) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    let mut is_known = true;
    for candidate in values {
        match compared(Comparison::Equal, value, candidate)? {
            Value::Bool(true) => return Some(Value::Bool(true)),
            Value::Null => is_known = false,
            _ => {}
        }
    }
    Some(if is_known {
        Value::Bool(false)
    } else {
        Value::Null
    })
}

/// A value as one of another type.
fn cast<'e>(value: Cow<'e, Value>, kind: &Type) -> Option<Cow<'e, Value>> {
    let kind = kind.base();
    let is_fine = match (value.as_ref(), kind) {
        (Value::Null | Value::Text(_), _) => false,
        (Value::Bool(_), Type::Boolean) | (Value::Number(_), Type::Decimal { .. }) => true,
        (Value::Number(number), Type::Integer(..)) => number.scale == 0,
        (Value::Date(_), Type::Date) | (Value::Time(_), Type::Time(_)) => true,
        (Value::Interval(..), Type::Interval) | (Value::Array(_), Type::Array(_)) => true,
        (Value::Timestamp(_) | Value::Instant(_), Type::Timestamp(_)) => true,
        _ => false,
    };
    if is_fine || value.is_null() {
        return Some(value);
    }
    Some(Cow::Owned(match (value.as_ref(), kind) {
        // Rounding to a whole number is the one cast that changes what is compared.
        (Value::Number(number), Type::Integer(..)) => Value::Number(number.rounded(0)?),
        (Value::Text(text), Type::Text { .. } | Type::Enum(_) | Type::Other(_)) => {
            Value::text(text.as_str())
        }
        (Value::Text(text), kind) => Value::read(kind, text),
        (Value::Date(days), Type::Timestamp(_)) => {
            Value::Timestamp(days.checked_mul(super::super::calendar::DAY)?)
        }
        (Value::Timestamp(micros) | Value::Instant(micros), Type::Date) => {
            Value::Date(micros.div_euclid(super::super::calendar::DAY))
        }
        (Value::Number(_), Type::Text { .. }) => Value::text(value.to_text()),
        (Value::Array(_), _) => return Some(value),
        _ => return None,
    }))
}
