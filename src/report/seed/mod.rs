//! Seeds: a line a file, what a run did in all, and how a file fails.

mod failed;
mod generated;
mod listed;
mod loaded;
mod numbers;
mod refused;

pub(super) use failed::{NOTHING, are_there, ended, refused, unknown};
pub(super) use generated::{generated, generated_summary};
pub(super) use listed::{list, list_summary};
pub(super) use loaded::{lines, progress, summary};
pub(super) use refused::{not_generated, pending, reset_reaches};
