//! Who runs the server. PostgreSQL refuses to run as root, so root (CI containers) hands it to the
//! owner of existing data, else to `postgres`, else to `nobody`; everybody else runs it themselves.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::ServerError;

/// The user that owns the server's files and processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// The user we are.
    Ourselves,
    /// Another one; only root can say this.
    Other {
        /// User id, never 0.
        uid: u32,
        /// Group id.
        gid: u32,
    },
}

impl Account {
    /// The account for a server on `data`, which need not exist yet.
    ///
    /// # Errors
    /// [`ServerError::NotOurs`] when we may not act for the owner of the data,
    /// [`ServerError::NoUnprivilegedUser`] when root finds nobody to run the server as.
    pub(crate) fn choose(data: &Path) -> Result<Self, ServerError> {
        let we = rustix::process::geteuid();
        let owner = fs::metadata(data).ok();
        if !we.is_root() {
            return match owner {
                Some(meta) if meta.uid() != we.as_raw() => Err(ServerError::NotOurs {
                    data: data.to_owned(),
                    owner: meta.uid(),
                }),
                _ => Ok(Self::Ourselves),
            };
        }
        if let Some(meta) = owner {
            return match meta.uid() {
                0 => Err(ServerError::NotOurs {
                    data: data.to_owned(),
                    owner: 0,
                }),
                uid => Ok(Self::Other {
                    uid,
                    gid: meta.gid(),
                }),
            };
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| account_in(&passwd, name))
            .ok_or(ServerError::NoUnprivilegedUser)
    }

    /// A command that runs as this account with a clean environment, away from our folder.
    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // LC_ALL: messages and the postmaster's own locale must not depend on who called us.
        command
            .env_clear()
            .env("LC_ALL", "C")
            .env("PATH", "/usr/bin:/bin");
        command.current_dir("/").stdin(Stdio::null());
        if let Self::Other { uid, gid } = self {
            // As root this also drops the supplementary groups.
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Whether this account can enter the folder.
    pub(crate) fn can_enter(self, folder: &Path) -> bool {
        if self == Self::Ourselves {
            return true;
        }
        // Asked of the system itself: permission bits alone don't know access lists or mounts.
        let mut shell = self.command(Path::new("/bin/sh"));
        shell.args(["-c", "cd -- \"$1\"", "sh"]).arg(folder);
        shell.stdout(Stdio::null()).stderr(Stdio::null());
        shell.status().is_ok_and(|status| status.success())
    }

    /// Makes this account the owner of a file or folder of ours.
    pub(crate) fn own(self, path: &Path) -> Result<(), ServerError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid } => {
                chown(path, Some(uid), Some(gid)).map_err(ServerError::files("give away", path))
            }
        }
    }

    /// The name for messages; the number where `/etc/passwd` has none.
    pub(crate) fn name(self) -> String {
        let Self::Other { uid, .. } = self else {
            return "ourselves".to_owned();
        };
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let known = passwd
            .lines()
            .find(|line| line.split(':').nth(2) == Some(&uid.to_string()));
        known
            .and_then(|line| line.split(':').next())
            .map_or_else(|| uid.to_string(), str::to_owned)
    }
}

/// The unprivileged account of this name in a passwd(5) file.
fn account_in(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid = fields.next()?.parse().ok().filter(|&uid| uid != 0)?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account::Other { uid, gid })
}

#[cfg(test)]
mod tests {
    use super::{Account, account_in};

    #[test]
    fn finds_unprivileged_accounts_only() {
        let passwd =
            "root:x:0:0::/root:/bin/sh\nboss:x:0:0::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";
        assert_eq!(
            account_in(passwd, "postgres"),
            Some(Account::Other { uid: 101, gid: 104 })
        );
        assert_eq!(
            account_in(passwd, "boss"),
            None,
            "a second root is still root"
        );
        assert_eq!(account_in(passwd, "nobody"), None);
    }
}
