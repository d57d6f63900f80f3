//! Finds and reads migration files, and writes new ones, never overwriting.
//!
//! Synchronous, so that a thread can read while the connection is made. What the
//! text means is `migration`'s business; which file runs is `plan`'s.

mod error;
mod folder;
mod large;
mod read;
mod unread;
mod write;

pub use error::SourceError;
pub use read::{read_migrations, read_versions};
pub use write::create_migration;
