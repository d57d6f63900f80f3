//! Asking for a private server: starting one, or joining the one that runs.
//!
//! Whoever finds no server on kept data starts one, under a lock that makes newcomers wait; whoever
//! finds one joins it. The watchdog of whoever started it stops it when the last has left.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::account::Account;
use super::binaries::{Binaries, BinarySearch};
use super::cluster::PORT;
use super::ending::sweep;
use super::error::ServerError;
use super::folder::{KeptFolder, TEMPORARY_PREFIX, remove};
use super::locks::Locks;
use super::order::{Order, Place};
use super::pidfile::PidFile;
use super::running::RunningServer;

/// The message SSLRequest (PostgreSQL manual, "Message Formats").
const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// What becomes of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmbeddedKind {
    /// Kept in this folder, which is made if absent; one server for all who ask at once.
    Kept {
        /// Holds the data folder, the log and lock files.
        folder: PathBuf,
    },
    /// New and empty, thrown away afterwards; nobody else can join.
    Scratch,
}

/// How long a server outlives its last user; for a test run, in which users come and go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Linger(pub Duration);

/// A wish for a private server.
#[derive(Debug, Clone)]
pub struct EmbeddedRequest {
    /// Kept or scratch.
    pub kind: EmbeddedKind,
    /// Where the server's programs are looked for.
    pub search: BinarySearch,
    /// This program, which becomes the watchdog.
    pub watchdog_exe: PathBuf,
    /// Where temporary folders are made; `/tmp` instead where its path is too long for a socket.
    pub temp_dir: PathBuf,
    /// Zero for commands.
    pub linger: Linger,
    /// `name=value` settings for the server; those of whoever starts it count.
    pub settings: Vec<String>,
}

impl EmbeddedRequest {
    /// Starts the server, or joins the one that runs on the kept data, and returns once it takes
    /// connections: in milliseconds when joining, about a second when the data are new.
    ///
    /// # Errors
    /// Every [`ServerError`]; nothing is left running then.
    pub fn start(&self) -> Result<RunningServer, ServerError> {
        match &self.kind {
            EmbeddedKind::Kept { folder } => self.join_or_start(folder),
            EmbeddedKind::Scratch => {
                // No data exist yet that could have an owner.
                let account = Account::choose(Path::new(""))?;
                let order = self.order(Place::Scratch, self.search.newest()?, account)?;
                RunningServer::launch(&self.watchdog_exe, &order)
            }
        }
    }

    fn join_or_start(&self, asked: &Path) -> Result<RunningServer, ServerError> {
        let kept = KeptFolder::open(asked)?;
        let locks = Locks::of(&kept.path);
        let data = kept.path.join("data");
        let _gate = locks.pass_gate()?;
        let mut membership = locks.become_member()?;
        while locks.is_watched()? {
            if let Some(socket_dir) = socket_of_running(&data) {
                let major = major_of(&data).unwrap_or_default();
                return Ok(RunningServer::joined(socket_dir, major).on(kept.notice, membership));
            }
            // Its server is gone and it is tidying up. It may wait for us to leave, so we do.
            drop(membership);
            locks.outlive_watchdog()?;
            membership = locks.become_member()?;
        }
        clear_remains(&data);
        let binaries = match major_of(&data) {
            Some(major) => self.search.of_major(major, &data)?,
            None => self.search.newest()?,
        };
        let order = self.order(Place::Kept(kept.path), binaries, kept.account)?;
        let server = RunningServer::launch(&self.watchdog_exe, &order)?;
        Ok(server.on(kept.notice, membership))
    }

    fn order(
        &self,
        place: Place,
        binaries: Binaries,
        account: Account,
    ) -> Result<Order, ServerError> {
        if !account.can_enter(&binaries.bin_dir) {
            return Err(ServerError::BinariesUnreachable {
                bin_dir: binaries.bin_dir,
                user: account.name(),
            });
        }
        let temp_dir = self.temp_dir.clone();
        let (linger, settings) = (self.linger.0, self.settings.clone());
        Ok(Order {
            place,
            temp_dir,
            binaries,
            account,
            linger,
            settings,
        })
    }
}

/// The socket folder of a server on these data that answers.
fn socket_of_running(data: &Path) -> Option<PathBuf> {
    let socket_dir = PidFile::read(data).filter(|file| file.is_ready)?.socket_dir;
    answers(&socket_dir).ok()?;
    Some(socket_dir)
}

/// Asks for TLS, which needs no user and is refused on a Unix socket, and waits for the refusal.
/// Connecting alone proves nothing: the system itself accepts for a postmaster that is dying.
fn answers(socket_dir: &Path) -> io::Result<()> {
    let mut socket = UnixStream::connect(socket_dir.join(format!(".s.PGSQL.{PORT}")))?;
    socket.set_read_timeout(Some(Duration::from_secs(5)))?;
    socket.write_all(&TLS_REQUEST)?;
    socket.read_exact(&mut [0])
}

/// Ends what a killed watchdog left behind: its server and its temporary folder. A server that
/// somebody started on these data by hand has another socket folder, and is left alone.
fn clear_remains(data: &Path) {
    let Some(remains) = PidFile::read(data) else {
        return;
    };
    let name = remains.socket_dir.file_name().and_then(OsStr::to_str);
    if name.is_some_and(|name| name.starts_with(TEMPORARY_PREFIX)) {
        sweep(data);
        remove(&remains.socket_dir).ok();
    }
}

/// The major that wrote these data, if there are any.
fn major_of(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("PG_VERSION"))
        .ok()?
        .trim()
        .parse()
        .ok()
}
