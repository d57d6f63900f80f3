//! Against dbmate itself: the same folders, run by both on two databases, give the same, whoever
//! begins and whoever goes on; where we differ on purpose, both sides of the difference are shown.
//!
//! `folders.rs` generates projects that dbmate runs well, `agreement.rs` compares what they lead to,
//! `handover.rs` passes databases on, `differences.rs` has the list that README repeats.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of it is tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod agreement;
mod commands;
mod differences;
mod folders;
mod handover;
