//! Turns the arguments and the environment into command requests and ground values.
//!
//! The only room that reads the environment and `.env`. What both say is decided in this
//! order: flag; environment (`PROJ_MIGRATE_…` before `DBMATE_…`); env files in the same
//! order; default. For the connection, what a service file says comes before libpq's variables,
//! as in libpq. No message ever contains a value that may be a secret.

mod applying;
mod arguments;
mod choices;
mod command;
mod connection;
mod context;
mod correcting;
mod dbmate;
mod endpoint;
mod env_file;
mod environment;
mod error;
mod joined;
#[cfg(any(test, fuzzing))]
pub mod laws;
mod libpq;
mod password;
mod presentation;
mod preset;
#[cfg(test)]
mod properties;
mod reverting;
mod schema_files;
mod seeding;
mod server_wait;
mod service;
mod switch;
mod target;
mod values;
mod variables;

pub use arguments::arguments;
pub use command::{Command, command};
pub use environment::Environment;
pub use error::{SettingsError, failure};
pub use presentation::presentation;
