//! The schema file: read for comparison, and written as a whole or not at all. Only a file is ever
//! replaced, and nothing is opened that somebody else would have to open, too.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, chown};
use std::path::{Path, PathBuf};

use super::SourceError;
use super::read::regular_file;
use super::write::unwritable;
use crate::migration::ProblemKind;

/// What stands where the file goes.
enum There {
    Nothing,
    File,
    /// Such as /dev/null. To replace it is possible as root, and breaks the system.
    Device,
    /// A folder, or a FIFO, whose other end may never come.
    Other(&'static str),
}

/// The file's text, or `None` where there is no file. Line breaks of version control's making (CRLF, from
/// the first line on) are line feeds.
///
/// # Errors
/// It can't be read, or isn't UTF-8.
pub fn read_schema_file(path: &Path) -> Result<Option<String>, SourceError> {
    let read = there(path).and_then(|there| match there {
        There::Nothing | There::Device => Ok(None),
        There::File => fs::read_to_string(path).map(|text| Some(with_line_feeds(text))),
        There::Other(what) => Err(no_file(what)),
    });
    read.map_err(|error| SourceError::UnreadableSchema {
        path: path.display().to_string(),
        reason: error.to_string(),
    })
}

fn with_line_feeds(text: String) -> String {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => text.replace("\r\n", "\n"),
        _ => text,
    }
}

/// Writes the file, and its folder when absent, unless it holds `text` already; whether
/// something was written. A reader finds the old text or the new one, never a part. Links lead to
/// where it is written, also where nothing is yet. A device, such as `/dev/null`, is written to and
/// stays what it is.
///
/// # Errors
/// It can't be written, for want of rights on the file itself, too; the old file is as it was.
pub fn write_schema_file(path: &Path, text: &str) -> Result<bool, SourceError> {
    let failed = |error: &std::io::Error| unwritable(path, error);
    match there(path).map_err(|error| failed(&error))? {
        There::File if fs::read(path).is_ok_and(|found| found == text.as_bytes()) => Ok(false),
        There::File => {
            // A rename asks the folder only: whoever made the file read-only means it.
            let opened = fs::OpenOptions::new().write(true).open(path);
            opened.map_err(|error| SourceError::Unwritable {
                path: path.display().to_string(),
                reason: error.to_string(),
                cure: Some(WRITABLE),
            })?;
            replace(path, text).map(|()| true)
        }
        There::Nothing => replace(path, text).map(|()| true),
        There::Device => {
            let device = fs::OpenOptions::new().write(true).open(path);
            device
                .and_then(|mut device| device.write_all(text.as_bytes()))
                .map_err(|error| failed(&error))?;
            Ok(true)
        }
        There::Other(what) => Err(SourceError::Unwritable {
            path: path.display().to_string(),
            reason: no_file(what).to_string(),
            cure: Some(A_FILE),
        }),
    }
}

fn there(path: &Path) -> std::io::Result<There> {
    let file_type = match fs::metadata(path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(There::Nothing),
        Err(error) => return Err(error),
    };
    Ok(match regular_file(path, file_type) {
        Ok(()) => There::File,
        Err(_) if file_type.is_char_device() => There::Device,
        Err(ProblemKind::NotAFile { what }) => There::Other(what),
        Err(_) => There::Other("no file"),
    })
}

fn no_file(what: &str) -> std::io::Error {
    std::io::Error::new(ErrorKind::InvalidInput, format!("it is {what}"))
}

/// What to do about a file that this user may not write.
const WRITABLE: &str = "make the file writable for this user, or name another one";
/// What to name instead.
const A_FILE: &str = "name a file; `-` is standard output";

fn replace(path: &Path, text: &str) -> Result<(), SourceError> {
    let failed = |error: &std::io::Error| unwritable(path, error);
    let path = &end_of_links(path);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = write_through(&beside, text).and_then(|()| {
        if let Ok(found) = fs::metadata(path) {
            // Only root may; a file that somebody else owns is its writer's then.
            let _ = chown(&beside, Some(found.uid()), Some(found.gid()));
            fs::set_permissions(&beside, found.permissions())?;
        }
        fs::rename(&beside, path)
    });
    written.map_err(|error| {
        // Ours, and of no use to anybody.
        let _ = fs::remove_file(&beside);
        failed(&error)
    })
}

/// What the name leads to, which is written instead of a link to it.
fn end_of_links(path: &Path) -> PathBuf {
    let mut end = path.to_owned();
    // As many as the system follows.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&end) else {
            break;
        };
        end.pop();
        end.push(target);
    }
    end
}

fn write_through(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn what_is_no_file_is_never_replaced_by_one() {
        let folder = tempfile::tempdir().unwrap();
        // A socket can't be opened; what matters is that it stays.
        let path = folder.path().join("socket");
        let _listener = UnixListener::bind(&path).unwrap();
        assert!(write_schema_file(&path, "select 1;\n").is_err());
        assert!(fs::metadata(&path).unwrap().file_type().is_socket());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
