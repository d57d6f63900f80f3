//! How the rows of one table are made: decided once, before the first row.

use std::sync::Arc;

use super::column_type::Type;
use super::expression::{Comparison, Expression};
use super::facts::{Facts, Nullness};
use super::keys::KeyPlan;
use super::maker::Maker;
use super::model::Matching;

/// How the rows of one table are made.
#[derive(Debug, Clone)]
pub(super) struct TablePlan {
    /// `schema.table`
    pub(super) title: String,
    /// The table's index in the catalogue.
    pub(super) table: usize,
    /// How many rows.
    pub(super) rows: u64,
    /// How each column gets its value.
    pub(super) columns: Vec<ColumnPlan>,
    /// The columns in the order in which they get it.
    pub(super) order: Vec<usize>,
    /// The columns that are written.
    pub(super) written: Vec<usize>,
    /// Foreign keys in the order in which they choose.
    pub(super) references: Vec<ReferencePlan>,
    /// The ways in which constraints can hold; never empty.
    pub(super) ways: Vec<Way>,
    /// Constraints over several columns.
    pub(super) rules: Vec<Rule>,
    /// What must be unique.
    pub(super) keys: Vec<KeyPlan>,
}

/// How a column gets its value.
#[derive(Debug, Clone)]
pub(super) struct ColumnPlan {
    /// From where.
    pub(super) source: Source,
    /// In how many rows of a hundred it is NULL, where it may be.
    pub(super) null_percent: u8,
    /// Constraints over it alone.
    pub(super) rules: Vec<Rule>,
    /// How many characters a text may have.
    pub(super) most: Option<u32>,
    /// What it is compared with.
    pub(super) links: Vec<Link>,
    /// What it must equal, made of itself: `lower(email)`.
    pub(super) normal: Vec<Expression>,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// The number behind that of the row before; the first row has this one.
    Number(i64),
    /// The maker of the row's way.
    Made,
    /// A foreign key.
    Referred,
    /// Other columns. The server computes generated columns itself; constraints want to know.
    Computed(Expression),
    /// The server fills it in, with what isn't known here.
    Default,
}

/// A named constraint.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    /// Its name.
    pub(super) name: String,
    /// As the server deparses it.
    pub(super) text: String,
    /// What must not be false.
    pub(super) expression: Expression,
}

/// A bound that other columns set.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// How the column compares to the other side.
    pub(super) comparison: Comparison,
    /// The other side.
    pub(super) other: Expression,
    /// Whether a constraint wants it, or only looks.
    pub(super) force: Force,
}

/// Whether a bound must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Force {
    /// A constraint says so.
    Rule,
    /// It looks better: `updated_at` behind `created_at`.
    Looks,
}

/// One way in which constraints can hold.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// What is known of each column.
    pub(super) facts: Vec<Facts>,
    /// The makers of the columns that are made. Ways share those in which they don't differ.
    pub(super) makers: Vec<Option<Arc<Maker>>>,
    /// What the partition takes.
    pub(super) partition: Option<Expression>,
}

/// How a foreign key chooses what to refer to.
#[derive(Debug, Clone)]
pub(super) struct ReferencePlan {
    /// The constraint's name.
    pub(super) name: String,
    /// The columns that refer.
    pub(super) columns: Vec<usize>,
    /// Which list of parents.
    pub(super) parents: usize,
    /// Whether it refers to the table itself; then, to which columns.
    pub(super) own: Option<Vec<usize>>,
    /// Places in `columns` that an earlier foreign key has set.
    pub(super) shared: Vec<usize>,
    /// What NULLs mean.
    pub(super) matching: Matching,
    /// In how many rows of a hundred it refers to nothing, where it may.
    pub(super) null_percent: u8,
}

impl Way {
    /// Whether a column may be, must be or must not be NULL.
    pub(super) fn nullness(&self, column: usize) -> Nullness {
        self.facts
            .get(column)
            .map_or(Nullness::Allowed, |facts| facts.nullness)
    }

    /// The maker of a column.
    pub(super) fn maker(&self, column: usize) -> Option<&Arc<Maker>> {
        self.makers.get(column).and_then(Option::as_ref)
    }
}

impl TablePlan {
    /// The foreign key that sets a column.
    pub(super) fn reference_of(&self, column: usize) -> Option<usize> {
        self.references.iter().position(|reference| {
            let mut placed = reference.columns.iter().enumerate();
            placed.any(|(at, it)| *it == column && !reference.shared.contains(&at))
        })
    }
}

/// Whether a type is one of those that have a before and an after.
pub(super) fn is_moment(kind: &Type) -> bool {
    matches!(kind.base(), Type::Date | Type::Timestamp(_))
}
