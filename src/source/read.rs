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
use super::end::End;
use super::folder::{Found, Listing, entries};
use super::large::LargeFile;
use super::unread::Unread;
use crate::migration::{
    Checksum, FileName, MigrationFile, ProblemKind, Reread, Text, Version, canonical,
};

/// Larger than nearly every migration, so that one read fetches the file, and small enough to
/// cost nothing.
const BUFFER_BYTES: usize = 16 * 1024;

/// The most of a file that is kept; a larger one is read again when it is needed.
pub(super) const KEPT_BYTES: usize = 1024 * 1024;

/// The migration files of some folders in numeric order over all of them, each read when it is
/// asked for: whoever has other things to do does them in between.
pub struct MigrationFiles {
    folders: Vec<(End, File)>,
    found: std::vec::IntoIter<Found>,
    buffer: Vec<u8>,
}

impl MigrationFiles {
    /// Lists the files of `folders`.
    ///
    /// # Errors
    /// A folder that is absent, no folder, or can't be listed.
    pub fn find(folders: &[PathBuf]) -> Result<Self, SourceError> {
        let Listing { folders, found } = entries(folders)?;
        let open = |folder: &PathBuf| {
            let folder = File::open(folder).map_err(|error| SourceError::UnreadableFolder {
                path: folder.display().to_string(),
                reason: error.to_string(),
            })?;
            Ok((End::in_folder(&folder), folder))
        };
        Ok(Self {
            folders: folders.into_iter().map(open).collect::<Result<_, _>>()?,
            found: found.into_iter(),
            buffer: vec![0; BUFFER_BYTES],
        })
    }
}

impl Iterator for MigrationFiles {
    type Item = FoundFile;

    fn next(&mut self) -> Option<FoundFile> {
        let found = self.found.next()?;
        let folder = self.folders.get(found.folder)?;
        Some(found_file(folder, found, &mut self.buffer))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.found.size_hint()
    }
}

/// A migration file, read unless it is large.
pub enum FoundFile {
    /// Read.
    Read(MigrationFile),
    /// Not yet: that takes a while.
    Large(LargeMigration),
}

impl FoundFile {
    /// The file read, whatever its size.
    #[must_use]
    pub fn read(self) -> MigrationFile {
        match self {
            Self::Read(file) => file,
            Self::Large(large) => large.read(),
        }
    }
}

/// A migration file that is too large to be kept.
pub struct LargeMigration {
    name: FileName,
    path: String,
    file: LargeFile,
}

impl LargeMigration {
    /// The file read once, for its checksum.
    #[must_use]
    pub fn read(self) -> MigrationFile {
        let checksum = self.file.checksum();
        let reread: Arc<dyn Reread> = Arc::new(self.file);
        MigrationFile {
            text: checksum
                .map(|checksum| (Text::Large { reread, checksum }, checksum))
                .map_err(|unread| Box::new(unread.problem(&self.path))),
            name: self.name,
            path: self.path,
        }
    }
}

/// Every migration file of `folders` with its text, in numeric order over all
/// folders; numerically equal versions are the plan's to refuse. What keeps a file
/// from being read is its own [`Problem`](crate::migration::Problem).
///
/// # Errors
/// A folder that is absent, no folder, or can't be listed.
pub fn read_migrations(folders: &[PathBuf]) -> Result<Vec<MigrationFile>, SourceError> {
    Ok(MigrationFiles::find(folders)?
        .map(FoundFile::read)
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

fn found_file((end, folder): &(End, File), found: Found, buffer: &mut [u8]) -> FoundFile {
    let end = if found.file_type.is_symlink() {
        End::EmptyRead
    } else {
        *end
    };
    let contents = regular_file(&found.path, found.file_type)
        .map_err(Unread::Is)
        .and_then(|()| read((folder, end), &found.path, buffer));
    let name = found.name;
    let path = match found.path.into_os_string().into_string() {
        Ok(path) => path,
        Err(odd) => odd.to_string_lossy().into_owned(),
    };
    let bytes = match contents {
        Ok(Contents::Large(file)) => return FoundFile::Large(LargeMigration { name, path, file }),
        Ok(Contents::Small(bytes)) => Ok(bytes),
        Err(unread) => Err(unread),
    };
    let text = bytes.and_then(|bytes| {
        let text = canonical(bytes)?;
        let checksum = Checksum::of(&text);
        Ok((text.into(), checksum))
    });
    FoundFile::Read(MigrationFile {
        text: text.map_err(|unread| Box::new(unread.problem(&path))),
        name,
        path,
    })
}

/// Whether opening `path` is safe: opening a FIFO would wait for its writer.
pub(super) fn regular_file(path: &Path, file_type: FileType) -> Result<(), ProblemKind> {
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

/// The whole file, unless it is large. Where reads may be short it is read until nothing
/// comes: a cut migration must not run.
fn read((folder, end): (&File, End), path: &Path, buffer: &mut [u8]) -> Result<Contents, Unread> {
    let name = path.file_name().unwrap_or_default();
    let read_only = OFlags::RDONLY | OFlags::CLOEXEC;
    let opened = rustix::fs::openat(folder, name, read_only, Mode::empty());
    let mut file = File::from(opened.map_err(std::io::Error::from)?);
    let mut bytes = Vec::new();
    while bytes.len() <= KEPT_BYTES {
        match file.read(buffer) {
            Ok(read) => {
                bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
                if end.is_met(read, buffer.len(), bytes.len()) && bytes.len() <= KEPT_BYTES {
                    return Ok(Contents::Small(bytes));
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Contents::Large(LargeFile::new(path)))
}
