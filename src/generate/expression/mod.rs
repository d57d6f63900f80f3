//! The expressions of CHECK constraints, indexes and partitions, as the server deparses them.
//!
//! Read by our own lexer and evaluated over a row in the making. A part that isn't understood
//! stays in the tree as [`Expression::Opaque`], so that the rest still counts; what it decides is
//! the server's to say. Deparsing differs by major: both spellings are known.

mod call;
mod evaluate;
mod functions;
mod literal;
mod moments;
mod names;
mod operator;
mod parse;
#[cfg(test)]
mod tests;
mod tokens;
mod worded;

pub(super) use evaluate::Verdict;
pub(super) use names::Names;
pub(super) use parse::parse;

use super::column_type::Type;
use super::pattern::Pattern;
use super::value::Value;

/// An expression over the columns of one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// The column of this index.
    Column(usize),
    /// A constant.
    Constant(Value),
    /// All of them; none or more.
    And(Vec<Expression>),
    /// One of them; one or more.
    Or(Vec<Expression>),
    /// The opposite.
    Not(Box<Expression>),
    /// A comparison.
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// Whether it is NULL.
    IsNull(Box<Expression>),
    /// Whether it is one of these.
    In(Box<Expression>, Vec<Value>),
    /// Whether a text matches.
    Matches(Box<Expression>, Box<Pattern>),
    /// A function or an operator.
    Call(Function, Vec<Expression>),
    /// `::type`
    Cast(Box<Expression>, Type),
    /// CASE without an operand: conditions with results, and the last resort.
    Case(Vec<(Expression, Expression)>, Box<Expression>),
    /// `ARRAY[…]`
    Array(Vec<Expression>),
    /// What isn't understood: why, and the columns it mentions.
    Opaque(String, Vec<usize>),
}

/// The comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `IS DISTINCT FROM`
    Distinct,
}

/// Functions and operators that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Length,
    OctetLength,
    ByteLength,
    Lower,
    Upper,
    Trim,
    TrimStart,
    TrimEnd,
    Position,
    Left,
    Right,
    Substring,
    StartsWith,
    Concat,
    Coalesce,
    Greatest,
    Least,
    NullIf,
    CountNulls,
    CountNotNulls,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Negate,
    Absolute,
    Round,
    Floor,
    Ceiling,
    Extract,
    DateTrunc,
    Cardinality,
    ArrayLength,
    JsonType,
    IsEmptyRange,
}

impl Comparison {
    /// The comparison that holds where this one doesn't, unless something is NULL.
    pub(super) fn opposite(self) -> Option<Self> {
        Some(match self {
            Self::Equal => Self::Unequal,
            Self::Unequal => Self::Equal,
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::Greater,
            Self::Greater => Self::AtMost,
            Self::AtLeast => Self::Less,
            Self::Distinct => return None,
        })
    }

    /// The same with its sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }
}

impl Expression {
    /// The columns it mentions, ascending, each once.
    pub(super) fn columns(&self) -> Vec<usize> {
        let mut columns = Vec::new();
        self.visit(&mut |part| match part {
            Self::Column(column) => columns.push(*column),
            Self::Opaque(_, mentioned) => columns.extend_from_slice(mentioned),
            _ => {}
        });
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// What of it isn't understood first; `None` when all is.
    pub(super) fn opacity(&self) -> Option<String> {
        let mut why = None;
        self.visit(&mut |part| {
            if let (Self::Opaque(reason, _), None) = (part, &why) {
                why = Some(reason.clone());
            }
        });
        why
    }

    fn visit(&self, see: &mut dyn FnMut(&Self)) {
        see(self);
        match self {
            Self::Column(_) | Self::Constant(_) | Self::Opaque(..) => {}
            Self::And(parts) | Self::Or(parts) | Self::Call(_, parts) | Self::Array(parts) => {
                parts.iter().for_each(|part| part.visit(see));
            }
            Self::Not(inner)
            | Self::IsNull(inner)
            | Self::In(inner, _)
            | Self::Matches(inner, _)
            | Self::Cast(inner, _) => inner.visit(see),
            Self::Compare(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::Case(branches, last) => {
                for (condition, result) in branches {
                    condition.visit(see);
                    result.visit(see);
                }
                last.visit(see);
            }
        }
    }
}
