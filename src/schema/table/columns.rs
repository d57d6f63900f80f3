//! What a table declares of its columns, and what it takes from its parents.

use super::Table;
use crate::schema::column::{Column, NotNull};
use crate::schema::constraint::{Constraint, ConstraintKind};
use crate::schema::definition::Definition;
use crate::schema::id::Id;
use crate::schema::lineage::{is_taken_elsewhere, parents};
use crate::schema::object::At;
use crate::schema::quote::identifier;

impl Table {
    /// What stands within the brackets.
    pub(super) fn lines(&self, at: At<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for column in self.columns.iter().filter(|column| self.declares(column)) {
            let not_null = self.not_null(column, at);
            let default = self.declared_default(column, at);
            if self.of_type.is_none() {
                lines.push(column.line(&column.type_name, default, &not_null));
            } else if default.is_some() || matches!(not_null, NotNull::Clause(_)) {
                lines.push(column.line("WITH OPTIONS", default, &not_null));
            }
        }
        for (id, constraint) in constraints(at).filter(|(_, c)| c.within && !c.is_taken_over()) {
            let stands_at_column = constraint.kind == ConstraintKind::NotNull
                && (self.columns.iter())
                    .any(|column| constraint.is_of(column) && self.declares(column));
            if !stands_at_column {
                lines.push(constraint.clause(&id.name));
            }
        }
        lines
    }

    /// Whether a column is declared here instead of being inherited.
    fn declares(&self, column: &Column) -> bool {
        column.is_local || self.bound.is_some()
    }

    /// The default that stands at the column; NULL where a parent's is not to be taken over.
    fn declared_default<'a>(&self, column: &'a Column, at: At<'_>) -> Option<&'a str> {
        match &column.default {
            // The parent's expression is the child's; until 15 it may not be repeated.
            Some(_) if self.has_parents_expression(column, at) => None,
            Some(default) if !column.waits => Some(default),
            Some(_) => None,
            None if self.bound.is_some() || column.generated.is_some() => None,
            None => self.has_parents_default(column, at).then_some("NULL"),
        }
    }

    fn has_parents_default(&self, column: &Column, at: At<'_>) -> bool {
        (self.in_parents(column, at))
            .any(|found| found.default.is_some() && found.generated.is_none())
    }

    fn has_parents_expression(&self, column: &Column, at: At<'_>) -> bool {
        self.bound.is_none()
            && column.generated.is_some()
            && (self.in_parents(column, at))
                .any(|found| found.generated == column.generated && found.default == column.default)
    }

    fn not_null(&self, column: &Column, at: At<'_>) -> NotNull {
        if at.snapshot.major >= 18 {
            let own =
                constraints(at).find(|(_, c)| c.within && !c.is_taken_over() && c.is_of(column));
            let Some((id, constraint)) = own else {
                return NotNull::Absent;
            };
            let usual = format!("{}_{}_not_null", at.id().name, column.name);
            let mut clause = String::new();
            if id.name != usual || is_taken_elsewhere(at, &usual) {
                clause.push_str(&format!("CONSTRAINT {} ", identifier(&id.name)));
            }
            clause.push_str("NOT NULL");
            if constraint.definition.ends_with(" NO INHERIT") {
                clause.push_str(" NO INHERIT");
            }
            return NotNull::Clause(clause);
        }
        let is_inherited = self.bound.is_none() && self.in_parents(column, at).any(|c| c.not_null);
        if column.not_null && !is_inherited {
            NotNull::Clause("NOT NULL".to_owned())
        } else {
            NotNull::Absent
        }
    }

    /// What an inherited column has of its own.
    pub(super) fn inherited_settings(&self, column: &Column, at: At<'_>) -> Vec<String> {
        let mut settings = Vec::new();
        if self.declares(column) {
            return settings;
        }
        let name = identifier(&column.name);
        let in_parents: Vec<_> = self.in_parents(column, at).collect();
        let is_taken_over = matches!(in_parents.as_slice(), [one] if one.default == column.default);
        match &column.default {
            _ if column.generated.is_some() || column.waits || is_taken_over => {}
            Some(default) => settings.push(format!("ALTER COLUMN {name} SET DEFAULT {default}")),
            None if self.has_parents_default(column, at) => {
                settings.push(format!("ALTER COLUMN {name} SET DEFAULT NULL"));
            }
            None => {}
        }
        let is_refused_above = in_parents.iter().any(|column| column.not_null);
        if at.snapshot.major < 18 && column.not_null && !is_refused_above {
            settings.push(format!("ALTER COLUMN {name} SET NOT NULL"));
        }
        settings
    }

    /// The columns of the parents that it is merged with.
    fn in_parents<'a>(
        &'a self,
        column: &'a Column,
        at: At<'a>,
    ) -> impl Iterator<Item = &'a Column> {
        let tables = parents(at).filter_map(|parent| match &parent.object().definition {
            Definition::Table(table) => Some(table),
            _ => None,
        });
        tables.filter_map(|table| table.columns.iter().find(|found| found.name == column.name))
    }
}

fn constraints<'a>(at: At<'a>) -> impl Iterator<Item = (&'a Id, &'a Constraint)> {
    at.members()
        .filter_map(|member| match &member.object().definition {
            Definition::Constraint(constraint) => Some((member.id(), constraint)),
            _ => None,
        })
}
