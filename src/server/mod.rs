//! The private server: finds PostgreSQL's programs, makes a cluster, starts it on a Unix socket,
//! and sees to it that nothing is left when we are gone, however we go.
//!
//! A *watchdog*, our own binary again, is the server's parent. It holds a pipe of ours: when the
//! pipe closes (success, panic, kill -9 alike) and no other command has joined, it stops the server
//! and removes what was temporary. This room reads no environment and prints nothing: paths come
//! with the request, words go back in values.

mod account;
mod advice;
mod binaries;
mod cluster;
mod embedded;
mod ending;
mod error;
mod folder;
mod locks;
mod order;
mod pidfile;
mod running;
mod watchdog;

pub use binaries::{Binaries, BinarySearch};
pub use embedded::{EmbeddedKind, EmbeddedRequest, Linger};
pub use error::ServerError;
pub use running::{Ending, RunningServer};
pub use watchdog::{WATCHDOG_COMMAND, run_watchdog};
