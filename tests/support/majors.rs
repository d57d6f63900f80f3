//! Which server majors the tests run on (`PROJ_MIGRATE_TEST_MAJORS`, default `15 18`) and where
//! their programs are: where `scripts/install-servers` puts them, else where the system has them.

use std::env;
use std::path::{Path, PathBuf};
use std::thread;

use proj_migrate::server::{Binaries, BinarySearch};

use super::server::Server;

/// Runs the test on the shared server of every major asked for, one after the other; a failure
/// names the major.
pub(crate) fn for_each_major(test: impl Fn(&Server)) {
    each_major(|major| test(&Server::shared(major)));
}

/// The same on all of them at once: for tests that do little but wait.
pub(crate) fn for_each_major_at_once(test: impl Fn(&Server) + Sync) {
    thread::scope(|scope| {
        for major in majors() {
            let test = &test;
            scope.spawn(move || {
                let named = NamedWhenPanicking(major);
                test(&Server::shared(major));
                drop(named);
            });
        }
    });
}

/// The same on the newest of them only: for what is no matter of the server's version.
pub(crate) fn for_the_newest_major(test: impl Fn(&Server)) {
    if let Some(major) = newest_major() {
        test(&Server::shared(major));
    }
}

/// The newest of them; `None` when `PROJ_MIGRATE_TEST_NEWEST` names another one, which is tried
/// elsewhere.
pub(crate) fn newest_major() -> Option<u32> {
    let newest = env::var("PROJ_MIGRATE_TEST_NEWEST").ok();
    let major = majors().pop();
    major.filter(|major| newest.is_none_or(|newest| newest == major.to_string()))
}

/// As [`for_each_major`], for tests that start servers of their own.
pub(crate) fn each_major(test: impl Fn(u32)) {
    for major in majors() {
        let named = NamedWhenPanicking(major);
        test(major);
        drop(named);
    }
}

/// The majors asked for, in the order given.
pub(crate) fn majors() -> Vec<u32> {
    let asked = env::var("PROJ_MIGRATE_TEST_MAJORS").unwrap_or_else(|_| "15 18".to_owned());
    let majors: Vec<u32> = asked
        .split_whitespace()
        .map(|major| major.parse().unwrap())
        .collect();
    assert!(
        !majors.is_empty(),
        "PROJ_MIGRATE_TEST_MAJORS names no major: a test on servers does not belong in the set units"
    );
    majors
}

/// Those that `scripts/install-servers` has put in place, asked for or not; ascending.
pub(crate) fn installed_majors() -> Vec<u32> {
    let entries = folders().into_iter().flat_map(|folder| folder.read_dir());
    let names = entries.flatten().flatten().map(|entry| entry.file_name());
    let mut majors: Vec<u32> = names
        .filter_map(|name| name.to_str()?.parse().ok())
        .collect();
    majors.sort_unstable();
    majors.dedup();
    majors
}

/// The server programs of this major.
#[track_caller]
pub(crate) fn programs(major: u32) -> BinarySearch {
    let installed = folders()
        .into_iter()
        .map(|folder| folder.join(major.to_string()).join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    let search = BinarySearch {
        explicit: installed
            .filter(|folder| folder.join("postgres").exists())
            .take(1)
            .collect(),
        path_dirs: env::split_paths(&path).collect(),
    };
    match search.of_major(major, Path::new("the tests")) {
        Ok(Binaries { bin_dir, .. }) => BinarySearch {
            explicit: vec![bin_dir],
            path_dirs: Vec::new(),
        },
        Err(error) => panic!(
            "no PostgreSQL {major} to test on: run scripts/install-servers {major} ({error})"
        ),
    }
}

/// Where `scripts/install-servers` puts servers; its comment says why there.
pub(crate) fn folders() -> Vec<PathBuf> {
    if let Some(folder) = env::var_os("PROJ_MIGRATE_TEST_SERVERS") {
        return vec![folder.into()];
    }
    let caches = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let caches = caches.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    let own = caches.map(|folder| folder.join("proj-migrate/servers"));
    own.into_iter()
        .chain([PathBuf::from("/var/cache/proj-migrate-servers")])
        .collect()
}

struct NamedWhenPanicking(u32);

impl Drop for NamedWhenPanicking {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was on PostgreSQL {}", self.0);
        }
    }
}
