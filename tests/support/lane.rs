//! The two ways of a connection on a faulty wire, a thread each: messages are passed on one by one,
//! until the one at which it goes wrong.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::fault::{Fate, Fault, Traffic, Way};
use super::frames::{is_cancel_request, read_startup, whole_message};

/// How late a held answer comes: later than the watcher looks.
const LATE: Duration = Duration::from_millis(1_200);
/// What the client has sent is on the socket by then.
const SENT: Duration = Duration::from_millis(50);
/// A client's last message: the server ends when it has done all before it.
const TERMINATE: &[u8] = b"X\0\0\0\x04";

/// What is to go wrong, and what has gone over the wire.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) fault: Option<Fault>,
    pub(super) traffic: Mutex<Vec<Traffic>>,
    pub(super) met: Mutex<Option<Arc<Ends>>>,
    /// The socket that connections lead to when it has gone wrong.
    pub(super) moved_to: Mutex<Option<PathBuf>>,
    pub(super) is_open: AtomicBool,
    /// Nobody is let in any more.
    pub(super) is_over: AtomicBool,
    /// The connection of whose end the server doesn't hear.
    pub(super) hidden: Mutex<Option<usize>>,
}

/// Both ends of a connection.
#[derive(Debug)]
pub(super) struct Ends {
    client: UnixStream,
    server: UnixStream,
    is_silent: AtomicBool,
}

/// One way of a connection.
struct Lane {
    plan: Arc<Plan>,
    ends: Arc<Ends>,
    /// `None`: a request to cancel.
    connection: Option<usize>,
    way: Way,
}

/// Whether a lane goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    /// What comes from now on is kept for later.
    Keep,
    End,
}

/// Carries a new connection on two threads of its own.
pub(super) fn begin(mut client: UnixStream, server: UnixStream, plan: &Arc<Plan>) {
    // Whoever connects and leaves at once is no connection.
    let Ok(startup) = read_startup(&mut client) else {
        return;
    };
    let connection = (!is_cancel_request(&startup)).then(|| {
        let mut traffic = plan.traffic.lock().unwrap();
        traffic.push(Traffic::default());
        traffic.len() - 1
    });
    let ends = Arc::new(Ends {
        client,
        server,
        is_silent: AtomicBool::new(false),
    });
    let lane = |way| Lane {
        plan: Arc::clone(plan),
        ends: Arc::clone(&ends),
        connection,
        way,
    };
    let (there, back) = (lane(Way::ToServer), lane(Way::ToClient));
    thread::spawn(move || there.carry(Some(startup)));
    thread::spawn(move || back.carry(None));
}

impl Ends {
    pub(super) fn close(&self) {
        for end in [&self.client, &self.server] {
            // The other side may have been faster.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

impl Lane {
    fn carry(self, startup: Option<Vec<u8>>) {
        let (mut kept, mut pending) = (Vec::new(), Vec::new());
        let mut then = Then::GoOn;
        if let Some(startup) = startup {
            then = self.meet(&startup, '0', &mut kept);
        }
        let mut bytes = vec![0; 1 << 16];
        while then != Then::End {
            let read = match self.from().read(&mut bytes) {
                Ok(read @ 1..) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                // Its end, or the end of what a client had sent that is cut off.
                Ok(0) | Err(_) => break,
            };
            pending.extend_from_slice(&bytes[..read]);
            while let (Some(length), true) = (whole_message(&pending), then != Then::End) {
                let message: Vec<_> = pending.drain(..length).collect();
                if then == Then::Keep {
                    kept.extend_from_slice(&message);
                } else {
                    then = self.meet(&message, char::from(message[0]), &mut kept);
                }
            }
        }
        match then {
            Then::Keep => self.deliver_late(kept),
            Then::End => {}
            Then::GoOn if self.ends.is_silent.load(Ordering::SeqCst) || self.is_hidden() => {}
            Then::GoOn => {
                let _ = self.to().shutdown(Shutdown::Write);
            }
        }
    }

    /// Passes a message on, unless it is the one at which it goes wrong.
    fn meet(&self, message: &[u8], kind: char, kept: &mut Vec<u8>) -> Then {
        if self.ends.is_silent.load(Ordering::SeqCst) {
            return Then::GoOn;
        }
        let Some(fate) = self.note(kind, message.len()) else {
            return self.pass(message);
        };
        *self.plan.met.lock().unwrap() = Some(Arc::clone(&self.ends));
        match fate {
            Fate::Cut => self.ends.close(),
            Fate::Torn { bytes } => {
                self.pass(&message[..bytes.min(message.len() - 1)]);
                self.ends.close();
            }
            Fate::Silent | Fate::Killed => {
                self.ends.is_silent.store(true, Ordering::SeqCst);
                return Then::GoOn;
            }
            Fate::Held(_) if self.way == Way::ToClient => {
                thread::sleep(LATE);
                return self.pass(message);
            }
            Fate::Held(_) => {
                kept.extend_from_slice(message);
                self.ends.client.set_read_timeout(Some(SENT)).unwrap();
                return Then::Keep;
            }
        }
        Then::End
    }

    fn is_hidden(&self) -> bool {
        let hidden = *self.plan.hidden.lock().unwrap();
        self.way == Way::ToServer && hidden.is_some() && hidden == self.connection
    }

    /// Notes a message; what is to happen at it, if anything is.
    fn note(&self, kind: char, length: usize) -> Option<Fate> {
        let connection = self.connection?;
        let mut traffic = self.plan.traffic.lock().unwrap();
        let sent = match self.way {
            Way::ToServer => &mut traffic[connection].to_server,
            Way::ToClient => &mut traffic[connection].to_client,
        };
        let message = sent.len();
        sent.push((kind, length));
        let fault = self.plan.fault.filter(|fault| {
            (fault.connection, fault.way, fault.message) == (connection, self.way, message)
        });
        fault.map(|fault| fault.fate)
    }

    /// The client may be gone: then the server's words are heard by nobody, but heard.
    fn pass(&self, message: &[u8]) -> Then {
        match self.to().write_all(message) {
            Err(_) if self.way == Way::ToServer => Then::End,
            _ => Then::GoOn,
        }
    }

    fn deliver_late(&self, mut kept: Vec<u8>) {
        let _ = self.ends.client.shutdown(Shutdown::Both);
        // At the latest when the wire is dropped.
        while !self.plan.is_open.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
        kept.extend_from_slice(TERMINATE);
        // The server may have been stopped meanwhile.
        let _ = self.to().write_all(&kept);
    }

    fn from(&self) -> &UnixStream {
        match self.way {
            Way::ToServer => &self.ends.client,
            Way::ToClient => &self.ends.server,
        }
    }

    fn to(&self) -> &UnixStream {
        match self.way {
            Way::ToServer => &self.ends.server,
            Way::ToClient => &self.ends.client,
        }
    }
}
