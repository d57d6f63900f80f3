//! What makes a relation unfit to be the ledger.

/// What is wrong with a relation that should be the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerTrap {
    /// Not an ordinary, permanent table: `a view`, `a partitioned table`, `an unlogged table`, …
    NotATable(&'static str),
    /// It has triggers or rules; their names.
    TriggersOrRules(Vec<String>),
    /// Row security hides rows from this role.
    RowSecurity,
    /// It belongs to another tool: `golang-migrate`, `Rails`, `Ecto`.
    OtherTool(&'static str),
    /// Not on the search path, but these schemas hold one.
    ElsewhereOnly(Vec<String>),
    /// A version in it isn't a number.
    BadVersion(String),
    /// Not even the column `version`.
    NoVersionColumn,
}
