//! What is known of the tables: the constraints that rows must satisfy, as the catalogue has
//! them. Expressions are texts, as deparsed under an empty search path and in UTC.

use super::column_type::Type;

/// The tables that rows are made for, with all that they refer to.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// In no particular order; references and wishes name them by index.
    pub tables: Vec<Table>,
    /// The server's `now()`, in microseconds since 1970-01-01.
    pub now: i64,
}

/// One table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Live columns in their order.
    pub columns: Vec<Column>,
    /// CHECK constraints, those of parents included; and, of a partition, its bounds.
    pub checks: Vec<Check>,
    /// Primary key, unique constraints and unique indexes.
    pub keys: Vec<Key>,
    /// Foreign keys.
    pub references: Vec<Reference>,
    /// Exclusion constraints.
    pub exclusions: Vec<Exclusion>,
    /// Of a partitioned table: what each of its leaves takes, by name.
    pub partitions: Option<Vec<Check>>,
    /// How many rows it has; counted no further than [`MOST_COUNTED`].
    pub rows: u64,
}

/// Rows of tables that are there are counted no further.
pub const MOST_COUNTED: u64 = 1_000_000;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Whether it forbids NULL, by itself.
    pub not_null: bool,
    /// What the server fills in.
    pub filled: Filled,
}

/// What the server puts into a column that a row says nothing of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// NULL.
    Nothing,
    /// A default of no interest.
    Default,
    /// The next number of a sequence: identity columns, `serial`.
    Sequence,
    /// `generated always as (…)`: its expression. Nothing else can be put there.
    Generated(String),
}

/// A named expression that must not be false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The constraint's or the partition's name.
    pub name: String,
    /// The expression.
    pub expression: String,
}

/// What must be unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The constraint's or the index's name.
    pub name: String,
    /// What is compared.
    pub elements: Vec<Element>,
    /// Of a partial index: the rows that count.
    pub predicate: Option<String>,
    /// Whether NULLs differ from one another.
    pub nulls: Nulls,
}

/// A column or an expression of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// The column of this index.
    Column(usize),
    /// An expression.
    Expression(String),
}

/// How a unique key takes NULLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Any number of them.
    Distinct,
    /// `NULLS NOT DISTINCT`
    Same,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The constraint's name.
    pub name: String,
    /// The columns that refer.
    pub columns: Vec<usize>,
    /// The table referred to.
    pub target: usize,
    /// Its columns, in the order of `columns`.
    pub target_columns: Vec<usize>,
    /// What NULLs in some of the columns mean.
    pub matching: Matching,
}

/// The MATCH of a foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// One NULL is enough for the row to refer to nothing.
    Simple,
    /// All columns are NULL or none is.
    Full,
}

/// An exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Its name.
    pub name: String,
    /// Its elements, each with its operator.
    pub elements: Vec<(Element, String)>,
}

impl Table {
    /// `schema.name`, for messages.
    pub fn title(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }

    /// The name of the column of this index; empty for an index beyond.
    pub(super) fn column_name(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| &column.name)
    }

    /// Whether the column of this index can't be NULL.
    pub(super) fn forbids_null(&self, column: usize) -> bool {
        let column = self.columns.get(column);
        column.is_none_or(|column| column.not_null || column.kind.forbids_null())
    }

    /// Names of columns with commas between.
    pub(super) fn column_names(&self, columns: &[usize]) -> String {
        let names: Vec<&str> = columns.iter().map(|&it| self.column_name(it)).collect();
        names.join(", ")
    }
}
