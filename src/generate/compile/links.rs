//! Columns that are compared with each other, and the order in which values are made.

use super::super::expression::{Comparison, Expression};
use super::super::meaning;
use super::super::model::Table;
use super::super::table_plan::{Force, Link, Source, is_moment};
use super::rules::Rules;

/// The columns in the order in which they get their values: beginnings before ends, and what is
/// computed of others last.
pub(super) fn order(table: &Table, sources: &[Source]) -> Vec<usize> {
    let rank = |column: &usize| match (sources.get(*column), table.columns.get(*column)) {
        (Some(Source::Computed(_)), _) => 4,
        (Some(Source::Number(_)), _) => 0,
        (_, Some(described)) if is_moment(&described.kind) => {
            match (
                meaning::is_beginning(&described.name),
                meaning::is_end(&described.name),
            ) {
                (true, _) => 1,
                (_, true) => 3,
                _ => 2,
            }
        }
        _ => 2,
    };
    let mut order: Vec<usize> = (0..table.columns.len()).collect();
    order.sort_by_key(rank);
    order
}

/// The bounds that other columns set to this one.
pub(super) fn links(table: &Table, column: usize, rules: &Rules) -> Vec<Link> {
    let mut links: Vec<Link> = rules
        .of_several
        .iter()
        .filter_map(|rule| match &rule.expression {
            Expression::Compare(comparison, left, right) => {
                let of = |comparison, side: &Expression, other: &Expression| {
                    let fits = *side == Expression::Column(column)
                        && !other.columns().contains(&column)
                        && other.opacity().is_none();
                    fits.then(|| Link {
                        comparison,
                        other: other.clone(),
                        force: Force::Rule,
                    })
                };
                of(*comparison, left, right).or_else(|| of(comparison.mirrored(), right, left))
            }
            _ => None,
        })
        .filter(|link| {
            use Comparison::{AtLeast, AtMost, Greater, Less};
            matches!(link.comparison, Less | AtMost | Greater | AtLeast)
        })
        .collect();
    if let Some(beginning) = beginning_of(table, column) {
        links.push(Link {
            comparison: Comparison::AtLeast,
            other: Expression::Column(beginning),
            force: Force::Looks,
        });
    }
    links
}

/// The column whose moment comes before this one's, as the names say.
fn beginning_of(table: &Table, column: usize) -> Option<usize> {
    let described = table.columns.get(column)?;
    let is_end = is_moment(&described.kind) && meaning::is_end(&described.name);
    let beginnings = table.columns.iter().enumerate().filter(|(index, other)| {
        *index != column
            && other.kind.base() == described.kind.base()
            && meaning::is_beginning(&other.name)
    });
    let nearest = beginnings.min_by_key(|(index, _)| index.abs_diff(column));
    nearest.filter(|_| is_end).map(|(index, _)| index)
}
