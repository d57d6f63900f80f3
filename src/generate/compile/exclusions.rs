//! Exclusion constraints as unique keys, and those that no key can stand for.

use super::super::column_type::Type;
use super::super::model::{Element, Exclusion, Key, Nulls, Table};

/// The first exclusion constraint that isn't kept: one without a range that may not overlap and
/// not of equalities only.
pub(super) fn unknown_exclusion(table: &Table) -> Option<&Exclusion> {
    table.exclusions.iter().find(|exclusion| {
        let is_kept = |(element, operator): &(Element, String)| match (operator.as_str(), element) {
            ("=", Element::Column(_)) => true,
            ("&&", Element::Column(column)) => table.columns.get(*column).is_some_and(|column| {
                matches!(column.kind.base(), Type::Range(_) | Type::Multirange(_))
            }),
            _ => false,
        };
        !exclusion.elements.iter().all(is_kept)
    })
}

/// Ranges that are made never overlap unless they are equal: so an exclusion is kept by a key.
pub(super) fn key_of(exclusion: &Exclusion) -> Key {
    Key {
        name: exclusion.name.clone(),
        elements: exclusion
            .elements
            .iter()
            .map(|(element, _)| element.clone())
            .collect(),
        predicate: None,
        nulls: Nulls::Distinct,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ranges_that_must_not_overlap_are_kept() {
        let exclusion = |operators: &[&str]| Exclusion {
            name: "x".to_owned(),
            elements: operators
                .iter()
                .enumerate()
                .map(|(column, operator)| (Element::Column(column), (*operator).to_owned()))
                .collect(),
        };
        let column = |kind| super::super::super::model::Column {
            name: String::new(),
            kind,
            not_null: true,
            filled: super::super::super::model::Filled::Nothing,
        };
        let dates = Type::Range(Box::new(Type::Date));
        let table = |operators: &[&str]| Table {
            columns: vec![column(Type::named("integer")), column(dates.clone())],
            exclusions: vec![exclusion(operators)],
            ..Table::default()
        };
        assert!(unknown_exclusion(&table(&["=", "&&"])).is_none());
        assert!(
            unknown_exclusion(&table(&["&&", "="])).is_some(),
            "no range"
        );
        assert!(
            unknown_exclusion(&table(&["=", "-|-"])).is_some(),
            "another operator"
        );
    }
}
