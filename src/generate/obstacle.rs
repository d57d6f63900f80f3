//! Why rows can't be made, in words that name the table, the constraint and the cure.

use std::fmt;

/// Why rows can't be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// There is no value for a column that can't be NULL and has no default.
    NoValue {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its type, or what forbids every value.
        why: String,
    },
    /// Constraints contradict each other.
    Contradiction {
        /// The table.
        table: String,
        /// The constraint at which nothing was left.
        constraint: String,
        /// Its expression.
        expression: String,
    },
    /// No row was found that satisfies a constraint.
    Unsatisfied {
        /// The table.
        table: String,
        /// The constraint.
        constraint: String,
        /// Its expression.
        expression: String,
        /// How many rows were found before.
        after: u64,
    },
    /// There are fewer different values than rows.
    TooFew {
        /// The table.
        table: String,
        /// The key.
        key: String,
        /// Its columns.
        columns: String,
        /// How many rows are possible.
        possible: u64,
        /// How many are wanted.
        wanted: u64,
    },
    /// Tables refer to each other in a circle that no NULL can break.
    Circle {
        /// The tables and foreign keys, in the circle's order.
        path: String,
    },
    /// A table has no column that takes a value.
    NoColumns {
        /// The table.
        table: String,
    },
    /// A table has no partition for its rows.
    NoPartition {
        /// The table.
        table: String,
        /// What is missing.
        why: String,
    },
    /// An exclusion constraint isn't understood.
    Exclusion {
        /// The table.
        table: String,
        /// The constraint.
        constraint: String,
    },
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoValue { table, column, why } => {
                write!(f, "no value can be made for {table}.{column}: {why}")
            }
            Self::Contradiction {
                table,
                constraint,
                expression,
            } => write!(
                f,
                "no row of {table} satisfies all its constraints: nothing is left at {constraint}, {expression}"
            ),
            Self::Unsatisfied {
                table,
                constraint,
                expression,
                after,
            } => write!(
                f,
                "no further row of {table} was found that satisfies {constraint}, {expression}, after {after} rows"
            ),
            Self::TooFew {
                table,
                key,
                columns,
                possible,
                wanted,
            } => write!(
                f,
                "{table} can take {possible} more rows, not {wanted}: {key} wants different values of {columns}"
            ),
            Self::Circle { path } => write!(
                f,
                "tables refer to each other in a circle, and no column in it may be NULL: {path}"
            ),
            Self::NoColumns { table } => {
                write!(f, "{table} has no column that a value can be made for")
            }
            Self::NoPartition { table, why } => {
                write!(f, "{table} has no partition for its rows: {why}")
            }
            Self::Exclusion { table, constraint } => write!(
                f,
                "{table}: the exclusion constraint {constraint} isn't understood"
            ),
        }
    }
}

impl Obstacle {
    /// What to do about it.
    pub fn cure(&self) -> String {
        match self {
            Self::NoValue { .. } => {
                "give the column a default, or write these rows into a seed file by hand"
            }
            Self::Contradiction { .. } | Self::Exclusion { .. } => {
                "write these rows into a seed file by hand"
            }
            Self::Unsatisfied { .. } => {
                "ask for fewer rows, or write them into a seed file by hand"
            }
            Self::TooFew { .. } => {
                "ask for fewer rows, or for more of the tables that they refer to"
            }
            Self::Circle { .. } => {
                "let one of these columns be NULL, or write these rows into a seed file by hand"
            }
            Self::NoColumns { .. } => "make its rows by a SQL seed: `insert into … default values`",
            Self::NoPartition { .. } => "create the partition, or a default one",
        }
        .to_owned()
    }
}
