//! Other people's programs that the tests compare with; `scripts/install-servers` brings them.

use std::env;
use std::path::{Path, PathBuf};

use super::majors::folders;

/// dbmate, whose projects and ledgers are ours too.
#[track_caller]
pub(crate) fn dbmate() -> PathBuf {
    let candidates = folders()
        .into_iter()
        .map(|folder| folder.join("dbmate/dbmate"));
    first_existing("dbmate", candidates)
}

/// PgBouncer.
#[track_caller]
pub(crate) fn pgbouncer() -> PathBuf {
    administrators("pgbouncer")
}

/// pgpool.
#[track_caller]
pub(crate) fn pgpool() -> PathBuf {
    administrators("pgpool")
}

/// Debian installs these where only root looks.
#[track_caller]
fn administrators(name: &str) -> PathBuf {
    let folders = path().chain([PathBuf::from("/usr/sbin")]);
    first_existing(name, folders.map(|folder| folder.join(name)))
}

/// pg_dump of the newest major, which dumps servers of all.
#[track_caller]
pub(crate) fn newest_pg_dump() -> PathBuf {
    let candidates = folders()
        .into_iter()
        .map(|folder| folder.join("pg_dump/bin/pg_dump"));
    first_existing("pg_dump of the newest major", candidates)
}

/// psql itself: Debian's on `PATH` is a script that looks for it first.
#[track_caller]
pub(crate) fn psql() -> PathBuf {
    let behind = glob_bin("/usr/lib/postgresql").into_iter().chain(path());
    first_existing("psql", behind.map(|folder| folder.join("psql")))
}

fn path() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).collect::<Vec<_>>().into_iter()
}

/// `base/*/bin`, in no order.
fn glob_bin(base: &str) -> Vec<PathBuf> {
    let entries = Path::new(base).read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.path().join("bin")).collect()
}

#[track_caller]
fn first_existing(name: &str, mut candidates: impl Iterator<Item = PathBuf>) -> PathBuf {
    let found = candidates.find(|candidate| candidate.is_file());
    found.unwrap_or_else(|| panic!("no {name} to test with: run scripts/install-servers"))
}
