//! What is written in words: constants, `NOT`, `CASE`, `ARRAY`, `IS`.

use super::super::calendar::DAY;
use super::super::value::Value;
use super::call;
use super::operator::{compare, negated};
use super::parse::{Parser, binding};
use super::{Comparison, Expression};

impl Parser<'_, '_> {
    pub(super) fn word(&mut self, start: usize, word: &str) -> Option<Expression> {
        let constant = |value| Some(Expression::Constant(value));
        match word.to_ascii_uppercase().as_str() {
            "NULL" => constant(Value::Null),
            "TRUE" => constant(Value::Bool(true)),
            "FALSE" => constant(Value::Bool(false)),
            "NOT" => Some(negated(self.expression(binding::NOT)?)),
            "CASE" => self.case(),
            "ARRAY" if self.tokens.take("[") => {
                let elements = self.list("]")?;
                Some(Expression::Array(elements))
            }
            "CURRENT_TIMESTAMP" => constant(Value::Instant(self.names.now)),
            "LOCALTIMESTAMP" => constant(Value::Timestamp(self.names.now)),
            "CURRENT_DATE" => constant(Value::Date(self.names.now.div_euclid(DAY))),
            _ => call::named(self, start, &word.to_lowercase()),
        }
    }

    fn case(&mut self) -> Option<Expression> {
        let operand = match self.tokens.take("WHEN") {
            true => None,
            false => {
                let operand = self.expression(0)?;
                self.tokens.expect("WHEN")?;
                Some(operand)
            }
        };
        let mut branches = Vec::new();
        loop {
            let condition = self.expression(0)?;
            self.tokens.expect("THEN")?;
            let result = self.expression(0)?;
            branches.push((
                match &operand {
                    Some(operand) => compare(Comparison::Equal, operand.clone(), condition),
                    None => condition,
                },
                result,
            ));
            if !self.tokens.take("WHEN") {
                break;
            }
        }
        let last = match self.tokens.take("ELSE") {
            true => self.expression(0)?,
            false => Expression::Constant(Value::Null),
        };
        self.tokens.expect("END")?;
        Some(Expression::Case(branches, Box::new(last)))
    }

    pub(super) fn is(&mut self, left: Expression, start: usize) -> Option<Expression> {
        let is_not = self.tokens.take("NOT");
        let tested = match () {
            () if self.tokens.take("NULL") || self.tokens.take("UNKNOWN") => {
                Expression::IsNull(Box::new(left))
            }
            () if self.tokens.take("TRUE") => is_exactly(left, true),
            () if self.tokens.take("FALSE") => is_exactly(left, false),
            () if self.tokens.take_all(&["DISTINCT", "FROM"]) => {
                let right = self.expression(binding::IS)?;
                compare(Comparison::Distinct, left, right)
            }
            () => {
                self.tokens.next()?;
                return Some(self.opaque(start, "IS …"));
            }
        };
        Some(match is_not {
            true => negated(tested),
            false => tested,
        })
    }
}

/// `IS TRUE`, `IS FALSE`: never NULL.
fn is_exactly(left: Expression, wanted: bool) -> Expression {
    let wanted = Expression::Constant(Value::Bool(wanted));
    negated(compare(Comparison::Distinct, left, wanted))
}
