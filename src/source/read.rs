//! Reads migration files: each once, none waited for.
//!
//! The no-op `up` is measured with a thousand files, so a file costs its open by its
//! name in the open folder, its reads into one shared buffer, and nothing else: the
//! directory already told that it is a regular file.

use std::fs::{self, File, FileType};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{Mode, OFlags};

use super::SourceError;
use super::folder::{Found, Listing, entries};
use super::large::LargeFile;
use super::unread::Unread;
use crate::migration::{Checksum, MigrationFile, ProblemKind, Reread, Text, Version, canonical};

/// Larger than nearly every migration, so that one read fetches the file.
const BUFFER_BYTES: usize = 64 * 1024;

/// The most of a file that is kept; a larger one is read again when it is needed.
const KEPT_BYTES: usize = 1024 * 1024;

/// Every migration file of `folders` with its text, in numeric order over all
/// folders; numerically equal versions are the plan's to refuse. What keeps a file
/// from being read is its own [`Problem`](crate::migration::Problem).
///
/// # Errors
/// A folder that is absent, no folder, or can't be listed.
pub fn read_migrations(folders: &[PathBuf]) -> Result<Vec<MigrationFile>, SourceError> {
    let mut buffer = vec![0; BUFFER_BYTES];
    let Listing { folders, found } = entries(folders)?;
    let open = |folder: &&PathBuf| {
        File::open(folder).map_err(|error| SourceError::UnreadableFolder {
            path: folder.display().to_string(),
            reason: error.to_string(),
        })
    };
    let open: Vec<File> = folders.iter().map(open).collect::<Result<_, _>>()?;
    let in_its_folder = |found: Found| Some((open.get(found.folder)?, found));
    Ok(found
        .into_iter()
        .filter_map(in_its_folder)
        .map(|(folder, found)| migration_file(folder, found, &mut buffer))
        .collect())
}

/// The versions of every migration file of `folders`, in numeric order, without
/// opening one.
///
/// # Errors
/// A folder that is absent, no folder, or can't be listed.
pub fn read_versions(folders: &[PathBuf]) -> Result<Vec<Version>, SourceError> {
    let found = entries(folders)?.found;
    Ok(found.into_iter().map(|found| found.name.version).collect())
}

fn migration_file(folder: &File, found: Found, buffer: &mut [u8]) -> MigrationFile {
    let contents = regular_file(&found.path, found.file_type)
        .map_err(Unread::Is)
        .and_then(|()| read(folder, &found.path, buffer));
    let path = match found.path.into_os_string().into_string() {
        Ok(path) => path,
        Err(odd) => odd.to_string_lossy().into_owned(),
    };
    let text = contents
        .and_then(|contents| match contents {
            Contents::Small(bytes) => {
                let text = canonical(bytes)?;
                let checksum = Checksum::of(&text);
                Ok((text.into(), checksum))
            }
            Contents::Large(file) => {
                let checksum = file.checksum()?;
                let reread: Arc<dyn Reread> = Arc::new(file);
                Ok((Text::Large { reread, checksum }, checksum))
            }
        })
        .map_err(|unread| unread.problem(&path));
    MigrationFile {
        name: found.name,
        path,
        text,
    }
}

/// Whether opening `path` is safe: opening a FIFO would wait for its writer.
fn regular_file(path: &Path, file_type: FileType) -> Result<(), ProblemKind> {
    if file_type.is_file() {
        return Ok(());
    }
    let file_type = match fs::metadata(path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(ProblemKind::NotAFile {
                what: "a dangling symbolic link",
            });
        }
        Err(error) => {
            return Err(ProblemKind::Unreadable {
                reason: error.to_string(),
            });
        }
    };
    let what = match file_type {
        kind if kind.is_file() => return Ok(()),
        kind if kind.is_dir() => "a folder",
        kind if kind.is_fifo() => "a FIFO",
        kind if kind.is_socket() => "a socket",
        _ => "a device",
    };
    Err(ProblemKind::NotAFile { what })
}

/// What is in a file.
enum Contents {
    /// All of it.
    Small(Vec<u8>),
    /// More than is kept.
    Large(LargeFile),
}

/// The whole file, unless it is large. Reading on until nothing comes costs one call and
/// holds on file systems whose reads may be short; a cut migration must not run.
fn read(folder: &File, path: &Path, buffer: &mut [u8]) -> Result<Contents, Unread> {
    let name = path.file_name().unwrap_or_default();
    let read_only = OFlags::RDONLY | OFlags::CLOEXEC;
    let opened = rustix::fs::openat(folder, name, read_only, Mode::empty());
    let mut file = File::from(opened.map_err(std::io::Error::from)?);
    let mut bytes = Vec::new();
    while bytes.len() <= KEPT_BYTES {
        match file.read(buffer) {
            Ok(0) => return Ok(Contents::Small(bytes)),
            Ok(read) => bytes.extend_from_slice(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Contents::Large(LargeFile::new(path)))
}
