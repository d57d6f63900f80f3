//! What can keep a private server from running, with the cure where there is one.

use std::io;
use std::path::PathBuf;

/// Why a private server could not be found, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// No folder with PostgreSQL's server programs was found.
    #[error("no PostgreSQL server programs found (postgres, initdb)")]
    NoBinaries {
        /// How to install them on this system.
        advice: String,
    },
    /// A folder that the user named holds no server programs.
    #[error("{} holds no PostgreSQL server programs (postgres, initdb)", .0.display())]
    NotABinDir(PathBuf),
    /// The kept data were written by a major that isn't installed.
    #[error("the data in {} need PostgreSQL {wanted}, which was not found (found: {found})", data.display())]
    MajorMissing {
        /// The data folder.
        data: PathBuf,
        /// The major in its `PG_VERSION`.
        wanted: u32,
        /// The majors that were found, comma separated, or `none`.
        found: String,
        /// How to install that major on this system.
        advice: String,
    },
    /// We are root and there is nobody to run the server as.
    #[error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")]
    NoUnprivilegedUser,
    /// The unprivileged user can't run the programs.
    #[error("user {user} cannot enter {}, where the PostgreSQL programs are", bin_dir.display())]
    BinariesUnreachable {
        /// The folder of the programs.
        bin_dir: PathBuf,
        /// Who would run the server.
        user: String,
    },
    /// The kept data belong to somebody else.
    #[error("the data in {} belong to another user (uid {owner})", data.display())]
    NotOurs {
        /// The data folder.
        data: PathBuf,
        /// The owner's user id.
        owner: u32,
    },
    /// No temporary folder fits a socket's path.
    #[error("no temporary folder is short enough for a Unix socket and open to the server: {}", .0.display())]
    NoSocketFolder(PathBuf),
    /// The file system refused something.
    #[error("cannot {doing} {}", path.display())]
    Files {
        /// What was attempted, as a verb.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The watchdog could not be started or heard.
    #[error("cannot run the server's watchdog {}", exe.display())]
    Watchdog {
        /// The program that was to be the watchdog.
        exe: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// `initdb` or the server failed; the text holds the end of its log.
    #[error("{0}")]
    Start(String),
}

impl ServerError {
    /// The message with what the system said, in one sentence.
    #[must_use]
    pub fn with_causes(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(source) = cause {
            text.push_str(": ");
            text.push_str(&source.to_string());
            cause = source.source();
        }
        text
    }

    /// The cure, where there is one to name.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoBinaries { advice } | Self::MajorMissing { advice, .. } => Some(format!(
                "{advice}, or name their folder in PROJ_MIGRATE_PG_BIN"
            )),
            Self::NotABinDir(_) => {
                Some("name the folder that holds postgres and initdb, for example /usr/lib/postgresql/18/bin".to_owned())
            }
            Self::NoUnprivilegedUser => {
                Some("run proj-migrate as an ordinary user, or add a user named postgres".to_owned())
            }
            Self::BinariesUnreachable { .. } => {
                Some("install PostgreSQL where every user can run it".to_owned())
            }
            Self::NotOurs { .. } => {
                Some("run the command as that user or as root, or remove the folder".to_owned())
            }
            Self::NoSocketFolder(_) => Some("set TMPDIR to a short path".to_owned()),
            Self::Files { .. } | Self::Watchdog { .. } | Self::Start(_) => None,
        }
    }

    /// For `map_err`: the system refused to do this to that path.
    pub(crate) fn files(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Files {
            doing,
            path,
            source,
        }
    }
}
