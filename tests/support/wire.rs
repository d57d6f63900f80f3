//! What really goes over the wire: a Unix socket in front of a server's that counts connections,
//! messages and round trips.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use super::frames::{is_cancel_request, read_startup, whole_message};
use super::project::Project;
use super::ran::Ran;
use super::running::Running;

/// A listening socket; its threads end with the test's process.
pub(crate) struct Wire {
    folder: TempDir,
    seen: Arc<Mutex<Vec<Connection>>>,
    taken: AtomicUsize,
}

/// What one connection carried after the server was ready for the first query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Connection {
    /// The types of the client's messages: `Q` is Query, `X` Terminate.
    pub(crate) messages: String,
    /// How often the client sent something when every earlier message had been answered; a
    /// Terminate, which has no answer, isn't one.
    pub(crate) round_trips: usize,
    unanswered: usize,
    is_ready: bool,
}

impl Wire {
    /// In front of the project's server.
    pub(crate) fn tap(project: &Project) -> Self {
        Self::in_front_of(project.database.server().socket_dir())
    }

    /// In front of what listens in `socket_dir`.
    pub(crate) fn in_front_of(socket_dir: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let server = socket_dir.join(".s.PGSQL.5432");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        thread::spawn(move || {
            for client in listener.incoming() {
                let server = UnixStream::connect(&server).unwrap();
                carry(client.unwrap(), server, &log);
            }
        });
        Self {
            folder,
            seen,
            taken: AtomicUsize::new(0),
        }
    }

    /// The URL of the project's database through it, as the superuser.
    pub(crate) fn url(&self, project: &Project) -> String {
        let name = project.database.name();
        let folder = self.folder.path().display();
        format!("postgres://postgres@/{name}?host={folder}")
    }

    /// Runs the binary through it.
    #[track_caller]
    pub(crate) fn run(&self, project: &Project, args: &str) -> Ran {
        let mut command = project.command(args.split_whitespace());
        command.env("DATABASE_URL", self.url(project));
        project.run_command(&mut command)
    }

    /// Starts the binary through it.
    pub(crate) fn start<'a>(&self, project: &'a Project, args: &str) -> Running<'a> {
        let mut command = project.command(args.split_whitespace());
        command.env("DATABASE_URL", self.url(project));
        Running::start(project, command)
    }

    /// The messages that the first connection of those not yet taken has carried so far.
    pub(crate) fn messages(&self) -> String {
        let seen = self.seen.lock().unwrap();
        seen.get(self.taken.load(Ordering::SeqCst))
            .map_or_else(String::new, |first| first.messages.clone())
    }

    /// The connections since it was last called, cancel requests left out.
    pub(crate) fn take(&self) -> Vec<Connection> {
        let seen = self.seen.lock().unwrap();
        let taken = self.taken.swap(seen.len(), Ordering::SeqCst);
        seen[taken..].to_vec()
    }

    /// The number of connections since [`Self::take`] was last called.
    pub(crate) fn connections(&self) -> usize {
        let seen = self.seen.lock().unwrap();
        seen.len() - self.taken.load(Ordering::SeqCst)
    }
}

/// Carries both ways on threads of their own. What is noted is noted before it is passed on, so
/// that a process that has ended has left nothing to be noted.
fn carry(mut client: UnixStream, server: UnixStream, log: &Arc<Mutex<Vec<Connection>>>) {
    let startup = read_startup(&mut client).unwrap();
    (&server).write_all(&startup).unwrap();
    let number = if is_cancel_request(&startup) {
        None
    } else {
        let mut log = log.lock().unwrap();
        log.push(Connection::default());
        Some(log.len() - 1)
    };
    let note = |from_client: bool| {
        let log = Arc::clone(log);
        move |kind: u8| {
            if let Some(number) = number {
                let connection = &mut log.lock().unwrap()[number];
                match from_client {
                    true => connection.sent(kind),
                    false => connection.answered(kind),
                }
            }
        }
    };
    let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let (sent, answered) = (note(true), note(false));
    thread::spawn(move || pass_on(client, server, sent));
    thread::spawn(move || pass_on(back.0, back.1, answered));
}

impl Connection {
    fn sent(&mut self, kind: u8) {
        // A password is sent before.
        if !self.is_ready {
            return;
        }
        self.messages.push(kind.into());
        if kind == b'X' {
            return;
        }
        self.round_trips += usize::from(self.unanswered == 0);
        self.unanswered += 1;
    }

    fn answered(&mut self, kind: u8) {
        if kind == b'Z' {
            self.is_ready = true;
            self.unanswered = self.unanswered.saturating_sub(1);
        }
    }
}

fn pass_on(mut from: UnixStream, mut to: UnixStream, note: impl Fn(u8)) {
    let mut bytes = vec![0; 1 << 16];
    let mut pending = Vec::new();
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        pending.extend_from_slice(&bytes[..read]);
        while let Some(length) = whole_message(&pending) {
            note(pending[0]);
            pending.drain(..length);
        }
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
