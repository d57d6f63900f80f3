//! What lies in the seeds folder: the root's files, and a set in each sub-folder.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::passed_over::of_name;
use crate::plan::{PassedOver, SeedName};
use crate::source::SourceError;

/// A seed file as found.
#[derive(Debug, Clone)]
pub struct SeedFile {
    /// What its name says.
    pub name: SeedName,
    /// Where it is.
    pub path: PathBuf,
    /// The same as shown to people.
    pub shown: String,
    /// How many bytes it has, compressed if it is.
    pub bytes: u64,
}

/// What lies in a seeds folder.
#[derive(Debug, Clone)]
pub struct Seeds {
    /// The root's files in name order, then each set's in theirs.
    pub files: Vec<SeedFile>,
    /// The sets, in name order; one may have no file.
    pub sets: Vec<String>,
    /// What looks like seeds and isn't taken, in the same order.
    pub left: Vec<LeftSeed>,
}

/// Something that looks like seeds and isn't taken.
#[derive(Debug, Clone)]
pub struct LeftSeed {
    /// The set that it lies in; `None` is the root.
    pub set: Option<String>,
    /// Where it is, as shown to people.
    pub shown: String,
    /// Why.
    pub why: PassedOver,
}

/// What lies directly in a folder.
#[derive(Debug, Default)]
struct Listed {
    files: Vec<SeedFile>,
    folders: Vec<String>,
    left: Vec<LeftSeed>,
}

/// The seed files of `folder`. Other files, and what begins with a dot, are passed over; what somebody may
/// have meant as a seed is told.
///
/// # Errors
/// The folder is absent, no folder, or it or a set can't be listed.
pub fn find_seeds(folder: &Path) -> Result<Seeds, SourceError> {
    let shown = folder.display().to_string();
    if !folder.exists() {
        return Err(SourceError::NoSeeds { path: shown });
    }
    if !folder.is_dir() {
        return Err(SourceError::UnreadableSeeds {
            path: shown,
            reason: "it is not a folder".to_owned(),
        });
    }
    let Listed {
        mut files,
        folders: sets,
        mut left,
    } = list(folder, None)?;
    for set in &sets {
        let path = folder.join(set);
        let own = list(&path, Some(set))?;
        files.extend(own.files);
        left.extend(own.left);
        for nested in own.folders {
            left.extend(nested_seeds(&path.join(nested), set));
        }
    }
    Ok(Seeds { files, sets, left })
}

/// A folder in a set, if there are seeds in it. One that can't be listed is nobody's loss.
fn nested_seeds(folder: &Path, set: &str) -> Option<LeftSeed> {
    let own = list(folder, Some(set)).ok()?;
    (!own.files.is_empty()).then(|| LeftSeed {
        set: Some(set.to_owned()),
        shown: folder.display().to_string(),
        why: PassedOver::Nested,
    })
}

/// What lies directly in `folder`.
fn list(folder: &Path, set: Option<&str>) -> Result<Listed, SourceError> {
    let mut listed = Listed::default();
    let entries = WalkDir::new(folder)
        .min_depth(1)
        .max_depth(1)
        .follow_links(true)
        .sort_by_file_name();
    for entry in entries {
        // An editor's lock file is a link that leads nowhere.
        let failed_at = entry.as_ref().err().and_then(walkdir::Error::path);
        if failed_at.is_some_and(is_hidden) {
            continue;
        }
        let entry = entry.map_err(|error| SourceError::UnreadableSeeds {
            path: folder.display().to_string(),
            reason: error.to_string(),
        })?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type().is_dir() {
            listed.folders.push(name);
        } else if let Some(why) = of_name(&name) {
            listed.left.push(LeftSeed {
                set: set.map(str::to_owned),
                shown: entry.path().display().to_string(),
                why,
            });
        } else if let Some(name) = SeedName::parse(set, &name) {
            let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
            let path = entry.into_path();
            listed.files.push(SeedFile {
                name,
                bytes,
                shown: path.display().to_string(),
                path,
            });
        }
    }
    Ok(listed)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.starts_with('.'))
}
