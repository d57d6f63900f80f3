//! Regular expressions and LIKE patterns of CHECK constraints: whether a text matches, and
//! texts that do.
//!
//! PostgreSQL's advanced regular expressions (manual, "Pattern Matching"), without back
//! references and word boundaries: a pattern that needs these is not understood.

mod matching;
mod nth;
mod parse;

pub(super) use parse::similar;

/// A pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern {
    node: Node,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    /// One character out of these ranges, both ends included.
    Set(Vec<(char, char)>),
    /// The text's start.
    Start,
    /// The text's end.
    End,
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of them.
    Either(Vec<Node>),
    /// So many times; `None` for any number.
    Repeat(Box<Node>, u32, Option<u32>),
    /// What must follow, or must not, without being consumed.
    Ahead(Box<Node>, Wanted),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Present,
    Absent,
}

/// Whether `A` and `a` are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// `~`, LIKE
    Sensitive,
    /// `~*`, ILIKE
    Ignored,
}
