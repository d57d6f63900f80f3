//! A private server in use: our ends of its watchdog's pipes, and how we leave it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::cluster::PORT;
use super::error::ServerError;
use super::order::Order;
use super::watchdog::WATCHDOG_COMMAND;

/// A running private server that we use. When it is dropped, or our process ends, the server is
/// stopped in the background unless others use it.
#[derive(Debug)]
pub struct RunningServer {
    /// The folder of the server's Unix socket.
    pub socket_dir: PathBuf,
    /// The port in the socket's name.
    pub port: u16,
    /// A superuser who needs no password.
    pub user: &'static str,
    /// The server's major version.
    pub major: u32,
    /// What the user should know, as one sentence: data that are not where they were asked for.
    pub notice: Option<String>,
    watchdog: Option<Watchdog>,
    membership: Option<File>,
}

/// What became of the server when we left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing of it is left but kept data.
    Stopped,
    /// Others use it, or its watchdog is another command's: it stops when the last has left.
    LeftToOthers,
}

/// Our ends of a watchdog's pipes. Dropping `child` closes the one it listens to.
#[derive(Debug)]
struct Watchdog {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl RunningServer {
    /// Starts a watchdog and waits for its first answer.
    pub(crate) fn launch(watchdog_exe: &Path, order: &Order) -> Result<Self, ServerError> {
        let failed = |source| ServerError::Watchdog {
            exe: watchdog_exe.to_owned(),
            source,
        };
        let mut command = Command::new(watchdog_exe);
        command.arg(WATCHDOG_COMMAND).args(order.to_args());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        // Its own group: a Ctrl-C is for us; the watchdog ends when we have.
        command.process_group(0).current_dir("/");
        let mut child = command.spawn().map_err(failed)?;
        let Some(stdout) = child.stdout.take() else {
            return Err(failed(std::io::Error::other("it has no output")));
        };
        let mut answers = BufReader::new(stdout);
        let mut line = Vec::new();
        answers.read_until(b'\n', &mut line).map_err(failed)?;
        if let Some(socket_dir) = line.strip_prefix(b"ready ") {
            let socket_dir = PathBuf::from(OsStr::from_bytes(socket_dir.trim_ascii_end()));
            let server = Self::joined(socket_dir, order.binaries.major);
            return Ok(Self {
                watchdog: Some(Watchdog { child, answers }),
                ..server
            });
        }
        let mut why = String::new();
        answers.read_to_string(&mut why).map_err(failed)?;
        child.wait().map_err(failed)?;
        if why.is_empty() {
            why = "the server's watchdog ended without a word".to_owned();
        }
        Err(ServerError::Start(why))
    }

    /// A server that another command's watchdog watches.
    pub(crate) fn joined(socket_dir: PathBuf, major: u32) -> Self {
        Self {
            socket_dir,
            port: PORT,
            user: "postgres",
            major,
            notice: None,
            watchdog: None,
            membership: None,
        }
    }

    /// The same, on kept data: with what is to be said about them, and held by our membership.
    pub(crate) fn on(self, notice: Option<String>, membership: File) -> Self {
        Self {
            notice,
            membership: Some(membership),
            ..self
        }
    }

    /// Leaves the server; when nobody else uses it, waits until it has stopped.
    #[must_use]
    pub fn stop(self) -> Ending {
        let Self {
            watchdog,
            membership,
            ..
        } = self;
        drop(membership);
        let Some(Watchdog {
            mut child,
            mut answers,
        }) = watchdog
        else {
            return Ending::LeftToOthers;
        };
        drop(child.stdin.take());
        let mut answer = String::new();
        answers.read_line(&mut answer).ok();
        if answer == "left\n" {
            return Ending::LeftToOthers;
        }
        child.wait().ok();
        Ending::Stopped
    }
}
