//! What a server consists of, noted while it runs, so that its absence can be told afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::eventually;

/// Everything of a running server that must be gone when it is.
#[derive(Debug)]
pub(crate) struct Remains {
    pub(crate) postmaster: u32,
    pub(crate) watchdog: u32,
    processes: Vec<u32>,
    socket_dir: PathBuf,
    data: PathBuf,
    shared_memory: String,
}

impl Remains {
    /// Notes what belongs to the server that runs on these data.
    pub(crate) fn of(data: &Path) -> Self {
        let data = data.canonicalize().unwrap();
        let pid_file = fs::read_to_string(data.join("postmaster.pid")).unwrap();
        let lines: Vec<&str> = pid_file.lines().collect();
        let postmaster = lines[0].parse().unwrap();
        let remains = Self {
            postmaster,
            watchdog: parent_of(postmaster),
            processes: processes_in(&data),
            socket_dir: PathBuf::from(lines[4]),
            shared_memory: lines[6].split_whitespace().nth(1).unwrap().to_owned(),
            data,
        };
        assert!(
            remains.left().len() >= 4,
            "a running server is seen: {:?}",
            remains.left()
        );
        remains
    }

    /// Waits until nothing is left: no process, socket, shared memory; scratch data neither.
    #[track_caller]
    pub(crate) fn vanish(&self) {
        eventually(&format!("nothing is left of {self:?}"), || {
            self.left().is_empty()
        });
    }

    /// Waits until the watchdog, which was killed, is gone with all its threads: its lock is free then.
    #[track_caller]
    pub(crate) fn lose_watchdog(&self) {
        let lock = fs::File::open(self.data.with_file_name("watchdog.lock")).unwrap();
        eventually("the watchdog is gone", || lock.try_lock_shared().is_ok());
    }

    /// As [`Self::vanish`], but a new server runs on the same data, whose processes don't count.
    #[track_caller]
    pub(crate) fn be_replaced(&self) {
        eventually(&format!("another server replaces {self:?}"), || {
            !self.processes.iter().any(|&pid| is_alive(pid))
                && self.left_besides_processes().is_empty()
        });
    }

    /// What is still there, in words.
    fn left(&self) -> Vec<String> {
        let processes = processes_in(&self.data);
        let processes = processes.iter().map(|pid| format!("process {pid}"));
        processes.chain(self.left_besides_processes()).collect()
    }

    fn left_besides_processes(&self) -> Vec<String> {
        let segments = fs::read_to_string("/proc/sysvipc/shm").unwrap();
        let mut ids = segments
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1));
        let things = [
            (
                is_alive(self.watchdog),
                format!("watchdog {}", self.watchdog),
            ),
            (
                self.socket_dir.exists(),
                self.socket_dir.display().to_string(),
            ),
            (
                ids.any(|id| id == self.shared_memory),
                format!("shared memory {}", self.shared_memory),
            ),
        ];
        things
            .into_iter()
            .filter(|(is_there, _)| *is_there)
            .map(|(_, words)| words)
            .collect()
    }
}

/// The processes, zombies aside, whose working folder is this one, even when it was removed.
fn processes_in(data: &Path) -> Vec<u32> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let inside = entries.filter(|entry| {
        fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| {
            cwd == data || cwd.to_string_lossy() == format!("{} (deleted)", data.display())
        })
    });
    inside
        .map(|entry| entry.file_name().to_str().unwrap().parse().unwrap())
        .collect()
}

/// Whether the process exists and is no zombie.
fn is_alive(pid: u32) -> bool {
    status_line(pid, "State:").is_some_and(|state| !state.starts_with('Z'))
}

fn parent_of(pid: u32) -> u32 {
    status_line(pid, "PPid:").unwrap().parse().unwrap()
}

fn status_line(pid: u32, key: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    Some(line.trim().to_owned())
}
