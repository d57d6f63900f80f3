//! One running server of a given major, shared by all tests of a run or private to one test.
//!
//! The shared one keeps its data in the target folder, or in the one that `PROJ_MIGRATE_TEST_DATA`
//! names, and is joined by every test process; it stays up for a while after the last, so that a run
//! with a process a test starts it once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use proj_migrate::server::{EmbeddedKind, EmbeddedRequest, Linger, RunningServer};

use super::database::Database;
use super::majors::programs;
use super::project::Project;
use super::session::Session;

/// Speed instead of durability; a crash of the machine costs a `cargo clean`.
const SETTINGS: [&str; 4] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    // Before 14 the default was md5, which tests that ask for SCRAM can't use.
    "password_encryption=scram-sha-256",
];

/// What must be free of a file system in memory, in bytes: several times what such a server takes.
const IN_MEMORY: u64 = 4 << 30;

/// Long enough for a test runner to start its next process.
const LINGER: Linger = Linger(Duration::from_secs(10));

static SHARED: Mutex<BTreeMap<u32, Arc<RunningServer>>> = Mutex::new(BTreeMap::new());

/// A running server.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) major: u32,
    running: Arc<RunningServer>,
}

impl Server {
    /// The server of this major that all tests share. What belongs to the whole server, such as a
    /// role, needs a name of its own.
    #[track_caller]
    pub(crate) fn shared(major: u32) -> Self {
        let folder = shared_data().join(format!("postgres-{major}"));
        // A test that panicked while it started a server left nothing half done behind.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let running = shared
            .entry(major)
            .or_insert_with(|| start(major, Home::kept(folder, LINGER), &[]));
        Self {
            major,
            running: Arc::clone(running),
        }
    }

    /// A server for this test alone, gone with it: for tests that break or reconfigure servers. Its
    /// data are in memory where the system has room for that.
    #[track_caller]
    pub(crate) fn scratch(major: u32) -> Self {
        Self::scratch_with(major, &[])
    }

    /// As [`Self::scratch`], with these settings (`name=value`).
    #[track_caller]
    pub(crate) fn scratch_with(major: u32, settings: &[String]) -> Self {
        let folder = memory().unwrap_or_else(std::env::temp_dir);
        Self {
            major,
            running: start(major, Home::scratch(folder), settings),
        }
    }

    /// A server on the data in this folder, made if there are none; stops when the last clone is
    /// dropped.
    #[track_caller]
    pub(crate) fn kept(major: u32, folder: PathBuf) -> Self {
        let home = Home::kept(folder, Linger::default());
        Self {
            major,
            running: start(major, home, &[]),
        }
    }

    /// A fresh, empty database.
    pub(crate) fn database(&self) -> Database {
        Database::create(self)
    }

    /// An empty project folder with a fresh database.
    pub(crate) fn project(&self) -> Project {
        Project::new(self.database())
    }

    /// The folder of its socket.
    pub(crate) fn socket_dir(&self) -> &Path {
        &self.running.socket_dir
    }

    /// The URL of one of its databases, as the superuser.
    pub(crate) fn url(&self, database: &str) -> String {
        self.url_as("postgres", database)
    }

    /// The URL of one of its databases, as a role that needs no password.
    pub(crate) fn url_as(&self, role: &str, database: &str) -> String {
        format!(
            "postgres://{role}@/{database}?host={}",
            self.socket_dir().display()
        )
    }

    /// Sends this signal to its postmaster.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let file = self.query("select pg_read_file('postmaster.pid')");
        let pid = file.lines().next().unwrap().parse().unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(pid).unwrap(), signal)
            .unwrap();
    }

    /// What the statements give in the database `postgres`; see [`Session::query`].
    #[track_caller]
    pub(crate) fn query(&self, sql: &str) -> String {
        Session::open(&self.url("postgres")).query(sql)
    }
}

/// Where the shared servers keep their data.
fn shared_data() -> PathBuf {
    let named = std::env::var_os("PROJ_MIGRATE_TEST_DATA");
    named.map_or_else(|| env!("CARGO_TARGET_TMPDIR").into(), PathBuf::from)
}

/// A folder that lies in memory and has room for a server.
fn memory() -> Option<PathBuf> {
    let folder = PathBuf::from("/dev/shm");
    let found = rustix::fs::statvfs(&folder).ok()?;
    (found.f_bavail * found.f_frsize >= IN_MEMORY).then_some(folder)
}

/// Where a server lives, and for how long.
struct Home {
    kind: EmbeddedKind,
    temp_dir: PathBuf,
    linger: Linger,
}

impl Home {
    fn scratch(temp_dir: PathBuf) -> Self {
        Self {
            kind: EmbeddedKind::Scratch,
            temp_dir,
            linger: Linger::default(),
        }
    }

    fn kept(folder: PathBuf, linger: Linger) -> Self {
        Self {
            kind: EmbeddedKind::Kept { folder },
            temp_dir: std::env::temp_dir(),
            linger,
        }
    }
}

#[track_caller]
fn start(major: u32, home: Home, settings: &[String]) -> Arc<RunningServer> {
    let always = SETTINGS.map(str::to_owned).to_vec();
    let request = EmbeddedRequest {
        kind: home.kind,
        search: programs(major),
        watchdog_exe: PathBuf::from(env!("CARGO_BIN_EXE_proj-migrate")),
        temp_dir: home.temp_dir,
        linger: home.linger,
        settings: [always, settings.to_vec()].concat(),
    };
    match request.start() {
        Ok(running) => Arc::new(running),
        Err(error) => panic!("PostgreSQL {major} does not start: {error:?}"),
    }
}
