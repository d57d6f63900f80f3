//! A Unix socket at which anything may answer: a server, a stranger, nobody.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use super::server::Server;

/// What meets those who connect.
#[derive(Debug, Clone)]
pub(crate) enum Behind {
    /// Somebody who never says a word.
    Silence,
    /// Somebody who hangs up on whatever is asked.
    HangUp,
    /// Somebody who says this to whatever is asked, and hangs up.
    Says(&'static [u8]),
    /// Somebody who says this before anything is asked, and goes on listening.
    Greets(&'static [u8]),
    /// A server with its socket in this folder.
    Server(PathBuf),
}

/// A socket in a folder of its own, closed at first; its threads end with the test's process.
pub(crate) struct Door {
    folder: TempDir,
    behind: Arc<Mutex<Option<Behind>>>,
}

impl Door {
    /// Nobody has ever opened it: there is no socket.
    pub(crate) fn absent() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            behind: Arc::default(),
        }
    }

    /// Open.
    pub(crate) fn to(behind: Behind) -> Self {
        let door = Self::absent();
        door.open(behind);
        door
    }

    /// Leaves a socket to which nobody listens.
    pub(crate) fn abandon(&self) {
        drop(UnixListener::bind(self.socket()).unwrap());
    }

    /// From now on, this is behind it.
    pub(crate) fn open(&self, behind: Behind) {
        let was_closed = self.behind.lock().unwrap().replace(behind).is_none();
        if !was_closed {
            return;
        }
        let _ = fs::remove_file(self.socket());
        let listener = UnixListener::bind(self.socket()).unwrap();
        let behind = Arc::clone(&self.behind);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let behind = behind.lock().unwrap().clone().unwrap();
                thread::spawn(move || meet(client, behind));
            }
        });
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A URL through it, as the superuser.
    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder().display();
        format!("postgres://postgres@/{database}?host={folder}")
    }

    fn socket(&self) -> PathBuf {
        self.folder().join(".s.PGSQL.5432")
    }
}

impl Behind {
    /// This server.
    pub(crate) fn server(server: &Server) -> Self {
        Self::Server(server.socket_dir().to_owned())
    }
}

fn meet(mut client: UnixStream, behind: Behind) {
    let mut bytes = [0; 1024];
    match behind {
        Behind::HangUp => drop(client.read(&mut bytes)),
        Behind::Silence => while let Ok(1..) = client.read(&mut bytes) {},
        Behind::Says(text) => {
            let _ = client.read(&mut bytes);
            let _ = client.write_all(text);
        }
        Behind::Greets(text) => {
            let _ = client.write_all(text);
            while let Ok(1..) = client.read(&mut bytes) {}
        }
        Behind::Server(folder) => {
            let Ok(server) = UnixStream::connect(folder.join(".s.PGSQL.5432")) else {
                return;
            };
            let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
            thread::spawn(move || carry(back.0, back.1));
            carry(client, server);
        }
    }
}

fn carry(mut from: UnixStream, mut to: UnixStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

/// A TCP port of this machine behind which the server is; its threads end with the test's process.
pub(crate) fn tcp_port_to(server: &Server) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let socket = server.socket_dir().join(".s.PGSQL.5432");
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let Ok(mut server) = UnixStream::connect(&socket) else {
                continue;
            };
            let mut back = (server.try_clone().unwrap(), client.try_clone().unwrap());
            thread::spawn(move || {
                let _ = io::copy(&mut back.0, &mut back.1);
                let _ = back.1.shutdown(Shutdown::Write);
            });
            thread::spawn(move || {
                let _ = io::copy(&mut client, &mut server);
                let _ = server.shutdown(Shutdown::Write);
            });
        }
    });
    port
}
