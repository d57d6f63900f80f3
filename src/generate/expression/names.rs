//! The names in an expression: columns with their types, and what `now()` is.

use super::super::column_type::Type;
use super::Expression;

/// What the names in an expression stand for.
pub(in crate::generate) struct Names<'a> {
    /// Column names with their types, by index. A domain's `VALUE` is the only column of its own.
    pub(in crate::generate) columns: &'a [(&'a str, &'a Type)],
    /// `now()`: microseconds since 1970-01-01.
    pub(in crate::generate) now: i64,
}

/// The type of a column.
pub(super) fn kind_of<'n>(expression: &Expression, names: &Names<'n>) -> Option<&'n Type> {
    let Expression::Column(column) = expression else {
        return None;
    };
    names.columns.get(*column).map(|(_, kind)| kind.base())
}

/// Whether it is a column of ranges.
pub(super) fn is_range(expression: &Expression, names: &Names<'_>) -> bool {
    matches!(
        kind_of(expression, names),
        Some(Type::Range(_) | Type::Multirange(_))
    )
}
