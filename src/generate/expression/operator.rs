//! Operators with both their sides: which are understood, and as what.

use super::super::column_type::Type;
use super::super::pattern::{Case, Pattern};
use super::super::value::Value;
use super::names::{Names, is_range};
use super::{Comparison, Expression, Function};

/// An operator with both its sides; `None` when it isn't understood.
pub(super) fn binary(
    left: Expression,
    operator: &str,
    right: Expression,
    names: &Names<'_>,
) -> Option<Expression> {
    let joined = |function| {
        Some(Expression::Call(
            function,
            vec![left.clone(), right.clone()],
        ))
    };
    if let Some(comparison) = comparison(operator) {
        if is_range(&left, names) || is_range(&right, names) {
            return None;
        }
        return Some(compare(comparison, left, right));
    }
    match operator {
        "AND" => Some(flattened(left, right, Joint::And)),
        "OR" => Some(flattened(left, right, Joint::Or)),
        "+" => joined(Function::Add),
        "-" => joined(Function::Subtract),
        "*" => joined(Function::Multiply),
        "/" => joined(Function::Divide),
        "%" => joined(Function::Remainder),
        "||" => joined(Function::Concat),
        "^@" => joined(Function::StartsWith),
        _ => {
            let matched = Expression::Matches(Box::new(left), Box::new(pattern(operator, &right)?));
            Some(match operator.starts_with('!') {
                true => negated(matched),
                false => matched,
            })
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    And,
    Or,
}

fn flattened(left: Expression, right: Expression, joint: Joint) -> Expression {
    let mut parts = Vec::new();
    for side in [left, right] {
        match (side, joint) {
            (Expression::And(inner), Joint::And) | (Expression::Or(inner), Joint::Or) => {
                parts.extend(inner);
            }
            (other, _) => parts.push(other),
        }
    }
    match joint {
        Joint::And => Expression::And(parts),
        Joint::Or => Expression::Or(parts),
    }
}

fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        "=" => Comparison::Equal,
        "<>" | "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}

/// Both sides compared; constants beside a column become of the column's kind elsewhere.
pub(super) fn compare(comparison: Comparison, left: Expression, right: Expression) -> Expression {
    Expression::Compare(comparison, Box::new(left), Box::new(right))
}

/// The opposite of an expression.
pub(super) fn negated(expression: Expression) -> Expression {
    Expression::Not(Box::new(expression))
}

/// The pattern that a constant is; `None` for what is no constant or not understood.
pub(super) fn pattern(operator: &str, constant: &Expression) -> Option<Pattern> {
    let Expression::Constant(Value::Text(text)) = constant else {
        return None;
    };
    match operator {
        "~" | "!~" => Pattern::regular(text, Case::Sensitive),
        "~*" | "!~*" => Pattern::regular(text, Case::Ignored),
        "~~" | "!~~" => Pattern::like(text, Case::Sensitive),
        "~~*" | "!~~*" => Pattern::like(text, Case::Ignored),
        _ => None,
    }
}

/// `left = ANY (list)` and the like; `None` for a list that isn't written out.
pub(super) fn quantified(
    left: Expression,
    operator: &str,
    quantifier: &str,
    list: Expression,
) -> Option<Expression> {
    let elements = elements(list)?;
    let values: Option<Vec<Value>> = elements.iter().map(constant).collect();
    match (operator, quantifier, values) {
        ("=", "ANY", Some(values)) => Some(Expression::In(Box::new(left), values)),
        ("<>", "ALL", Some(values)) => Some(negated(Expression::In(Box::new(left), values))),
        _ => {
            let names = Names {
                columns: &[],
                now: 0,
            };
            let parts: Option<Vec<Expression>> = elements
                .into_iter()
                .map(|element| binary(left.clone(), operator, element, &names))
                .collect();
            Some(match quantifier {
                "ANY" => Expression::Or(parts?),
                _ => Expression::And(parts?),
            })
        }
    }
}

fn elements(list: Expression) -> Option<Vec<Expression>> {
    match list {
        Expression::Array(elements) => Some(elements),
        Expression::Constant(Value::Array(values)) => {
            Some(values.into_iter().map(Expression::Constant).collect())
        }
        Expression::Cast(inner, Type::Array(kind)) => {
            let elements = elements(*inner)?.into_iter();
            let cast = |element| Expression::Cast(Box::new(element), (*kind).clone());
            Some(elements.map(cast).collect())
        }
        _ => None,
    }
}

/// The value of a constant, casts included.
fn constant(expression: &Expression) -> Option<Value> {
    match expression {
        Expression::Column(_) | Expression::Opaque(..) => None,
        other if other.columns().is_empty() => other.value(&[]).map(std::borrow::Cow::into_owned),
        _ => None,
    }
}
