//! Lists what lies directly in the migrations folders and looks like a migration.

use std::collections::HashSet;
use std::fs::{self, FileType};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::SourceError;
use crate::migration::FileName;

/// A directory entry with a migration's name, not opened yet.
pub(super) struct Found {
    /// Version and name; bytes that aren't UTF-8 are replaced.
    pub(super) name: FileName,
    /// Index of its folder in the listing.
    pub(super) folder: usize,
    /// The folder as given, joined with the entry's name.
    pub(super) path: PathBuf,
    /// What the directory itself says the entry is; links are not followed.
    pub(super) file_type: FileType,
}

/// What lies in the folders.
pub(super) struct Listing<'f> {
    /// Each folder once, as given.
    pub(super) folders: Vec<&'f PathBuf>,
    /// The entries that have a migration's name.
    pub(super) found: Vec<Found>,
}

/// The entries of all `folders` that have a migration's name, in numeric order, equal
/// numbers in the order of the folders and then by path. A folder given twice
/// counts once.
///
/// # Errors
/// The first folder that is absent, no folder, or can't be listed.
pub(super) fn entries(folders: &[PathBuf]) -> Result<Listing<'_>, SourceError> {
    let folders = distinct(folders);
    let mut found = Vec::new();
    for (index, folder) in folders.iter().enumerate() {
        list(folder, index, &mut found)?;
    }
    // Comparing paths costs more than comparing versions, and decides almost never.
    found.sort_by(|a, b| a.name.version.cmp(&b.name.version));
    for equal in found.chunk_by_mut(|a, b| a.name.version == b.name.version) {
        if let [_, _, ..] = equal {
            equal.sort_by(|a, b| a.folder.cmp(&b.folder).then_with(|| a.path.cmp(&b.path)));
        }
    }
    Ok(Listing { folders, found })
}

/// Without the folders that an earlier one already names, perhaps by another path.
fn distinct(folders: &[PathBuf]) -> Vec<&PathBuf> {
    let mut seen = HashSet::new();
    folders
        .iter()
        .filter(|folder| {
            folders.len() == 1 || folder.canonicalize().map_or(true, |real| seen.insert(real))
        })
        .collect()
}

fn list(folder: &Path, index: usize, found: &mut Vec<Found>) -> Result<(), SourceError> {
    let unlistable = |error| unlistable(folder, &error);
    for entry in fs::read_dir(folder).map_err(unlistable)? {
        let entry = entry.map_err(unlistable)?;
        if let Some(name) = FileName::parse(&entry.file_name().to_string_lossy()) {
            found.push(Found {
                name,
                folder: index,
                file_type: entry.file_type().map_err(unlistable)?,
                path: entry.path(),
            });
        }
    }
    Ok(())
}

fn unlistable(folder: &Path, error: &Error) -> SourceError {
    let path = folder.display().to_string();
    match error.kind() {
        ErrorKind::NotFound => SourceError::NoFolder { path },
        ErrorKind::NotADirectory => SourceError::NotAFolder { path },
        _ => SourceError::UnreadableFolder {
            path,
            reason: error.to_string(),
        },
    }
}
