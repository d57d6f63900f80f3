//! `seed`: what is loaded, merged, refused and left behind, on real servers.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't write what it seeds fails"
)]

#[path = "../support/mod.rs"]
mod support;

mod csv;
mod cut;
mod endless;
mod errors;
mod examples;
mod formats;
mod hints;
mod loading;
mod merging;
mod odd_tables;
mod ordering;
mod runs;
mod slips;
