//! Parents first: the order of consecutive data files by the foreign keys of their tables.

use super::{Constraint, TableShape};

/// The order in which tables are loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOrder {
    /// Indexes of the tables given, each once.
    pub order: Vec<usize>,
    /// What has to give way where tables refer to each other in a circle.
    pub loosened: Vec<Loosened>,
}

/// A foreign key that is satisfied only when all is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosened {
    /// Index of the table that has it.
    pub table: usize,
    /// The constraint.
    pub constraint: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// How.
    pub waits: Waits,
}

/// How a foreign key is kept waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// It is deferrable, and deferred.
    Deferred,
    /// Its columns are NULL at first, and updated when all is loaded.
    NullFirst,
}

/// Tables that refer to each other in a circle, none of whose foreign keys can wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// `tasks.project_id → projects`, one a foreign key, in the order of the circle.
    pub links: Vec<String>,
}

/// The tables in an order in which each comes behind those that it refers to, otherwise in the order
/// given. A table's reference to itself is no matter: it is checked when a file is loaded.
///
/// # Errors
/// The first circle that can't be opened.
pub fn load_order(tables: &[&TableShape]) -> Result<LoadOrder, Cycle> {
    let mut loosened: Vec<Loosened> = Vec::new();
    loop {
        let order = sorted(tables, &loosened);
        if order.len() == tables.len() {
            return Ok(LoadOrder { order, loosened });
        }
        let circle = circle(tables, &order, &loosened);
        let gives_way = circle.iter().find_map(|link| opened(tables, link));
        let Some(waits) = gives_way else {
            return Err(Cycle {
                links: circle.iter().map(|link| link.shown(tables)).collect(),
            });
        };
        loosened.extend(waits);
    }
}

/// A reference of one table of a circle to the next one.
struct Link {
    from: usize,
    to: usize,
}

impl Link {
    fn constraints<'t>(&self, tables: &[&'t TableShape]) -> Vec<&'t Constraint> {
        match (tables.get(self.from), tables.get(self.to)) {
            (Some(from), Some(to)) => from.references(to.oid).collect(),
            _ => Vec::new(),
        }
    }

    fn shown(&self, tables: &[&TableShape]) -> String {
        let name = |index: usize| tables.get(index).map_or("", |table| table.shown.as_str());
        let columns: Vec<String> = (self.constraints(tables).iter())
            .map(|one| format!("{}({})", name(self.from), one.columns.join(", ")))
            .collect();
        format!("{} → {}", columns.join(" and "), name(self.to))
    }
}

/// Whether `from` must come behind `to`.
fn refers(tables: &[&TableShape], from: usize, to: usize, loosened: &[Loosened]) -> bool {
    let holds = |one: &&Constraint| {
        !(loosened.iter()).any(|loose| loose.table == from && loose.constraint == one.name)
    };
    match (tables.get(from), tables.get(to)) {
        (Some(child), Some(parent)) if child.oid != parent.oid => {
            child.references(parent.oid).any(|one| holds(&one))
        }
        _ => false,
    }
}

/// As many tables as can be ordered, those that come first in the order given first.
fn sorted(tables: &[&TableShape], loosened: &[Loosened]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    loop {
        let waits_for = |index: usize, other: usize| {
            !order.contains(&other) && refers(tables, index, other, loosened)
        };
        let next = (0..tables.len()).find(|index| {
            !order.contains(index) && !(0..tables.len()).any(|other| waits_for(*index, other))
        });
        match next {
            Some(index) => order.push(index),
            None => return order,
        }
    }
}

/// One circle among the tables that couldn't be ordered: each of them waits for another.
fn circle(tables: &[&TableShape], order: &[usize], loosened: &[Loosened]) -> Vec<Link> {
    let left: Vec<usize> = (0..tables.len())
        .filter(|index| !order.contains(index))
        .collect();
    let next = |from: usize| (left.iter().copied()).find(|to| refers(tables, from, *to, loosened));
    let mut path: Vec<usize> = Vec::new();
    let mut at = left.first().copied();
    while let Some(index) = at {
        if let Some(start) = path.iter().position(|seen| *seen == index) {
            path.drain(..start);
            break;
        }
        path.push(index);
        at = next(index);
    }
    let ends = path.iter().skip(1).chain(path.first());
    (path.iter().zip(ends))
        .map(|(from, to)| Link {
            from: *from,
            to: *to,
        })
        .collect()
}

/// How the foreign keys of `link` can wait, all of them; `None` when one can't.
fn opened(tables: &[&TableShape], link: &Link) -> Option<Vec<Loosened>> {
    let table = tables.get(link.from)?;
    let is_nullable = |column: &String| {
        let column = table.column(column);
        column.is_some_and(|column| !column.not_null && !column.generated)
    };
    let waits = |one: &&Constraint| {
        let waits = match one.deferrable {
            true => Waits::Deferred,
            // Rows are found again by their key, which must not be what is missing.
            false if one.columns.iter().all(is_nullable) && !table.keys.is_empty() => {
                Waits::NullFirst
            }
            false => return None,
        };
        Some(Loosened {
            table: link.from,
            constraint: one.name.clone(),
            columns: one.columns.clone(),
            waits,
        })
    };
    link.constraints(tables).iter().map(waits).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{key, reference, table};
    use super::*;

    /// A column, the table it refers to, and whether that can wait.
    type Reference<'a> = (&'a str, &'a str, bool);

    fn shapes(tables: &[(&str, &[Reference<'_>])]) -> Vec<TableShape> {
        let shape = |(name, references): &(&str, &[Reference<'_>])| {
            let columns: Vec<&str> = references.iter().map(|(column, ..)| *column).collect();
            let mut shape = table(name, &columns);
            shape.keys = vec![key("pkey", &["id"])];
            let fk = |(column, target, deferrable): &Reference<'_>| {
                reference(column.trim_end_matches('?'), target, *deferrable)
            };
            shape.constraints = references.iter().map(fk).collect();
            shape
        };
        tables.iter().map(shape).collect()
    }

    fn order(tables: &[TableShape]) -> Result<LoadOrder, Cycle> {
        load_order(&tables.iter().collect::<Vec<_>>())
    }

    #[test]
    fn parents_come_first_and_the_rest_stays_in_its_order() {
        let tables = shapes(&[
            (
                "tasks",
                &[("project", "projects", false), ("parent", "tasks", false)],
            ),
            ("colours", &[]),
            ("projects", &[("owner", "users", false)]),
            ("users", &[("x", "elsewhere", false)]),
        ]);
        let ordered = order(&tables).unwrap();
        assert_eq!(ordered.order, [1, 3, 2, 0]);
        assert!(ordered.loosened.is_empty());
    }

    #[test]
    fn a_circle_opens_where_a_key_can_wait() {
        for (deferrable, column, waits) in [
            (true, "lead", Waits::Deferred),
            (false, "lead?", Waits::NullFirst),
        ] {
            let tables = shapes(&[
                ("users", &[("team", "teams", false)]),
                ("teams", &[(column, "users", deferrable)]),
            ]);
            let ordered = order(&tables).unwrap();
            assert_eq!(ordered.order, [1, 0]);
            let [loosened] = &ordered.loosened[..] else {
                panic!("{ordered:?}");
            };
            assert_eq!((loosened.table, loosened.waits), (1, waits));
        }
    }

    #[test]
    fn a_circle_that_cannot_open_is_named() {
        let tables = shapes(&[
            ("colours", &[]),
            ("users", &[("team", "teams", false)]),
            ("teams", &[("lead", "users", false)]),
        ]);
        let expected = ["users(team) → teams", "teams(lead) → users"];
        assert_eq!(order(&tables).unwrap_err().links, expected);
    }
}
