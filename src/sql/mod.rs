//! Lossless lexing, statement splitting, statement classification and positions.
//!
//! Owns what can be told from the text of a file alone, by the rules of psql's and the
//! server's scanners (`psqlscan.l`, `scan.l`, `gram.y`). Knows nothing of migrations,
//! markers or servers, and builds no syntax trees. Pure: no I/O, never panics.

mod boundary;
mod classify;
mod comments;
mod copy;
mod creation;
mod divider;
mod evidence;
#[cfg(any(test, fuzzing))]
pub mod laws;
mod lex_error;
mod lexer;
mod meta;
mod position;
mod quotes;
mod scan;
mod splitter;
mod statement;
mod stretches;
#[cfg(test)]
mod tests;
mod token;

pub use classify::{Isolation, StatementKind};
pub use comments::{LineComment, line_comments};
pub use creation::{Creation, creation, creation_of};
pub use divider::{Divider, undivided};
pub use evidence::{Evidence, Reindexed, Subject, Temporary, Unit, Units};
pub use evidence::{chains, evidence, kind_of, temporary};
pub use lex_error::{LexError, LexErrorKind};
pub use lexer::{Lexed, lex, lex_divided};
pub use position::{Position, byte_offset_of_character, position, source_line};
pub use splitter::split;
pub use statement::Statement;
pub use stretches::{Before, Content, DataEnd, Part, Parts};
pub use token::{Token, TokenKind};
