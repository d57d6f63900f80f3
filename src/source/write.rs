//! Writes new migration files, never over an existing one.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::SourceError;
use crate::migration::{FileName, TEMPLATE, label};

/// Writes the template into a new file of `folder`, which is made when absent, and
/// returns its path: the folder as given, joined with `<version>_<name>.sql`.
///
/// # Errors
/// The file exists, or it or the folder can't be written; no half-written file is left.
pub fn create_migration(folder: &Path, name: &FileName) -> Result<PathBuf, SourceError> {
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let path = folder.join(format!("{}.sql", label(&name.version, Some(&name.name))));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(|error| unwritable(&path, &error))?;
    file.write_all(TEMPLATE.as_bytes()).map_err(|error| {
        // Ours, made a moment ago: an empty migration would be an error of every later run.
        let _ = fs::remove_file(&path);
        unwritable(&path, &error)
    })?;
    Ok(path)
}

/// The error of a file or folder that can't be written.
pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> SourceError {
    let path = path.display().to_string();
    match error.kind() {
        ErrorKind::AlreadyExists => SourceError::Exists { path },
        _ => SourceError::Unwritable {
            path,
            reason: error.to_string(),
            cure: cure(error.kind()),
        },
    }
}

/// What to do where nothing can be written. No part of a file was left behind.
fn cure(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room, and run this again: nothing of it was left behind"
        }
        ErrorKind::ReadOnlyFilesystem => {
            "the file system is read-only: run this where it is not, or name another folder with \
             `--migrations-dir`"
        }
        ErrorKind::PermissionDenied => "check the folder's owner and permissions",
        ErrorKind::InvalidFilename => "choose a shorter name",
        _ => return None,
    })
}
