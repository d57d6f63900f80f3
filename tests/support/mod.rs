//! The fixture of the integration tests: real servers of every major asked for, a fresh database a
//! test, the real binary in a project folder of its own.
//!
//! ```ignore
//! for_each_major(|server| {
//!     let project = server.project();
//!     project.migration("0001_a.sql", "-- migrate:up\ncreate table a();\n");
//!     project.run("up").succeeds().stdout("…");
//!     assert_eq!(project.query("select count(*) from a"), "0");
//! });
//! ```
#![allow(
    dead_code,
    unused_imports,
    reason = "each test file is a crate of its own and uses a part of the fixture"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a fixture fails by panicking, says what it keeps, and is told by the environment"
)]

mod awaiting;
mod cut;
mod database;
mod dbmate;
mod door;
mod dump;
mod fault;
mod faulty_wire;
mod frames;
mod lane;
mod majors;
mod pooler;
mod programs;
mod project;
mod ran;
mod redact;
mod role;
mod running;
mod schema;
mod server;
mod session;
mod terminal;
mod transcript;
mod wire;

pub(crate) use awaiting::eventually;
pub(crate) use cut::{Cut, Moment};
pub(crate) use database::Database;
pub(crate) use dbmate::DbmateRan;
pub(crate) use door::{Behind, Door, tcp_port_to};
pub(crate) use dump::{Rights, pg_dump, pg_dump_of};
pub(crate) use fault::{Fate, Fault, Traffic, Until, Way};
pub(crate) use faulty_wire::FaultyWire;
pub(crate) use majors::{
    each_major, for_each_major, for_each_major_at_once, for_the_newest_major, installed_majors,
    majors, newest_major, programs,
};
pub(crate) use pooler::Pooler;
pub(crate) use programs::{dbmate, pgbouncer, pgpool, psql};
pub(crate) use project::Project;
pub(crate) use ran::Ran;
pub(crate) use role::Role;
pub(crate) use running::Running;
pub(crate) use schema::{SCHEMA, fits_schema, wants_json};
pub(crate) use server::Server;
pub(crate) use session::Session;
pub(crate) use terminal::Terminal;
pub(crate) use wire::Wire;
