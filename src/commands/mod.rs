//! One file a subcommand: its request, then load, plan, act, return an outcome.
//! The only place where workshops meet. No SQL, no printing.

pub mod down;
pub mod new;
pub mod status;
pub mod up;

mod context;

pub use context::Context;
