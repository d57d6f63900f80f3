//! Where a private server's programs and temporary files are looked for.

use std::path::PathBuf;

/// What the environment says about programs and temporary files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerSearch {
    /// Folders the user named (`PROJ_MIGRATE_PG_BIN`); if any, only these are looked at.
    pub explicit: Vec<PathBuf>,
    /// The folders of `PATH`, in its order.
    pub path_dirs: Vec<PathBuf>,
    /// Where temporary folders are made.
    pub temp_dir: PathBuf,
}
