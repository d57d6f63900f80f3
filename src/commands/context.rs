//! What every command that reads migrations or a database is given.

use std::path::PathBuf;

use super::protection::Protected;
use super::schema_rewrite::SchemaWriting;
use crate::plan::Warning;
use crate::schema::Platform;
use crate::target::{Endpoint, LedgerName, ServerSearch, ServerWait, Timeouts};

/// The settings that commands share.
#[derive(Debug, Clone)]
pub struct Context {
    /// Where to connect.
    pub endpoint: Endpoint,
    /// What the settings warn of; said before anything is done.
    pub warnings: Vec<Warning>,
    /// The role to become.
    pub role: Option<String>,
    /// Whether protected databases are spared.
    pub protected: Protected,
    /// How long a server that is not up yet is waited for; `None` is not at all.
    pub server_wait: Option<ServerWait>,
    /// The ledger's name.
    pub ledger: LedgerName,
    /// The migrations folders, in the order given.
    pub migrations_dirs: Vec<PathBuf>,
    /// The schema file.
    pub schema_file: PathBuf,
    /// Whether a run writes it anew.
    pub schema_writing: SchemaWriting,
    /// The hosting platform whose own objects the schema file leaves out.
    pub platform: Option<Platform>,
    /// The waiting times.
    pub timeouts: Timeouts,
    /// This program's own file, to start the private server's watchdog.
    pub program: PathBuf,
    /// Where the private server's own programs are looked for.
    pub server_search: ServerSearch,
}
