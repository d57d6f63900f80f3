//! `seed generate`: rows that real servers take, of the example platform and of forty tables with every
//! kind of constraint.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod example;
mod forty;
mod refusals;
mod runs;
