//! The ways in which a table's constraints can hold: one a partition, and one a branch of an OR.
//!
//! `kind = 'card' and card_no is not null or kind = 'iban' and iban is not null` would hardly be
//! met by chance; as two shapes, each is met at once. Shapes guide; constraints judge.

use super::expression::{Comparison, Expression, Function};
use super::facts::{Contradiction, Facts};
use super::model::Table;

/// More shapes than this aren't told apart: chance must do.
const MOST_SHAPES: usize = 256;

/// One way in which the constraints can hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// What is known of each column.
    pub(super) facts: Vec<Facts>,
    /// What the partition takes that its rows go to.
    pub(super) partition: Option<Expression>,
}

impl Shape {
    /// The shape in which these conditions hold, too.
    ///
    /// # Errors
    /// They can't.
    pub(super) fn with(
        mut self,
        conditions: &[Expression],
        table: &Table,
    ) -> Result<Self, Contradiction> {
        for condition in conditions {
            for column in condition.columns() {
                let kind = table.columns.get(column).map(|column| &column.kind);
                if let (Some(facts), Some(kind)) = (self.facts.get_mut(column), kind) {
                    facts.add(condition, column, kind)?;
                }
            }
        }
        Ok(self)
    }
}

/// `shapes`, each with each of the `alternatives` that it doesn't contradict.
///
/// # Errors
/// Nothing is left.
pub(super) fn multiplied(
    shapes: Vec<Shape>,
    alternatives: &[Vec<Expression>],
    table: &Table,
) -> Result<Vec<Shape>, Contradiction> {
    if alternatives.len() > 1 && shapes.len() * alternatives.len() > MOST_SHAPES {
        return Ok(shapes);
    }
    let multiplied: Vec<Shape> = shapes
        .iter()
        .flat_map(|shape| {
            let with = |conditions: &Vec<Expression>| shape.clone().with(conditions, table).ok();
            alternatives.iter().filter_map(with)
        })
        .collect();
    match multiplied.is_empty() {
        true => Err(Contradiction),
        false => Ok(multiplied),
    }
}

/// The sets of conditions, one of which must hold for the expression to hold.
pub(super) fn alternatives(expression: &Expression) -> Vec<Vec<Expression>> {
    let itself = || vec![vec![expression.clone()]];
    let found = match expression {
        Expression::And(parts) => {
            let parts: Vec<_> = parts.iter().map(alternatives).collect();
            parts
                .iter()
                .fold(vec![Vec::new()], |all, part| product(&all, part))
        }
        Expression::Or(parts) => parts.iter().flat_map(alternatives).collect(),
        Expression::Not(inner) => match negated(inner) {
            Some(pushed) => alternatives(&pushed),
            None => itself(),
        },
        Expression::Compare(comparison, left, right) => {
            compared(*comparison, left, right).unwrap_or_else(itself)
        }
        Expression::Case(branches, last) => cases(branches, last),
        _ => itself(),
    };
    match found.len() {
        1..=MOST_SHAPES => found,
        _ => itself(),
    }
}

/// All parts of a conjunction, however nested.
pub(super) fn conjuncts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

fn product(left: &[Vec<Expression>], right: &[Vec<Expression>]) -> Vec<Vec<Expression>> {
    left.iter()
        .flat_map(|first| {
            right
                .iter()
                .map(move |second| [first.clone(), second.clone()].concat())
        })
        .take(MOST_SHAPES + 1)
        .collect()
}

fn not(expression: &Expression) -> Expression {
    Expression::Not(Box::new(expression.clone()))
}

/// The opposite, with NOT moved inside; `None` where it is as far inside as it goes.
fn negated(inner: &Expression) -> Option<Expression> {
    Some(match inner {
        Expression::And(parts) => Expression::Or(parts.iter().map(not).collect()),
        Expression::Or(parts) => Expression::And(parts.iter().map(not).collect()),
        Expression::Not(inner) => inner.as_ref().clone(),
        Expression::Compare(comparison, left, right) => {
            Expression::Compare(comparison.opposite()?, left.clone(), right.clone())
        }
        _ => return None,
    })
}

/// `(a is null) <> (b is null)`, `num_nonnulls(a, b) = 1`.
fn compared(
    comparison: Comparison,
    left: &Expression,
    right: &Expression,
) -> Option<Vec<Vec<Expression>>> {
    match (comparison, left, right) {
        (Comparison::Unequal | Comparison::Equal, left, right)
            if is_test(left) && is_test(right) =>
        {
            let (second, opposite) = match comparison {
                Comparison::Unequal => (not(right), right.clone()),
                _ => (right.clone(), not(right)),
            };
            Some(vec![vec![left.clone(), second], vec![not(left), opposite]])
        }
        (comparison, Expression::Call(Function::CountNotNulls, counted), count) => {
            let one = super::value::Value::whole(1);
            let is_one = count.value(&[]).is_some_and(|count| *count == one);
            let one_of = |others: fn(&Expression) -> Option<Expression>| {
                let set = |at: usize| {
                    let rest = counted
                        .iter()
                        .enumerate()
                        .filter(move |(other, _)| *other != at);
                    let rest = rest.filter_map(|(_, column)| others(column));
                    let chosen = counted.get(at).map(|it| not(&is_null(it)));
                    chosen.into_iter().chain(rest).collect()
                };
                (0..counted.len()).map(set).collect()
            };
            match (comparison, is_one) {
                (Comparison::Equal, true) => Some(one_of(|column| Some(is_null(column)))),
                (Comparison::AtLeast, true) => Some(one_of(|_| None)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_null(expression: &Expression) -> Expression {
    Expression::IsNull(Box::new(expression.clone()))
}

/// Whether it is a test for NULL, which is never NULL itself.
fn is_test(expression: &Expression) -> bool {
    match expression {
        Expression::IsNull(_) => true,
        Expression::Not(inner) => matches!(inner.as_ref(), Expression::IsNull(_)),
        _ => false,
    }
}

/// The branches of CASE, each with its condition and without those before.
fn cases(branches: &[(Expression, Expression)], last: &Expression) -> Vec<Vec<Expression>> {
    let mut found = Vec::new();
    let mut before: Vec<Expression> = Vec::new();
    for (condition, result) in branches {
        let branch = [before.as_slice(), &[condition.clone(), result.clone()]].concat();
        found.extend(alternatives(&Expression::And(branch)));
        before.push(not(condition));
    }
    before.push(last.clone());
    found.extend(alternatives(&Expression::And(before)));
    // A branch that is false is none.
    let is_false =
        |part: &Expression| *part == Expression::Constant(super::value::Value::Bool(false));
    found.retain(|conditions| !conditions.iter().any(is_false));
    found
}
