//! One cluster: making its data folder and starting a server on it.
//!
//! The server listens on a Unix socket only, trusts whoever reaches it, and sorts by code point
//! everywhere alike. Options: PostgreSQL manual, "initdb" and "Server Configuration".

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::ending::sweep;
use super::error::ServerError;
use super::folder::remove;
use super::order::{Order, Place};
use super::pidfile::PidFile;

/// The port in the socket's name; the folder, not the port, tells servers apart.
pub(crate) const PORT: u16 = 5432;

/// Crash recovery after a power failure may take a while; a healthy start takes 0.1 s.
const LONGEST_START: Duration = Duration::from_secs(60);

/// Shared memory lies in the data folder: what a killed server leaves in `/dev/shm` nobody removes.
const ALWAYS: [&str; 1] = ["dynamic_shared_memory_type=mmap"];

/// Nothing survives a scratch server, so nothing is flushed.
const SCRATCH: [&str; 3] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
];

/// The folders of one server.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    /// The data folder, absolute and free of symbolic links.
    pub(crate) data: PathBuf,
    /// What the server says; emptied at each start.
    pub(crate) log: PathBuf,
    /// The folder of the socket.
    pub(crate) socket_dir: PathBuf,
}

impl Cluster {
    /// The folders for an order whose temporary folder is `temporary`.
    pub(crate) fn of(order: &Order, temporary: &Path) -> Self {
        let home = match &order.place {
            Place::Kept(folder) => folder,
            Place::Scratch => temporary,
        };
        Self {
            data: home.join("data"),
            log: home.join("log"),
            socket_dir: temporary.to_owned(),
        }
    }

    /// Makes the data folder, whole or not at all, unless it is there.
    ///
    /// # Errors
    /// [`ServerError::Start`] with what `initdb` said.
    pub(crate) fn create(&self, order: &Order) -> Result<(), ServerError> {
        if self.data.exists() {
            return Ok(());
        }
        let unfinished = self.data.with_extension("new");
        remove(&unfinished)?;
        fs::create_dir(&unfinished).map_err(ServerError::files("make", &unfinished))?;
        order.account.own(&unfinished)?;

        let initdb = order.binaries.bin_dir.join("initdb");
        let mut command = order.account.command(&initdb);
        command.arg("-D").arg(&unfinished);
        command.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
        ]);
        if order.binaries.major >= 17 {
            // Built in, hence the same everywhere: code point order, but upper() knows Unicode.
            command.args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
        }
        command.arg("--no-sync");
        let output = command
            .output()
            .map_err(ServerError::files("run", &initdb))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(ServerError::Start(format!(
                "initdb failed\n{}",
                said.trim_end()
            )));
        }
        fs::rename(&unfinished, &self.data).map_err(ServerError::files("make", &self.data))
    }

    /// Starts the server and waits until it takes connections.
    ///
    /// # Errors
    /// [`ServerError::Start`] with the end of its log when it ends or is not ready in a minute.
    pub(crate) fn start(&self, order: &Order) -> Result<Child, ServerError> {
        let postgres = order.binaries.bin_dir.join("postgres");
        let log = File::create(&self.log).map_err(ServerError::files("write", &self.log))?;
        let log_too = log
            .try_clone()
            .map_err(ServerError::files("write", &self.log))?;
        let mut command = order.account.command(&postgres);
        command
            .arg("-D")
            .arg(&self.data)
            .arg("-k")
            .arg(&self.socket_dir);
        command.args(["-h", "", "-p", &PORT.to_string()]);
        let scratch = match order.place {
            Place::Kept(_) => &[],
            Place::Scratch => SCRATCH.as_slice(),
        };
        let asked = order.settings.iter().map(String::as_str);
        for setting in ALWAYS.iter().chain(scratch).copied().chain(asked) {
            command.args(["-c", setting]);
        }
        command
            .stdout(Stdio::from(log))
            .stderr(Stdio::from(log_too));
        let mut postmaster = command
            .spawn()
            .map_err(ServerError::files("run", &postgres))?;
        if self.becomes_ready(&mut postmaster) {
            return Ok(postmaster);
        }
        // It has ended, or hangs: in both cases its log tells more than we do. A pid file that is
        // not its own belongs to a server that somebody else runs on these data.
        let pid = postmaster.id().to_string();
        postmaster.kill().and_then(|()| postmaster.wait()).ok();
        if PidFile::read(&self.data).is_some_and(|file| file.pid.to_string() == pid) {
            sweep(&self.data);
        }
        Err(ServerError::Start(format!(
            "the server did not start\n{}",
            self.end_of_log()
        )))
    }

    fn becomes_ready(&self, postmaster: &mut Child) -> bool {
        let deadline = Instant::now() + LONGEST_START;
        let pid = postmaster.id().to_string();
        while Instant::now() < deadline {
            if PidFile::read(&self.data)
                .is_some_and(|file| file.is_ready && file.pid.to_string() == pid)
            {
                return true;
            }
            if !matches!(postmaster.try_wait(), Ok(None)) {
                return false;
            }
            thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// The last lines of the log, at most ten.
    fn end_of_log(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(10);
        lines.get(from..).unwrap_or_default().join("\n")
    }
}
