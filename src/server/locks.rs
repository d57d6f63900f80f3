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

    /// For the watchdog: what it closes when nobody uses the server any more.
    pub(crate) fn door(&self) -> Result<Door, ServerError> {
        let (file, path) = self.open("members.lock")?;
        Ok(Door { file, path })
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

/// The members' lock as the watchdog holds it: closed, it keeps newcomers waiting. The file is
/// opened once, so that a folder that is being removed isn't made anew.
#[derive(Debug)]
pub(crate) struct Door {
    file: File,
    path: PathBuf,
}

impl Door {
    /// Closes the door if nobody uses the server; whether it did.
    pub(crate) fn try_close(&self) -> Result<Closing, ServerError> {
        match self.file.try_lock() {
            Ok(()) => Ok(Closing::Closed),
            Err(TryLockError::WouldBlock) => Ok(Closing::InUse),
            Err(TryLockError::Error(source)) => Err(ServerError::files("lock", &self.path)(source)),
        }
    }

    /// Waits until nobody uses the server any more and closes the door.
    pub(crate) fn close(&self) -> Result<(), ServerError> {
        self.file
            .lock()
            .map_err(ServerError::files("lock", &self.path))
    }

    /// Lets newcomers pass again.
    pub(crate) fn reopen(&self) -> Result<(), ServerError> {
        self.file
            .unlock()
            .map_err(ServerError::files("unlock", &self.path))
    }
}

/// Whether a door could be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    Closed,
    InUse,
}
