//! Ending a server so that nothing is left: the postmaster, backends it left behind, its memory.
//!
//! A backend is its own session (it calls setsid), so no group or parent leads to it once the
//! postmaster was killed. But every process of a server has the data folder as its working folder,
//! which Linux shows in `/proc`. Elsewhere backends notice the postmaster's death by themselves as
//! soon as they wait for anything.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::pidfile::PidFile;

/// How a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// "Fast": transactions are rolled back, a checkpoint is written.
    Orderly,
    /// "Immediate": for data that nobody will read again.
    AtOnce,
}

/// Signals, each with the time the postmaster has to obey it (PostgreSQL manual, "Shutting Down the Server").
/// All together stay below five seconds, in which nothing of us may be left.
const ORDERLY: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_millis(3500)),
    (Signal::QUIT, Duration::from_millis(500)),
    (Signal::KILL, Duration::from_millis(500)),
];
const AT_ONCE: [(Signal, Duration); 2] = [
    (Signal::QUIT, Duration::from_millis(3000)),
    (Signal::KILL, Duration::from_millis(500)),
];

/// Stops the postmaster, more firmly each time; `ends_within` waits for its end.
pub(crate) fn stop_postmaster(
    pid: u32,
    manner: Manner,
    mut ends_within: impl FnMut(Duration) -> bool,
) {
    let steps: &[(Signal, Duration)] = match manner {
        Manner::Orderly => &ORDERLY,
        Manner::AtOnce => &AT_ONCE,
    };
    for (signal, patience) in steps {
        send(pid, *signal);
        if ends_within(*patience) {
            return;
        }
    }
}

/// Ends every process that still works in this data folder, and frees what the postmaster, if it
/// was killed, could not: its shared memory and its pid file.
pub(crate) fn sweep(data: &Path) {
    let deadline = Instant::now() + Duration::from_secs(2);
    loop {
        let left = processes_in(data);
        if left.is_empty() || Instant::now() > deadline {
            break;
        }
        left.into_iter().for_each(|pid| send(pid, Signal::KILL));
        thread::sleep(Duration::from_millis(10));
    }
    let Some(pid_file) = PidFile::read(data) else {
        return;
    };
    if let Some(id) = pid_file.shared_memory_id {
        // Best effort: a segment in use or already gone is refused, and both are right.
        let mut ipcrm = Command::new("ipcrm");
        ipcrm
            .args(["-m", &id])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        ipcrm.status().ok();
    }
    // Left alone it would stop the next server once its pid belongs to another process.
    fs::remove_file(data.join("postmaster.pid")).ok();
}

/// The PostgreSQL processes whose working folder is this data folder; zombies have none.
fn processes_in(data: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let is_there = fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == data);
            // A developer's shell may stand in the folder too.
            let is_server = || {
                fs::read_to_string(entry.path().join("comm"))
                    .is_ok_and(|comm| comm.trim_end() == "postgres")
            };
            (is_there && is_server()).then_some(pid)
        })
        .collect()
}

/// Sends the signal; a process that is gone already is what we want.
fn send(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        kill_process(pid, signal).ok();
    }
}
