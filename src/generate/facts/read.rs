//! What single columns' facts are, as a condition states them.

use super::{Contradiction, Facts, Nullness, bounded};
use crate::generate::calendar;
use crate::generate::column_type::{Type, Zone};
use crate::generate::expression::{Comparison, Expression, Function};
use crate::generate::pattern::{Case, Pattern};
use crate::generate::value::Value;

impl Facts {
    /// Adds what `condition` says of `column`, whose type is `kind`; nothing when it isn't
    /// understood in this way.
    ///
    /// # Errors
    /// No value can satisfy both this and what was known before.
    pub(in crate::generate) fn add(
        &mut self,
        condition: &Expression,
        column: usize,
        kind: &Type,
    ) -> Result<(), Contradiction> {
        match condition {
            Expression::Column(it) if *it == column => self.only(vec![Value::Bool(true)]),
            Expression::IsNull(inner) if is_column(inner, column) => self.nulls(Nullness::Always),
            Expression::In(inner, values) if is_column(inner, column) => self.only(values.clone()),
            Expression::Matches(inner, pattern) if is_column(inner, column) => {
                self.patterns.push(pattern.as_ref().clone());
                Ok(())
            }
            Expression::Not(inner) => self.add_negated(inner, column),
            Expression::Compare(comparison, left, right) => {
                match (constant(left), constant(right)) {
                    (None, Some(value)) => self.compare(*comparison, left, &value, (column, kind)),
                    (Some(value), None) => {
                        self.compare(comparison.mirrored(), right, &value, (column, kind))
                    }
                    _ => Ok(()),
                }
            }
            Expression::Call(Function::StartsWith, arguments) => match arguments.as_slice() {
                [text, prefix] if is_column(text, column) => self.prefix(constant(prefix)),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn add_negated(&mut self, inner: &Expression, column: usize) -> Result<(), Contradiction> {
        match inner {
            Expression::Column(it) if *it == column => self.only(vec![Value::Bool(false)]),
            Expression::IsNull(inner) if is_column(inner, column) => self.nulls(Nullness::Never),
            Expression::In(inner, values) if is_column(inner, column) => {
                self.excluded.extend(values.iter().cloned());
                self.list_stands()
            }
            _ => Ok(()),
        }
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        side: &Expression,
        value: &Value,
        (column, kind): (usize, &Type),
    ) -> Result<(), Contradiction> {
        let side = without_casts(side);
        if is_column(side, column) {
            return self.bound(comparison, value.clone());
        }
        let Expression::Call(function, arguments) = side else {
            return Ok(());
        };
        let of_column = |at: usize| arguments.get(at).is_some_and(|it| is_column(it, column));
        let whole = value
            .number()
            .and_then(|it| it.floor_at(0))
            .and_then(|it| i64::try_from(it).ok());
        match (function, whole) {
            (Function::Length | Function::OctetLength | Function::ByteLength, Some(length))
                if is_text_of(arguments, column) =>
            {
                bounded(&mut self.length, comparison, length)
            }
            (Function::Cardinality | Function::ArrayLength, Some(count)) if of_column(0) => {
                bounded(&mut self.elements, comparison, count)
            }
            (Function::Extract, Some(year)) if of_column(1) && is_year(arguments) => {
                self.year(comparison, year, kind)
            }
            (Function::Remainder, Some(rest))
                if of_column(0) && comparison == Comparison::Equal =>
            {
                let divisor = arguments
                    .get(1)
                    .and_then(constant)
                    .and_then(|it| it.number());
                let divisor = divisor
                    .and_then(|it| it.floor_at(0))
                    .and_then(|it| i64::try_from(it).ok());
                self.remainder = divisor.map(|divisor| (divisor, rest)).or(self.remainder);
                Ok(())
            }
            (Function::Absolute, _) if of_column(0) => match (comparison, value.number()) {
                (Comparison::Less | Comparison::AtMost, Some(number)) => {
                    self.bound(comparison, value.clone())?;
                    self.bound(comparison.mirrored(), Value::Number(number.negated()))
                }
                _ => Ok(()),
            },
            (Function::Left | Function::Substring, _)
                if of_column(0)
                    && comparison == Comparison::Equal
                    && is_start(*function, arguments) =>
            {
                self.prefix(Some(value.clone()))
            }
            _ => Ok(()),
        }
    }

    fn prefix(&mut self, prefix: Option<Value>) -> Result<(), Contradiction> {
        if let Some(Value::Text(prefix)) = prefix {
            let escaped: String = prefix.chars().flat_map(|it| ['\\', it]).collect();
            // LIKE escapes whatever stands behind a backslash.
            self.patterns
                .extend(Pattern::like(&format!("{escaped}%"), Case::Sensitive));
        }
        Ok(())
    }

    fn year(
        &mut self,
        comparison: Comparison,
        year: i64,
        kind: &Type,
    ) -> Result<(), Contradiction> {
        let first = |year: i64| {
            let days = calendar::days_of((year, 1, 1));
            match kind.base() {
                Type::Timestamp(Zone::With) => Value::Instant(days * calendar::DAY),
                Type::Timestamp(Zone::Without) => Value::Timestamp(days * calendar::DAY),
                _ => Value::Date(days),
            }
        };
        match comparison {
            Comparison::AtLeast => self.bound(comparison, first(year)),
            Comparison::Greater => self.bound(Comparison::AtLeast, first(year + 1)),
            Comparison::Less => self.bound(comparison, first(year)),
            Comparison::AtMost => self.bound(Comparison::Less, first(year + 1)),
            Comparison::Equal => {
                self.bound(Comparison::AtLeast, first(year))?;
                self.bound(Comparison::Less, first(year + 1))
            }
            Comparison::Unequal | Comparison::Distinct => Ok(()),
        }
    }
}

/// The value of an expression without columns.
fn constant(expression: &Expression) -> Option<Value> {
    let is_constant = expression.columns().is_empty() && expression.opacity().is_none();
    match is_constant {
        true => expression.value(&[]).map(|value| value.into_owned()),
        false => None,
    }
}

/// What is cast, when casts don't change what is compared.
fn without_casts(expression: &Expression) -> &Expression {
    match expression {
        Expression::Cast(inner, _) => without_casts(inner),
        other => other,
    }
}

fn is_column(expression: &Expression, column: usize) -> bool {
    *without_casts(expression) == Expression::Column(column)
}

/// Whether a length is that of the column, trimmed or not.
fn is_text_of(arguments: &[Expression], column: usize) -> bool {
    arguments
        .first()
        .is_some_and(|first| match without_casts(first) {
            Expression::Call(Function::Trim | Function::TrimStart | Function::TrimEnd, inner) => {
                is_text_of(inner, column)
            }
            other => is_column(other, column),
        })
}

fn is_year(arguments: &[Expression]) -> bool {
    let field = arguments.first().and_then(constant);
    field.is_some_and(|field| field == Value::text("year"))
}

/// `left(x, n)` and `substring(x, 1, n)`.
fn is_start(function: Function, arguments: &[Expression]) -> bool {
    let from = arguments.get(1).and_then(constant);
    function == Function::Left || (arguments.len() == 3 && from == Some(Value::whole(1)))
}
