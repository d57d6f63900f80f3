//! From a table's constraints to the plan of its rows.

mod columns;
mod exclusions;
mod keys;
mod links;
mod partitions;
mod references;
mod rules;

use super::expression::{Expression, Names};
use super::facts::{Facts, Nullness};
use super::model::{Catalogue, Filled, Table};
use super::obstacle::Obstacle;
use super::random::Random;
use super::scope::{self, Share};
use super::shape::{Shape, alternatives, multiplied};
use super::table_plan::{Source, TablePlan};
use super::value::Value;
use super::words::Locale;
use rules::Rules;

/// What a plan is made of.
pub(super) struct Material<'a> {
    /// All tables.
    pub(super) catalogue: &'a Catalogue,
    /// The table and its rows.
    pub(super) share: Share,
    /// The greatest value of each numbered column, by index.
    pub(super) greatest: &'a [(usize, i64)],
    /// What rows have in each unique key, by the key's index.
    pub(super) taken: &'a [(usize, Vec<Vec<Value>>)],
    /// The parents of each foreign key, by the key's index: which list.
    pub(super) parents: &'a [usize],
    /// How many parents each list will have.
    pub(super) counts: &'a [u64],
    /// Whose names and words.
    pub(super) locale: Locale,
    /// The table's stream of chance.
    pub(super) random: Random,
}

/// A constraint that isn't understood, which only the server can judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untested {
    /// The table's index.
    pub table: usize,
    /// The constraint's name.
    pub constraint: String,
    /// Its expression over the table's columns; `None` for a domain's, which goes with the
    /// column's type.
    pub expression: Option<String>,
    /// What of it isn't understood.
    pub what: String,
}

/// The plan of a table's rows, and the constraints that the server must judge.
///
/// # Errors
/// Why there can't be such rows.
pub(super) fn compile(material: &mut Material<'_>) -> Result<(TablePlan, Vec<Untested>), Obstacle> {
    let Material {
        catalogue, share, ..
    } = *material;
    let Some(table) = catalogue.tables.get(share.table) else {
        return Ok((empty(share), Vec::new()));
    };
    if let Some(exclusion) = exclusions::unknown_exclusion(table) {
        return Err(Obstacle::Exclusion {
            table: table.title(),
            constraint: exclusion.name.clone(),
        });
    }
    let named = names_of(table);
    let names = Names {
        columns: &named,
        now: catalogue.now,
    };
    let rules = rules::rules(table, share.table, &names);
    let references = references::references(table, material);
    let sources = columns::sources(table, material, &rules, &names);
    let shapes = shapes(table, &rules, &names)?;
    let (ways, sources) = columns::ways(table, material, &rules, (shapes, sources))?;
    let mut plan = TablePlan {
        title: table.title(),
        table: share.table,
        rows: share.rows,
        written: columns::written(table, &sources),
        order: links::order(table, &sources),
        columns: columns::plans(table, sources, &rules),
        references,
        ways,
        rules: rules.of_several,
        keys: Vec::new(),
    };
    if plan.written.is_empty() {
        return Err(Obstacle::NoColumns {
            table: table.title(),
        });
    }
    plan.keys = keys::keys(table, material, &plan, &names)?;
    for driver in plan.keys.iter().flat_map(|key| &key.drivers) {
        for (slot, _) in &driver.slots {
            if let super::keys::Slot::Reference(index) = slot
                && let Some(reference) = plan.references.get_mut(*index)
            {
                reference.null_percent = 0;
            }
        }
    }
    Ok((plan, rules.untested))
}

fn empty(share: Share) -> TablePlan {
    TablePlan {
        title: String::new(),
        table: share.table,
        rows: 0,
        columns: Vec::new(),
        order: Vec::new(),
        written: Vec::new(),
        references: Vec::new(),
        ways: Vec::new(),
        rules: Vec::new(),
        keys: Vec::new(),
    }
}

/// The names and types of a table's columns.
pub(super) fn names_of(table: &Table) -> Vec<(&str, &super::column_type::Type)> {
    let columns = table.columns.iter();
    columns
        .map(|column| (column.name.as_str(), &column.kind))
        .collect()
}

/// The ways in which the constraints can hold together.
fn shapes(table: &Table, rules: &Rules, names: &Names<'_>) -> Result<Vec<Shape>, Obstacle> {
    let facts = (0..table.columns.len()).map(|column| Facts {
        nullness: match table.forbids_null(column) {
            true => Nullness::Never,
            false => Nullness::Allowed,
        },
        ..Facts::default()
    });
    let mut shapes = vec![Shape {
        facts: facts.collect(),
        partition: None,
    }];
    // What leaves no choice comes first, so that fewer branches are begun.
    let mut checks: Vec<(&str, &str, Vec<Vec<Expression>>)> = rules
        .whole
        .iter()
        .map(|rule| {
            (
                rule.name.as_str(),
                rule.text.as_str(),
                alternatives(&rule.expression),
            )
        })
        .collect();
    checks.sort_by_key(|(_, _, alternatives)| alternatives.len());
    if let Some(leaves) = &table.partitions {
        shapes = partitions::with_partitions(table, leaves, shapes, names)?;
    }
    for (constraint, expression, alternatives) in checks {
        shapes = multiplied(shapes, &alternatives, table).map_err(|_| Obstacle::Contradiction {
            table: table.title(),
            constraint: constraint.to_owned(),
            expression: expression.to_owned(),
        })?;
    }
    Ok(shapes)
}

/// Whether a column's values are numbers of a row of their own.
fn is_numbered(table: &Table, column: usize) -> bool {
    scope::is_numbered(table, column)
}

/// Whether the server computes a column, so that nothing can be put there.
fn is_generated(table: &Table, column: usize) -> bool {
    let column = table.columns.get(column);
    column.is_some_and(|column| matches!(column.filled, Filled::Generated(_)))
}

/// Whether rows say something of a column of this source.
fn is_written(source: &Source) -> bool {
    !matches!(source, Source::Default)
}
