//! Lossless lexing, statement splitting, statement classification and positions. Pure.

use std::ops::Range;

/// placeholder
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// bytes
    pub span: Range<usize>,
    /// data lines
    pub copy_data: Option<Range<usize>>,
    /// kind
    pub kind: StatementKind,
}
/// placeholder
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementKind {
    /// other
    Other,
}
