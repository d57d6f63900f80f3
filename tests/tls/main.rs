//! Connections over TLS, to servers of every major with certificates made by the tests: what each
//! `sslmode` asks, what it refuses, and in which words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod authority;
mod certificates;
mod clients;
mod modes;
mod pooler;
mod server;
mod tap;
mod wire;
