//! The process's surroundings as a value, so that settings can be tested without them.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

/// Where Debian, Fedora and the official images put the server's Unix socket.
const SOCKET_FOLDER: &str = "/var/run/postgresql";

/// What a process sees of the world when it starts.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The environment's variables.
    pub variables: HashMap<OsString, OsString>,
    /// The name of the user who runs us. Asked only when needed: the answer may have to
    /// come from a directory service.
    pub os_user: fn() -> Option<String>,
    /// The folder of the local server's Unix socket, if there is one.
    pub socket_folder: fn() -> Option<PathBuf>,
    /// The user's folder by the system's list of users, asked when `HOME` doesn't name it.
    pub os_home: fn() -> Option<PathBuf>,
    /// This program's own file.
    pub program: PathBuf,
    /// Where temporary files go.
    pub temp_dir: PathBuf,
    /// The time.
    pub now: DateTime<Utc>,
}

impl Environment {
    /// The user's folder, where libpq's own files lie.
    pub(super) fn home(&self) -> Option<PathBuf> {
        let home = self.variables.get(OsStr::new("HOME"));
        let home = home.filter(|home| !home.is_empty()).map(PathBuf::from);
        home.or_else(self.os_home)
    }

    /// The surroundings of this process.
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            os_user: || whoami::username().ok(),
            socket_folder: || {
                let folder = Path::new(SOCKET_FOLDER);
                folder.is_dir().then(|| folder.to_owned())
            },
            os_home: || std::env::home_dir().filter(|home| !home.as_os_str().is_empty()),
            program: std::env::current_exe().unwrap_or_else(|_| "proj-migrate".into()),
            temp_dir: std::env::temp_dir(),
            now: Utc::now(),
        }
    }
}
