//! A wire on which one thing goes wrong: a Unix socket in front of a server's that knows
//! PostgreSQL's messages and, at a given one, cuts, tears, holds or silences its connection. Without
//! a fault it traces what goes over it.

use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use tempfile::TempDir;

use super::fault::{Fault, Traffic};
use super::lane::{Plan, begin};
use super::server::Server;

/// A listening socket; its threads end with the connections.
#[derive(Debug)]
pub(crate) struct FaultyWire {
    folder: TempDir,
    plan: Arc<Plan>,
}

impl FaultyWire {
    /// In front of this server.
    pub(crate) fn new(server: &Server, fault: Option<Fault>) -> Self {
        let folder = TempDir::new().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let server = socket(server);
        let plan = Arc::new(Plan {
            fault,
            ..Plan::default()
        });
        let known = Arc::clone(&plan);
        thread::spawn(move || {
            for client in listener.incoming() {
                if known.is_over.load(Ordering::SeqCst) {
                    break;
                }
                let has_failed = known.met.lock().unwrap().is_some();
                let moved_to = known
                    .moved_to
                    .lock()
                    .unwrap()
                    .clone()
                    .filter(|_| has_failed);
                // A server that is gone refuses: so do we.
                let Ok(server) = UnixStream::connect(moved_to.as_ref().unwrap_or(&server)) else {
                    continue;
                };
                // In the order of connecting.
                begin(client.unwrap(), server, &known);
            }
        });
        Self { folder, plan }
    }

    /// Hides from the server that the client of this connection is gone, as a broken cable does.
    pub(crate) fn hide_end_of(&self, connection: usize) {
        *self.plan.hidden.lock().unwrap() = Some(connection);
    }

    /// The URL of this database through it, as the superuser, for whom a connection that is silent is
    /// soon none.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("{}&connect_timeout=2", self.patient_url(database))
    }

    /// The same where nothing is silent: a busy machine may need the time.
    pub(crate) fn patient_url(&self, database: &str) -> String {
        let folder = self.folder.path().display();
        format!("postgres://postgres@/{database}?host={folder}")
    }

    /// Leads those who connect when it has gone wrong to this server, as an address that moves does.
    pub(crate) fn move_after_fault_to(&self, server: &Server) {
        *self.plan.moved_to.lock().unwrap() = Some(socket(server));
    }

    /// What went over it so far, a connection each.
    pub(crate) fn traffic(&self) -> Vec<Traffic> {
        self.plan.traffic.lock().unwrap().clone()
    }

    /// Whether it has gone wrong.
    pub(crate) fn has_failed(&self) -> bool {
        self.plan.met.lock().unwrap().is_some()
    }

    /// Gives the server what was held.
    pub(crate) fn let_through(&self) {
        self.plan.is_open.store(true, Ordering::SeqCst);
    }

    /// Closes both ends of a silent connection.
    pub(crate) fn end_silence(&self) {
        if let Some(ends) = &*self.plan.met.lock().unwrap() {
            ends.close();
        }
    }
}

impl Drop for FaultyWire {
    fn drop(&mut self) {
        self.let_through();
        self.end_silence();
        self.plan.is_over.store(true, Ordering::SeqCst);
        // The listener ends with the next one that connects.
        let _ = UnixStream::connect(self.folder.path().join(".s.PGSQL.5432"));
    }
}

fn socket(server: &Server) -> PathBuf {
    server.socket_dir().join(".s.PGSQL.5432")
}
