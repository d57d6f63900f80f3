//! One file a subcommand: its request, then load, plan, act, return an outcome.
//! The only place where workshops meet. No SQL, no printing.

pub mod baseline;
pub mod create;
pub mod down;
pub mod drop;
pub mod new;
pub mod protect;
pub mod redo;
pub mod repair;
pub mod status;
pub mod up;
pub mod wait;

mod alone;
mod consent;
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
mod reach;
mod run;
mod server_wait;
mod step_failures;
mod steps;

pub use consent::Confirmation;
pub use context::Context;
pub use protection::Protected;
