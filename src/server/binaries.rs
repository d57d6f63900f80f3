//! Finding the folder with PostgreSQL's server programs.
//!
//! Folders that the caller names are the only ones looked at; without any, `pg_config`, `PATH` and
//! the folders where systems install servers are searched together and the newest major wins.
//! Kept data decide the major themselves: only that one can open them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::advice::install_advice;
use super::error::ServerError;

/// Where systems keep one folder a major; `*` stands for one path component or the rest of it.
const USUAL_FOLDERS: [(&str, &str, &str); 6] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/usr/lib", "postgresql", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
];

/// Where to look for the programs.
#[derive(Debug, Clone, Default)]
pub struct BinarySearch {
    /// Folders the user named (`PROJ_MIGRATE_PG_BIN`); if any, only these are looked at.
    pub explicit: Vec<PathBuf>,
    /// The folders of `PATH`, in its order.
    pub path_dirs: Vec<PathBuf>,
}

/// One installation of the server programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The folder with `postgres` and `initdb`.
    pub bin_dir: PathBuf,
    /// The server's major version, such as 18.
    pub major: u32,
}

impl BinarySearch {
    /// The newest server programs.
    ///
    /// # Errors
    /// [`ServerError::NotABinDir`] for a named folder without the programs,
    /// [`ServerError::NoBinaries`] when there are none anywhere.
    pub fn newest(&self) -> Result<Binaries, ServerError> {
        self.all()?
            .into_iter()
            .next()
            .ok_or_else(|| ServerError::NoBinaries {
                advice: install_advice(None),
            })
    }

    /// The programs that can open these kept data.
    ///
    /// # Errors
    /// As [`Self::newest`], and [`ServerError::MajorMissing`] when only others are installed.
    pub fn of_major(&self, wanted: u32, data: &Path) -> Result<Binaries, ServerError> {
        let found = self.all()?;
        let majors: Vec<String> = found.iter().map(|one| one.major.to_string()).collect();
        found
            .into_iter()
            .find(|one| one.major == wanted)
            .ok_or_else(|| ServerError::MajorMissing {
                data: data.to_owned(),
                wanted,
                found: if majors.is_empty() {
                    "none".to_owned()
                } else {
                    majors.join(", ")
                },
                advice: install_advice(Some(wanted)),
            })
    }

    /// All installations, newest major first, each once; among equal majors in the order searched.
    fn all(&self) -> Result<Vec<Binaries>, ServerError> {
        let mut found: Vec<Binaries> = Vec::new();
        if self.explicit.is_empty() {
            for folder in self.candidates() {
                if let Some(binaries) = installation(&folder)
                    && !found.contains(&binaries)
                {
                    found.push(binaries);
                }
            }
        } else {
            for folder in &self.explicit {
                found.push(
                    installation(folder).ok_or_else(|| ServerError::NotABinDir(folder.clone()))?,
                );
            }
        }
        found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
        Ok(found)
    }

    fn candidates(&self) -> Vec<PathBuf> {
        let from_pg_config = self
            .path_dirs
            .iter()
            .filter_map(|dir| pg_config_bin_dir(dir));
        let from_usual = USUAL_FOLDERS
            .iter()
            .flat_map(|(base, prefix, bin)| beneath(base, prefix, bin));
        from_pg_config
            .chain(self.path_dirs.iter().cloned())
            .chain(from_usual)
            .collect()
    }
}

/// What `pg_config --bindir` in this folder answers, if it is there.
fn pg_config_bin_dir(folder: &Path) -> Option<PathBuf> {
    let pg_config = folder.join("pg_config");
    if !pg_config.is_file() {
        return None;
    }
    let output = Command::new(pg_config).arg("--bindir").output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(answer.trim()))
}

/// `base/prefix*/bin` for every entry of `base`.
fn beneath(base: &str, prefix: &str, bin: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(base) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path().join(bin))
        .collect()
}

/// The installation in this folder, its path free of symbolic links.
fn installation(folder: &Path) -> Option<Binaries> {
    let bin_dir = folder
        .join("postgres")
        .canonicalize()
        .ok()?
        .parent()?
        .to_owned();
    if !bin_dir.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(bin_dir.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    let major = major_of(&String::from_utf8(output.stdout).ok()?)?;
    Some(Binaries { bin_dir, major })
}

/// The major in `postgres --version`'s answer: `postgres (PostgreSQL) 15.18 (Debian …)`, `… 19beta1`.
fn major_of(version_line: &str) -> Option<u32> {
    let version = version_line.split(") ").nth(1)?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn reads_the_major_of_releases_and_betas() {
        let cases = [
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n",
                Some(15),
            ),
            ("postgres (PostgreSQL) 19beta1\n", Some(19)),
            ("postgres (EnterpriseDB) 9.6.24\n", Some(9)),
            ("command not found\n", None),
        ];
        for (line, major) in cases {
            assert_eq!(major_of(line), major, "{line:?}");
        }
    }
}
