//! Lists of the keys that foreign keys refer to, and how a table's new rows are added to them.

use crate::generate::parents::Parents;
use crate::generate::table_plan::{Source, TablePlan};
use crate::generate::value::Value;

/// Whose keys a list of parents holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListOf {
    pub(super) table: usize,
    pub(super) columns: Vec<usize>,
}

/// A list that a table's rows are added to.
pub(super) struct Growth {
    pub(super) list: usize,
    kept_as: KeptAs,
}

/// How keys are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeptAs {
    Numbers,
    Values,
}

pub(super) fn growing(
    lists: &[ListOf],
    parents: &[Parents],
    plan: &TablePlan,
    table: usize,
) -> Vec<Growth> {
    let of_table = lists
        .iter()
        .zip(parents)
        .enumerate()
        .filter(|(_, (list, _))| list.table == table);
    of_table
        .map(|(index, (list, parents))| {
            let is_number = |column: &usize| {
                let described = plan.columns.get(*column);
                described.is_some_and(|it| matches!(it.source, Source::Number(_)))
            };
            let is_run = parents.takes_numbers() && list.columns.iter().all(is_number);
            Growth {
                list: index,
                kept_as: if is_run {
                    KeptAs::Numbers
                } else {
                    KeptAs::Values
                },
            }
        })
        .collect()
}

pub(super) fn grow(list: &mut Parents, row: &[Value], lists: &[ListOf], growth: &Growth) {
    let Some(of) = lists.get(growth.list) else {
        return;
    };
    let key: Vec<&Value> = of
        .columns
        .iter()
        .filter_map(|&column| row.get(column))
        .collect();
    if key.iter().any(|value| value.is_null()) {
        return;
    }
    match (growth.kept_as, key.as_slice()) {
        (KeptAs::Numbers, [Value::Number(number)]) => {
            list.push_number(i64::try_from(number.units).unwrap_or_default());
        }
        _ => list.push(&key),
    }
}
