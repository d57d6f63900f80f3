//! The watchdog: the process that is the server's parent and outlives its users, however they end.
//!
//! It talks to the command that started it over two pipes. On its output: `ready` and the socket's
//! folder, or `failed` and why; later `left` (others use the server) or `stopped`. Its input says
//! nothing; that it closes is the message.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Child, ExitCode};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::cluster::Cluster;
use super::ending::{Manner, stop_postmaster, sweep};
use super::error::ServerError;
use super::folder::{make_temporary, remove};
use super::locks::{Closing, Door, Locks};
use super::order::{Order, Place};

/// The hidden subcommand under which the binary is a watchdog; dispatched before the arguments are
/// parsed.
pub const WATCHDOG_COMMAND: &str = "__watchdog";

/// What ends a watch. The closed door keeps newcomers waiting until the server is gone.
enum Event {
    NobodyLeft(Option<Door>),
    PostmasterEnded,
}

/// Runs as a watchdog until the server has ended; the arguments are those after the subcommand.
pub fn run_watchdog(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let Some(order) = Order::from_args(args) else {
        return ExitCode::from(2);
    };
    match watch(&order) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            answer(format!("failed\n{}", error.with_causes()).as_bytes());
            ExitCode::from(3)
        }
    }
}

fn watch(order: &Order) -> Result<(), ServerError> {
    let locks = match &order.place {
        Place::Kept(folder) => Some(Locks::of(folder)),
        Place::Scratch => None,
    };
    let _alive = locks.as_ref().map(Locks::watch).transpose()?;
    let door = locks.as_ref().map(Locks::door).transpose()?;
    let temporary = Temporary(make_temporary(&order.temp_dir, order.account)?);
    let cluster = Cluster::of(order, &temporary.0);
    cluster.create(order)?;
    let postmaster = cluster.start(order)?;
    let pid = postmaster.id();
    answer(&[b"ready ", temporary.0.as_os_str().as_bytes(), b"\n"].concat());

    let (sender, events) = channel();
    report_end(postmaster, sender.clone());
    report_abandonment(door, order.linger, sender);
    end(order, &cluster, pid, &events);
    drop(temporary);
    answer(b"stopped\n");
    Ok(())
}

/// Waits for the first event and leaves no process behind.
fn end(order: &Order, cluster: &Cluster, pid: u32, events: &Receiver<Event>) {
    let mut closed = None;
    if let Ok(Event::NobodyLeft(door)) = events.recv() {
        closed = door;
        let manner = match order.place {
            Place::Kept(_) => Manner::Orderly,
            Place::Scratch => Manner::AtOnce,
        };
        stop_postmaster(pid, manner, |patience| {
            events.recv_timeout(patience).is_ok()
        });
    }
    sweep(&cluster.data);
    drop(closed);
}

fn report_end(mut postmaster: Child, events: Sender<Event>) {
    thread::spawn(move || {
        postmaster.wait().ok();
        events.send(Event::PostmasterEnded).ok();
    });
}

fn report_abandonment(door: Option<Door>, linger: Duration, events: Sender<Event>) {
    thread::spawn(move || {
        // Nothing is ever written to this pipe: it ends when the command that holds it does.
        io::stdin().lock().read_to_end(&mut Vec::new()).ok();
        // A lock that fails guards nothing: the server goes with the command that started it.
        if let Some(door) = &door {
            close_behind_the_last(door, linger).ok();
        }
        events.send(Event::NobodyLeft(door)).ok();
    });
}

/// Waits until nobody has used the server for as long as it lingers.
fn close_behind_the_last(door: &Door, linger: Duration) -> Result<(), ServerError> {
    if linger.is_zero() && door.try_close()? == Closing::Closed {
        return Ok(());
    }
    answer(b"left\n");
    loop {
        door.close()?;
        if linger.is_zero() {
            return Ok(());
        }
        door.reopen()?;
        thread::sleep(linger);
        if door.try_close()? == Closing::Closed {
            return Ok(());
        }
    }
}

/// The socket's folder, and a scratch server's data: gone when the watch ends, however it ends.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        remove(&self.0).ok();
    }
}

/// Says it to the command that started us, which may be gone.
fn answer(words: &[u8]) {
    #[expect(
        clippy::disallowed_methods,
        reason = "a pipe to the command that started us, not a terminal"
    )]
    let mut output = io::stdout();
    output.write_all(words).and_then(|()| output.flush()).ok();
}
