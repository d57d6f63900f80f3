//! A table's CHECK constraints and its domains', parsed and sorted by the columns they are about.

use super::super::column_type::Type;
use super::super::expression::{Expression, Names, parse};
use super::super::model::Table;
use super::super::shape::conjuncts;
use super::super::table_plan::Rule;
use super::Untested;

/// Constraints.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// Each as it is.
    pub(super) whole: Vec<Rule>,
    /// Their parts over one column, by column.
    pub(super) of_one: Vec<(usize, Rule)>,
    /// Their parts over several.
    pub(super) of_several: Vec<Rule>,
    /// Those that the server must judge.
    pub(super) untested: Vec<Untested>,
}

impl Rules {
    /// The parts over this column alone.
    pub(super) fn of(&self, column: usize) -> impl Iterator<Item = &Rule> {
        let rules = self
            .of_one
            .iter()
            .filter(move |(about, _)| *about == column);
        rules.map(|(_, rule)| rule)
    }

    fn add(&mut self, rule: Rule) {
        for part in conjuncts(&rule.expression) {
            let part = Rule {
                expression: part.clone(),
                ..rule.clone()
            };
            match part.expression.columns().as_slice() {
                [] => {}
                [only] => self.of_one.push((*only, part)),
                _ => self.of_several.push(part),
            }
        }
        self.whole.push(rule);
    }
}

/// The constraints of a table whose columns have these names.
pub(super) fn rules(table: &Table, index: usize, names: &Names<'_>) -> Rules {
    let mut rules = Rules::default();
    for check in &table.checks {
        let expression = parse(&check.expression, names);
        if let Some(what) = expression.opacity() {
            rules.untested.push(Untested {
                table: index,
                constraint: check.name.clone(),
                expression: Some(check.expression.clone()),
                what,
            });
        }
        rules.add(Rule {
            name: check.name.clone(),
            text: check.expression.clone(),
            expression,
        });
    }
    for (column, described) in table.columns.iter().enumerate() {
        for (name, text) in described.kind.domain_checks() {
            let expression = parse_of_domain(text, column, names);
            if let Some(what) = expression.opacity() {
                rules.untested.push(Untested {
                    table: index,
                    constraint: name.clone(),
                    expression: None,
                    what,
                });
            }
            rules.add(Rule {
                name: name.clone(),
                text: text.clone(),
                expression,
            });
        }
    }
    rules
}

/// A domain's constraint: `VALUE` is the column, and no other name means anything.
fn parse_of_domain(text: &str, column: usize, names: &Names<'_>) -> Expression {
    let columns: Vec<(&str, &Type)> = names
        .columns
        .iter()
        .enumerate()
        .map(|(index, (_, kind))| (if index == column { "value" } else { "" }, *kind))
        .collect();
    let names = Names {
        columns: &columns,
        now: names.now,
    };
    parse(text, &names)
}
