//! A socket on localhost in front of a server, which keeps what clients say first.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::server::Listening;

/// A CancelRequest's first bytes: its length and its code.
pub(crate) const CANCEL: [u8; 8] = [0, 0, 0, 16, 4, 210, 22, 46];
/// An SSLRequest's.
pub(crate) const ASKS_FOR_TLS: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// What one client said so far.
type Said = Arc<Mutex<Vec<u8>>>;

/// A listening socket; its threads end with the test's process.
pub(crate) struct Tap {
    port: u16,
    seen: Arc<Mutex<Vec<Said>>>,
}

impl Tap {
    /// In front of this server.
    pub(crate) fn before(listening: &Listening) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Vec<Said>>> = Arc::default();
        let (log, server) = (Arc::clone(&seen), (listening.address.clone(), 5432));
        thread::spawn(move || {
            for client in listener.incoming() {
                let said = Said::default();
                log.lock().unwrap().push(Arc::clone(&said));
                let client = client.unwrap();
                let server = TcpStream::connect(&server).unwrap();
                let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
                thread::spawn(move || {
                    pass_on(client, server, |bytes| {
                        said.lock().unwrap().extend_from_slice(bytes);
                    })
                });
                thread::spawn(move || pass_on(back.0, back.1, |_| ()));
            }
        });
        Self { port, seen }
    }

    /// The URL of the project's database through it, by a name.
    pub(crate) fn url(&self, listening: &Listening, parameters: &str) -> String {
        let (port, name) = (self.port, listening.project.database.name());
        format!("postgres://postgres@localhost:{port}/{name}?{parameters}")
    }

    /// What clients said, a connection each, in the order in which they came.
    pub(crate) fn seen(&self) -> Vec<Vec<u8>> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .map(|said| said.lock().unwrap().clone())
            .collect()
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, note: impl Fn(&[u8])) -> io::Result<()> {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        note(&bytes[..read]);
        to.write_all(&bytes[..read])?;
    }
    to.shutdown(Shutdown::Write)
}
