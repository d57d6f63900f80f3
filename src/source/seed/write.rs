//! Writing seed files: none over another, and all of them or none.
//!
//! Each is written under a hidden name, which nobody takes for a seed, and gets its own when all
//! are complete.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::source::SourceError;
use crate::source::write::unwritable;

/// Seed files that are being written into one folder; dropped before [`Self::finish`], it leaves
/// none of them.
#[derive(Debug)]
pub struct SeedFiles {
    folder: PathBuf,
    files: Vec<Writing>,
}

#[derive(Debug)]
struct Writing {
    hidden: PathBuf,
    path: PathBuf,
    file: File,
}

impl SeedFiles {
    /// Nothing yet; `folder` is made when absent.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn begin(folder: &Path) -> Result<Self, SourceError> {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        Ok(Self {
            folder: folder.to_owned(),
            files: Vec::new(),
        })
    }

    /// Begins the file of this name, behind those begun before, and returns its path.
    ///
    /// # Errors
    /// There is such a file; it can't be written.
    pub fn create(&mut self, name: &str) -> Result<PathBuf, SourceError> {
        let path = self.folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(exists(&path));
        }
        let hidden = self
            .folder
            .join(format!(".{name}.{}.part", std::process::id()));
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&hidden);
        let file = file.map_err(|error| unwritable(&path, &error))?;
        self.files.push(Writing {
            hidden,
            path: path.clone(),
            file,
        });
        Ok(path)
    }

    /// Appends to the file that was begun last.
    ///
    /// # Errors
    /// The system's.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SourceError> {
        match self.files.last_mut() {
            Some(last) => last
                .file
                .write_all(bytes)
                .map_err(|error| unwritable(&last.path, &error)),
            None => Ok(()),
        }
    }

    /// Gives all files their names.
    ///
    /// # Errors
    /// There is a file of such a name by now; the system's. Files that have theirs already are
    /// taken away again.
    pub fn finish(mut self) -> Result<(), SourceError> {
        let files = std::mem::take(&mut self.files);
        let mut named: Vec<PathBuf> = Vec::new();
        let mut failed = None;
        for writing in &files {
            if failed.is_none() {
                // Unlike a rename, a link is never made over another file.
                match fs::hard_link(&writing.hidden, &writing.path) {
                    Ok(()) => named.push(writing.path.clone()),
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                        failed = Some(exists(&writing.path));
                    }
                    Err(error) => failed = Some(unwritable(&writing.path, &error)),
                }
            }
            // What can't be removed is hidden, and no seed.
            let _ = fs::remove_file(&writing.hidden);
        }
        match failed {
            None => Ok(()),
            Some(error) => {
                for path in named {
                    let _ = fs::remove_file(path);
                }
                Err(error)
            }
        }
    }
}

impl Drop for SeedFiles {
    fn drop(&mut self) {
        for writing in &self.files {
            let _ = fs::remove_file(&writing.hidden);
        }
    }
}

fn exists(path: &Path) -> SourceError {
    SourceError::Exists {
        path: path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_together_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = SeedFiles::begin(folder.path()).unwrap();
        files.create("1_a.csv").unwrap();
        files.write(b"x\n").unwrap();
        files.create("2_b.csv").unwrap();
        files.finish().unwrap();
        assert_eq!(names(folder.path()), ["1_a.csv", "2_b.csv"]);

        let mut files = SeedFiles::begin(folder.path()).unwrap();
        files.create("3_c.csv").unwrap();
        let refused = files.create("2_b.csv");
        assert!(matches!(refused, Err(SourceError::Exists { .. })));
        drop(files);
        assert_eq!(
            names(folder.path()),
            ["1_a.csv", "2_b.csv"],
            "nothing is left"
        );

        let mut files = SeedFiles::begin(folder.path()).unwrap();
        files.create("3_c.csv").unwrap();
        files.create("4_d.csv").unwrap();
        fs::write(folder.path().join("4_d.csv"), "meanwhile").unwrap();
        assert!(files.finish().is_err());
        assert_eq!(names(folder.path()), ["1_a.csv", "2_b.csv", "4_d.csv"]);
        let kept = fs::read_to_string(folder.path().join("4_d.csv")).unwrap();
        assert_eq!(kept, "meanwhile");
    }
}
