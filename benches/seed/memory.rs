//! How much memory a process has at most.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// The largest resident size of the command, in megabytes rounded up, and how long it took. Looked
/// at every few milliseconds: the system's own count only grows.
///
/// # Errors
/// It can't be started or doesn't succeed.
pub(crate) fn peak_megabytes(mut command: Command) -> Result<(u64, Duration)> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let path = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        peak_kib = kib.map_or(peak_kib, |kib: u64| peak_kib.max(kib));
        thread::sleep(Duration::from_millis(5));
    };
    ensure!(status.success(), "{command:?} ended with {status}");
    ensure!(peak_kib > 0, "its memory was never seen");
    let took = start.elapsed();
    Ok((
        peak_kib.checked_add(1023).context("no such size")? / 1024,
        took,
    ))
}
