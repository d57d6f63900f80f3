//! Sections without transaction that stopped midway, and the next run: it ends right, or stops
//! in doubt with advice that works.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of it is tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod doubt;
mod edits;
mod interruption;
mod invalid;
mod kinds;
mod lost;
mod reverting;
mod session;
mod status;
