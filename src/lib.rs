//! proj-migrate: migrations, seeds and schema dumps for PostgreSQL.
//!
//! The rooms and the arrows allowed between them are drawn in `ARCHITECTURE.md`;
//! `tests/architecture.rs` holds them. The ground floor (`sql`, `migration`,
//! `plan`, `schema`, `target`, `generate`, `outcome`) does no I/O.

pub mod cli;
pub mod commands;
pub mod generate;
pub mod migration;
pub mod outcome;
pub mod plan;
pub mod postgres;
pub mod report;
pub mod schema;
pub mod server;
pub mod settings;
pub mod source;
pub mod sql;
pub mod target;
