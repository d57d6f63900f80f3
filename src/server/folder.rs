//! Where a server's files lie: kept data in the project, or where the server's user can reach
//! them; sockets and scratch data in a short temporary folder.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::account::Account;
use super::error::ServerError;

/// Kept data of projects that root's stand-in can't enter; one folder a project.
const KEPT_OUTSIDE: &str = "/var/lib/proj-migrate";

/// Marks a temporary folder as ours, for those who clean up after a crash.
pub(crate) const TEMPORARY_PREFIX: &str = "proj-migrate-";

/// The longest path that fits `sockaddr_un` on Linux, its final NUL excluded.
const LONGEST_SOCKET_PATH: usize = 107;

/// A folder for kept data that the server's user can enter.
#[derive(Debug)]
pub(crate) struct KeptFolder {
    /// Absolute, existing; holds `data`, `log` and the lock files.
    pub(crate) path: PathBuf,
    /// What the user should know about it, as one sentence.
    pub(crate) notice: Option<String>,
    /// Who runs the server on it.
    pub(crate) account: Account,
}

impl KeptFolder {
    /// The folder asked for, or one outside the project where the server's user can't enter it.
    ///
    /// # Errors
    /// When neither can be made, or the data there belong to somebody else.
    pub(crate) fn open(asked: &Path) -> Result<Self, ServerError> {
        let path = make_folder(asked)?;
        let account = Account::choose(&path.join("data"))?;
        if account.can_enter(&path) {
            return Ok(Self {
                path,
                notice: None,
                account,
            });
        }
        let digest = Sha256::digest(path.as_os_str().as_bytes());
        let name: String = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let outside = make_folder(&Path::new(KEPT_OUTSIDE).join(name))?;
        let account = Account::choose(&outside.join("data"))?;
        let notice = format!(
            "user {} runs the server and cannot enter {}; its data are kept in {}",
            account.name(),
            path.display(),
            outside.display()
        );
        Ok(Self {
            path: outside,
            notice: Some(notice),
            account,
        })
    }
}

/// Makes the folder and hides its contents from git; its absolute path.
fn make_folder(path: &Path) -> Result<PathBuf, ServerError> {
    fs::create_dir_all(path).map_err(ServerError::files("make", path))?;
    let ignore = path.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n").map_err(ServerError::files("write", &ignore))?;
    }
    path.canonicalize()
        .map_err(ServerError::files("find", path))
}

/// Makes a new folder, open to the account alone, whose path leaves room for a socket's name.
///
/// # Errors
/// [`ServerError::NoSocketFolder`] when neither `temp_dir` nor `/tmp` will do.
pub(crate) fn make_temporary(temp_dir: &Path, account: Account) -> Result<PathBuf, ServerError> {
    let suits = |base: &&Path| {
        let longest = base.as_os_str().len() + "/proj-migrate-00000000/.s.PGSQL.5432".len();
        base.is_absolute()
            && longest <= LONGEST_SOCKET_PATH
            && base.is_dir()
            && account.can_enter(base)
    };
    let base = [temp_dir, Path::new("/tmp")]
        .into_iter()
        .find(suits)
        .ok_or_else(|| ServerError::NoSocketFolder(temp_dir.to_owned()))?;
    loop {
        let path = base.join(format!("{TEMPORARY_PREFIX}{:08x}", fastrand::u32(..)));
        // The server trusts whoever reaches its socket: the folder's mode is the password.
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => {
                account.own(&path)?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(ServerError::files("make", path)(error)),
        }
    }
}

/// Removes a folder of ours; one that is gone already is fine.
pub(crate) fn remove(path: &Path) -> Result<(), ServerError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(ServerError::files("remove", path)(error))
        }
        _ => Ok(()),
    }
}
