//! What a column is about, by its name and its table's: so that values look real.
//!
//! Each file holds the names that tell one kind of thing, `names.rs` how a name is read. What a
//! name says is a guess; constraints and types are heeded elsewhere.

mod names;
mod numbers;
mod text_names;
mod texts;
mod times;

pub(super) use numbers::number_range;
pub(super) use text_names::Meaning;
pub(super) use texts::text_meaning;
pub(super) use times::{Era, era, is_beginning, is_end, is_rarely_set};
