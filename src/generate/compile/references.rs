//! In which order a table's foreign keys choose, and what is left for each to choose.

use super::super::model::Table;
use super::super::table_plan::ReferencePlan;
use super::Material;

/// In how many rows of a hundred an optional foreign key refers to nothing.
const NULL_PERCENT: u8 = 10;

/// The plans of the foreign keys: those of many columns first, since others share theirs, and
/// those that must refer before those that may.
pub(super) fn references(table: &Table, material: &Material<'_>) -> Vec<ReferencePlan> {
    let mut order: Vec<usize> = (0..table.references.len()).collect();
    let rank = |index: &usize| {
        let reference = table.references.get(*index);
        let columns = reference.map_or(&[][..], |it| &it.columns);
        let is_optional = columns.iter().any(|&column| !table.forbids_null(column));
        (std::cmp::Reverse(columns.len()), is_optional)
    };
    order.sort_by_key(rank);
    let mut set: Vec<usize> = Vec::new();
    let mut plans = Vec::new();
    for index in order {
        let (Some(reference), Some(&parents)) =
            (table.references.get(index), material.parents.get(index))
        else {
            continue;
        };
        let placed = reference.columns.iter().enumerate();
        let shared = placed
            .filter(|(_, column)| set.contains(column))
            .map(|(at, _)| at);
        let is_own = reference.target == material.share.table;
        plans.push(ReferencePlan {
            name: reference.name.clone(),
            columns: reference.columns.clone(),
            parents,
            own: is_own.then(|| reference.target_columns.clone()),
            shared: shared.collect(),
            matching: reference.matching,
            null_percent: NULL_PERCENT,
        });
        set.extend_from_slice(&reference.columns);
    }
    plans
}
