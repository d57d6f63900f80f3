//! The lock files of kept data: who is starting, who uses the server, whether its watchdog lives.
//!
//! They are flock(2) locks, so the system frees them when their holder dies, kill -9 included.
//! Rust opens files close-on-exec: neither the watchdog nor the server inherits a client's lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::error::ServerError;

/// The three lock files in a kept folder.
#[derive(Debug, Clone)]
pub(crate) struct Locks {
    folder: PathBuf,
}

impl Locks {
    /// The locks of this folder; the files are made when first used.
    pub(crate) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Waits for the right to start or join the server; held until the guard is dropped.
    pub(crate) fn pass_gate(&self) -> Result<File, ServerError> {
        let (file, path) = self.open("gate.lock")?;
        file.lock().map_err(ServerError::files("lock", path))?;
        Ok(file)
    }

    /// Counts us among the server's users; waits while a watchdog is stopping the server.
    pub(crate) fn become_member(&self) -> Result<File, ServerError> {
        let (file, path) = self.open("members.lock")?;
        file.lock_shared()
            .map_err(ServerError::files("lock", path))?;
        Ok(file)
    }

    /// For the watchdog: the exclusive hold that says nobody uses the server, if nobody does.
    pub(crate) fn try_close(&self) -> Result<Option<File>, ServerError> {
        let (file, path) = self.open("members.lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(ServerError::files("lock", path)(source)),
        }
    }

    /// For the watchdog: waits until nobody uses the server any more.
    pub(crate) fn close(&self) -> Result<File, ServerError> {
        let (file, path) = self.open("members.lock")?;
        file.lock().map_err(ServerError::files("lock", path))?;
        Ok(file)
    }

    /// For the watchdog: says that it lives, until the guard is dropped.
    pub(crate) fn watch(&self) -> Result<File, ServerError> {
        let (file, path) = self.open("watchdog.lock")?;
        file.lock().map_err(ServerError::files("lock", path))?;
        Ok(file)
    }

    /// Whether a watchdog lives.
    pub(crate) fn is_watched(&self) -> Result<bool, ServerError> {
        let (file, path) = self.open("watchdog.lock")?;
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(source)) => Err(ServerError::files("lock", path)(source)),
        }
    }

    /// Waits until the watchdog has ended.
    pub(crate) fn outlive_watchdog(&self) -> Result<(), ServerError> {
        let (file, path) = self.open("watchdog.lock")?;
        file.lock_shared().map_err(ServerError::files("lock", path))
    }

    fn open(&self, name: &str) -> Result<(File, PathBuf), ServerError> {
        let path = self.folder.join(name);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(ServerError::files("open", &path))?;
        Ok((file, path))
    }
}
