//! Rows that satisfy a table's constraints, the same from the same seed.
//!
//! A [`Catalogue`] goes in, CSV comes out: [`scope()`] says which tables get rows, in which order,
//! and what to read of those that are there; [`Generation`] plans all of them before it makes the
//! first row, or says which [`Obstacle`] there is. What constraints say of a column guides the
//! choice of its values; every row is then held against every constraint that is understood. Pure:
//! no I/O, no clock, and chance only out of the seed.

mod calendar;
mod column_type;
mod compile;
mod copy_text;
mod csv;
mod decimal;
mod expression;
mod facts;
mod generation;
mod keys;
mod maker;
mod meaning;
mod model;
mod obstacle;
mod parents;
mod pattern;
mod random;
mod reading;
mod rows;
mod scope;
mod shape;
mod table_plan;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub use column_type::{Domain, Odd, Padding, Type, Zone};
pub use compile::Untested;
pub use generation::{Batch, Choices, Form, Generation, Present, Rest};
pub use model::{
    Catalogue, Check, Column, Element, Exclusion, Filled, Key, MOST_COUNTED, Matching, Nulls,
    Reference, Table,
};
pub use obstacle::Obstacle;
pub use scope::{Origin, Read, ReadOf, Scope, Share, Wish, scope};
pub use words::Locale;
