//! The only room that writes to the terminal: text and JSON renderings of
//! outcomes, failures and events, through one gate.
//!
//! Renderers are pure: a failure, warning or event becomes messages or lines,
//! [`Reporter`] decides what is shown where, and only `gate` writes. stdout is
//! data; stderr is progress, warnings and errors.

mod aftermath;
mod ask;
mod blockers;
mod corrections;
mod database;
mod diff;
mod dump;
mod duration;
mod escape;
mod event;
mod failure;
mod gate;
mod heard;
mod holder;
mod json;
mod ledger_trap;
mod list;
mod load;
mod message;
mod modified;
mod panic;
mod partial;
mod plan;
mod pooler;
mod problem;
mod progress;
mod protection;
mod refusal;
mod reporter;
mod run;
mod scene;
mod screen;
mod secret;
mod seed;
mod server;
mod snippet;
mod statement;
mod status;
mod style;
mod trial;
mod warning;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod reporter_tests;
#[cfg(test)]
mod samples;

pub use panic::install_panic_hook;
pub use reporter::Reporter;
