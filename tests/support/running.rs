//! A run of the binary that hasn't ended yet: to be watched, waited for or killed.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::process::{Child, Command, Output};

use super::awaiting::eventually;
use super::project::Project;
use super::ran::Ran;

/// A running binary. Its output goes to files, so that nobody must read it for it to go on.
#[derive(Debug)]
pub(crate) struct Running<'a> {
    project: &'a Project,
    command: Command,
    child: Child,
    out: File,
    err: File,
}

impl<'a> Running<'a> {
    /// Starts a command made by [`Project::command`].
    pub(crate) fn start(project: &'a Project, mut command: Command) -> Self {
        let (out, err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
        command.stdout(out.try_clone().unwrap());
        command.stderr(err.try_clone().unwrap());
        Self {
            project,
            child: command.spawn().unwrap(),
            command,
            out,
            err,
        }
    }

    /// What it wrote to stderr so far.
    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&read_all(&self.err)).into_owned()
    }

    /// Waits until stderr holds this.
    #[track_caller]
    pub(crate) fn says(&self, part: &str) {
        eventually(&format!("it says {part:?}"), || self.err().contains(part));
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Sends this signal.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// `kill -9`; returns when the process is gone.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end, and tells how much memory it had at most, in bytes: as the system
    /// counts it, last looked at a moment before the end.
    pub(crate) fn wait_and_weigh(mut self) -> (Ran, u64) {
        let path = format!("/proc/{}/status", self.child.id());
        let mut peak = 0;
        while self.child.try_wait().unwrap().is_none() {
            let status = std::fs::read_to_string(&path).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
            peak = kib.map_or(peak, |kib: u64| peak.max(kib * 1024));
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        (self.wait(), peak)
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Ran {
        let status = self.child.wait().unwrap();
        let output = Output {
            status,
            stdout: read_all(&self.out),
            stderr: read_all(&self.err),
        };
        self.project.ran(&self.command, output)
    }
}

/// By position: the offset is shared with the child, who writes at it.
fn read_all(file: &File) -> Vec<u8> {
    let size = usize::try_from(file.metadata().unwrap().len()).unwrap();
    let mut bytes = vec![0; size];
    file.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}
