//! The proof of `dump` and `load`, whose judge is PostgreSQL's own pg_dump: a schema made by a
//! script is dumped by us and loaded by us into one database, dumped by pg_dump and loaded by psql
//! into another, and then pg_dump must see no difference between the two. Our dump of the copy is
//! the same bytes as the first, and so is its fingerprint.
//!
//! A case is a file in `cases/`; what is for some majors only stands in psql's `\if :pg15`. What
//! pg_dump may see is in `exceptions.txt`, each with its reason.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot prepare its case fails; what was compared is shown"
)]

#[path = "../support/mod.rs"]
mod support;

mod beyond;
mod broken;
mod cases;
mod catalogues;
mod concurrent;
mod corpora;
mod deparsed;
mod exceptions;
mod left_out;
mod proof;
mod scripts;
mod stillness;
