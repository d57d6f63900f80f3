//! A wire that is cut at the worst moment: a Unix socket in front of a server's that drops the
//! connection whose COMMIT goes by.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::awaiting::eventually;
use super::project::Project;
use super::session::Session;

/// How the last message of a transaction begins, behind its type and length; it ends with COMMIT.
const FINISH: &[u8] = b"set constraints all immediate;";
/// Stands in the message that records a section without transaction.
const RECORD: &[u8] = b"set local proj_migrate.tx = ";
/// A client's last message.
const TERMINATE: &[u8] = b"X\0\0\0\x04";
/// A message's type and length.
const HEADER: usize = 5;

/// When the first connection that commits is cut, and what becomes of later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The server never gets the COMMIT.
    BeforeCommit,
    /// The server has committed, and its answer is lost.
    AfterCommit,
    /// While the server sleeps in the migration, the lock in its hands; it commits when it gets
    /// there. Others are let through meanwhile.
    Meanwhile,
    /// Before the server has got anything of the migration: it gets all of it when
    /// [`Cut::let_through`] is called. Others are let through meanwhile.
    Held,
    /// As after the commit, of a section without transaction, when it is recorded. Others are
    /// let through meanwhile.
    Recording,
    /// As after the commit, and nobody is let through any more.
    ForEver,
    /// Connections are accepted and never answered.
    Silence,
    /// Nothing is cut: the server can't read the first BEGIN.
    Spoilt,
}

/// A listening socket; its threads end with the test's process.
#[derive(Debug)]
pub(crate) struct Cut {
    folder: TempDir,
    connections: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
    is_open: Arc<AtomicBool>,
    is_done: Arc<AtomicBool>,
}

impl Cut {
    /// In front of the project's server. The migration whose text holds `marked` is the one whose
    /// connection is cut.
    pub(crate) fn new(project: &Project, marked: &str, moment: Moment) -> Self {
        let folder = TempDir::new().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let server = project.database.server().socket_dir().join(".s.PGSQL.5432");
        let connections = Arc::new(AtomicUsize::new(0));
        let (seen, marked) = (Arc::clone(&connections), marked.as_bytes().to_vec());
        let ended = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&ended);
        let url = project.database.url();
        let is_open = Arc::new(AtomicBool::new(false));
        let is_done = Arc::new(AtomicBool::new(false));
        let (gate, done) = (Arc::clone(&is_open), Arc::clone(&is_done));
        thread::spawn(move || {
            let (mut is_cut, mut kept) = (false, Vec::new());
            for client in listener.incoming() {
                seen.fetch_add(1, Ordering::SeqCst);
                let client = client.unwrap();
                match moment {
                    Moment::Silence => kept.push(client),
                    Moment::Spoilt => spoil(client, UnixStream::connect(&server).unwrap()),
                    Moment::ForEver if is_cut => {}
                    _ if is_cut => {
                        pass_on(client, UnixStream::connect(&server).unwrap(), &count);
                    }
                    Moment::Meanwhile | Moment::Held | Moment::Recording => {
                        let (server, marked, url) = (server.clone(), marked.clone(), url.clone());
                        let (gate, done) = (Arc::clone(&gate), Arc::clone(&done));
                        thread::spawn(move || {
                            carry_until_commit(client, &server, (&marked, moment), &|| {
                                if moment == Moment::Meanwhile {
                                    await_sleep(&url);
                                } else if moment == Moment::Held {
                                    // As late as the test wants.
                                    while !gate.load(Ordering::SeqCst) {
                                        thread::sleep(Duration::from_millis(10));
                                    }
                                }
                            });
                            done.store(true, Ordering::SeqCst);
                        });
                        is_cut = true;
                    }
                    _ => {
                        carry_until_commit(client, &server, (&marked, moment), &|| {});
                        is_cut = true;
                    }
                }
            }
        });
        Self {
            folder,
            connections,
            ended,
            is_open,
            is_done,
        }
    }

    /// Gives the server what was held.
    pub(crate) fn let_through(&self) {
        self.is_open.store(true, Ordering::SeqCst);
    }

    /// The URL of the project's database through it, as the superuser.
    pub(crate) fn url(&self, project: &Project) -> String {
        let name = project.database.name();
        let folder = self.folder.path().display();
        format!("postgres://postgres@/{name}?host={folder}")
    }

    /// Whether the server has closed the connection that was cut.
    pub(crate) fn is_done(&self) -> bool {
        self.is_done.load(Ordering::SeqCst)
    }

    /// How many connections that were let through their client has closed.
    pub(crate) fn ended(&self) -> usize {
        self.ended.load(Ordering::SeqCst)
    }

    /// How many connections there were so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Waits until a backend of the database sleeps.
fn await_sleep(url: &str) {
    let session = Session::open(url);
    eventually("the server sleeps", || {
        session.query(
            "select count(*) from pg_stat_activity \
             where datname = current_database() and wait_event = 'PgSleep'",
        ) == "1"
    });
}

/// Carries the first connection until the marked migration commits, then drops both ends.
/// `arrived` returns when the server is where a cut in the meantime wants it.
fn carry_until_commit(
    mut client: UnixStream,
    server: &std::path::Path,
    (marked, moment): (&[u8], Moment),
    arrived: &dyn Fn(),
) {
    let mut server = UnixStream::connect(server).unwrap();
    let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let to_client = thread::spawn(move || copy(back.0, back.1));
    let (mut bytes, mut sent) = (vec![0; 1 << 16], Vec::new());
    let (mut marked_at, mut held) = (None, Vec::new());
    let finish = match moment {
        Moment::Recording => RECORD,
        _ => FINISH,
    };
    while let Ok(read @ 1..) = client.read(&mut bytes) {
        let chunk = &bytes[..read];
        sent.extend_from_slice(chunk);
        marked_at = marked_at.or_else(|| find(&sent, marked));
        if moment == Moment::Held && marked_at.is_some() {
            held.extend_from_slice(chunk);
            if find(&held, FINISH).is_none() {
                continue;
            }
            client.shutdown(Shutdown::Both).unwrap();
            arrived();
            // It may have lost its patience.
            let _ = server.write_all(&[&held, TERMINATE].concat());
            break;
        }
        // A busy machine reads the end of the migration before in one piece with the marked one.
        let after = marked_at.and_then(|marked| Some(marked + find(&sent[marked..], finish)?));
        if let Some(at) = after {
            // From here on the client hears nothing.
            if moment != Moment::Meanwhile {
                client.shutdown(Shutdown::Write).unwrap();
            }
            let end = if moment == Moment::BeforeCommit {
                (at - HEADER).saturating_sub(sent.len() - read)
            } else {
                read
            };
            server.write_all(&chunk[..end]).unwrap();
            if moment == Moment::Meanwhile {
                arrived();
                client.shutdown(Shutdown::Write).unwrap();
            }
            // The server ends only when it has done all that it got: it must not see that there is
            // nobody any more.
            match moment {
                Moment::BeforeCommit => server.shutdown(Shutdown::Write).unwrap(),
                _ => server.write_all(TERMINATE).unwrap(),
            }
            break;
        }
        server.write_all(chunk).unwrap();
    }
    // Ends when the server has closed its side.
    to_client.join().unwrap();
}

/// Passes everything on, the first BEGIN with a letter changed.
fn spoil(mut client: UnixStream, mut server: UnixStream) {
    let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || copy(back.0, back.1));
    let (mut bytes, mut is_spoilt) = (vec![0; 1 << 16], false);
    while let Ok(read @ 1..) = client.read(&mut bytes) {
        let chunk = &mut bytes[..read];
        if let (false, Some(at)) = (is_spoilt, find(chunk, b"begin isolation")) {
            chunk[at] = b'x';
            is_spoilt = true;
        }
        if server.write_all(chunk).is_err() {
            break;
        }
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn pass_on(client: UnixStream, server: UnixStream, ended: &Arc<AtomicUsize>) {
    let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let ended = Arc::clone(ended);
    thread::spawn(move || {
        copy(client, server);
        ended.fetch_add(1, Ordering::SeqCst);
    });
    thread::spawn(move || copy(back.0, back.1));
}

/// Reads to the end even when nobody takes it any more.
fn copy(mut from: UnixStream, mut to: UnixStream) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        let _ = to.write_all(&bytes[..read]);
    }
    let _ = to.shutdown(Shutdown::Write);
}
