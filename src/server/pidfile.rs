//! Reading `postmaster.pid`, the file in which a running server says where it listens.
//!
//! Its lines (src/include/utils/pidfile.h): pid, data folder, start time, port, socket folder,
//! listen address, shared memory key and id, status.

use std::fs;
use std::path::{Path, PathBuf};

/// What a data folder's `postmaster.pid` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PidFile {
    /// The postmaster's process id.
    pub(crate) pid: i32,
    /// The folder of its Unix socket.
    pub(crate) socket_dir: PathBuf,
    /// The id of its System V shared memory segment.
    pub(crate) shared_memory_id: Option<String>,
    /// Whether it accepts connections.
    pub(crate) is_ready: bool,
}

impl PidFile {
    /// The data folder's file, or nothing where it is absent or still being written.
    pub(crate) fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(data.join("postmaster.pid")).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        Some(Self {
            pid: lines.first()?.trim().parse().ok()?,
            socket_dir: PathBuf::from(lines.get(4)?),
            shared_memory_id: lines
                .get(6)
                .and_then(|line| line.split_whitespace().nth(1))
                .map(str::to_owned),
            is_ready: lines.get(7).is_some_and(|status| status.trim() == "ready"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::PidFile;

    #[test]
    fn reads_a_complete_file_and_refuses_a_half_written_one() {
        let text = "7050\n/tmp/d18\n1795254800\n5432\n/tmp/s\n\n 10020316         8\nready   \n";
        let file = PidFile::parse(text).unwrap();
        assert_eq!((file.pid, file.is_ready), (7050, true));
        assert_eq!(file.socket_dir.to_str(), Some("/tmp/s"));
        assert_eq!(file.shared_memory_id.as_deref(), Some("8"));
        assert_eq!(PidFile::parse("7050\n/tmp/d18\n"), None);
        assert!(
            !PidFile::parse(&text.replace("ready", "starting"))
                .unwrap()
                .is_ready
        );
    }
}
