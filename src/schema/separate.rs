//! Which checks and defaults stand within their table (or domain), and which must wait: those
//! that need something which needs the table itself, such as a function on its row type.

use std::collections::{BTreeSet, HashMap};

use super::definition::Definition;
use super::object::Object;
use super::snapshot::Links;

/// Gives every table what its defaults need, and puts off the defaults that need the table.
/// `needs` are table, column and what its default needs.
pub(super) fn fold_defaults<'a>(
    objects: &mut [Object],
    links: &mut Links,
    needs: impl Iterator<Item = (usize, &'a String, usize)>,
) {
    let mut by_column: HashMap<(usize, &String), BTreeSet<usize>> = HashMap::new();
    for (table, column, need) in needs.filter(|(table, _, need)| table != need) {
        by_column.entry((table, column)).or_default().insert(need);
    }
    for ((table, column), needs) in by_column {
        let waits = reaches(links, &needs, table) && wait(objects, table, column);
        if waits {
            if let Some(late) = links.late.get_mut(table) {
                late.extend(needs);
            }
        } else if let Some(of_table) = links.needs.get_mut(table) {
            of_table.extend(needs);
        }
    }
    for late in &mut links.late {
        late.sort_unstable();
        late.dedup();
    }
}

/// Puts the default of a column off; a generated column can't be without its expression.
fn wait(objects: &mut [Object], table: usize, column: &str) -> bool {
    let Some(Definition::Table(table)) = objects.get_mut(table).map(|o| &mut o.definition) else {
        return false;
    };
    let column = (table.columns.iter_mut()).find(|found| found.name == column);
    column.is_some_and(|column| column.put_default_off())
}

/// Marks the checks that stand within their table or domain, and gives it what they need.
pub(super) fn fold_checks(objects: &mut [Object], links: &mut Links) {
    for index in 0..objects.len() {
        let Some(parent) = links.parents.get(index).copied().flatten() else {
            continue;
        };
        let Some(object) = objects.get_mut(index) else {
            continue;
        };
        let within = match &mut object.definition {
            Definition::Constraint(constraint) if constraint.may_stand_within() => {
                &mut constraint.within
            }
            Definition::DomainConstraint(constraint) if constraint.is_valid => {
                &mut constraint.within
            }
            _ => continue,
        };
        let mut needs = links.needs.get(index).cloned().unwrap_or_default();
        needs.remove(&parent);
        if !reaches(links, &needs, parent) {
            *within = true;
            if let Some(of_parent) = links.needs.get_mut(parent) {
                of_parent.extend(needs);
            }
        }
    }
}

/// Whether something of `from` needs `goal`, directly or through others.
fn reaches(links: &Links, from: &BTreeSet<usize>, goal: usize) -> bool {
    let mut seen = from.clone();
    let mut open: Vec<usize> = from.iter().copied().collect();
    while let Some(at) = open.pop() {
        if at == goal {
            return true;
        }
        for &next in links.needs.get(at).into_iter().flatten() {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}
