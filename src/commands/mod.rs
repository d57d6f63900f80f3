//! One file a subcommand: its request, then load, plan, act, return an outcome.
//! The only place where workshops meet. No SQL, no printing.

pub mod baseline;
pub mod create;
pub mod down;
pub mod drop;
pub mod dump;
pub mod load_schema;
pub mod new;
pub mod protect;
pub mod redo;
pub mod repair;
pub mod seed;
pub mod status;
pub mod up;
pub mod wait;

mod alone;
mod consent;
mod context;
mod corrections;
mod database;
mod dry_run;
mod dump_names;
mod elsewhere;
mod endpoint;
mod existing;
mod failures;
mod footing;
mod interrupts;
mod ledger_model;
mod load;
mod load_failures;
mod lock_wait;
mod password;
mod pooled;
mod prepare;
mod protection;
mod reach;
mod reading;
mod run;
mod schema_rewrite;
mod server_wait;
mod step_failures;
mod steps;
mod trial;
mod trial_failures;
mod whole;

pub use consent::Confirmation;
pub use context::Context;
pub use protection::Protected;
pub use schema_rewrite::SchemaWriting;
