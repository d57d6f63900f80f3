//! One file a subcommand: its request, then load, plan, act, return an outcome.
//! The only place where workshops meet. No SQL, no printing.

pub mod baseline;
pub mod down;
pub mod new;
pub mod protect;
pub mod redo;
pub mod repair;
pub mod status;
pub mod up;

mod alone;
mod context;
mod corrections;
mod database;
mod dry_run;
mod endpoint;
mod existing;
mod failures;
mod interrupts;
mod ledger_model;
mod load;
mod lock_wait;
mod password;
mod prepare;
mod protection;
mod run;
mod step_failures;
mod steps;

pub use context::Context;
pub use protection::Protected;
