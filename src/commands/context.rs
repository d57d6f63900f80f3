//! What every command that reads migrations or a database is given.

use std::path::PathBuf;

use crate::server::BinarySearch;
use crate::target::{Endpoint, LedgerName, Timeouts};

/// The settings that commands share.
#[derive(Debug, Clone)]
pub struct Context {
    /// Where to connect.
    pub endpoint: Endpoint,
    /// The ledger's name.
    pub ledger: LedgerName,
    /// The migrations folders, in the order given.
    pub migrations_dirs: Vec<PathBuf>,
    /// The waiting times.
    pub timeouts: Timeouts,
    /// What starting a private server needs.
    pub private: PrivateServer,
}

/// What starting a private server needs to know of this machine.
#[derive(Debug, Clone)]
pub struct PrivateServer {
    /// Where the server's programs are looked for.
    pub search: BinarySearch,
    /// This program's own file, which becomes the watchdog.
    pub program: PathBuf,
    /// Where temporary folders are made.
    pub temp_dir: PathBuf,
}
