//! `new NAME`: writes an empty migration above all others.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::migration::{FileName, clean_name, next_version};
use crate::outcome::{Failure, FailureKind, NewReport, Outcome};
use crate::source::{SourceError, create_migration, read_versions};

/// What `new` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The name as typed.
    pub name: String,
    /// The migrations folders; the file goes to the first.
    pub migrations_dirs: Vec<PathBuf>,
    /// The time that the version tells.
    pub now: DateTime<Utc>,
}

/// Writes the file and returns its path.
///
/// # Errors
/// The name has no letter or digit; the folder can't be made, read or written.
pub fn run(request: &Request) -> Result<Outcome, Failure> {
    let name = clean_name(&request.name).ok_or_else(|| {
        Failure::new(FailureKind::Usage {
            message: format!("the name `{}` has no letter a-z and no digit", request.name),
            hint: Some("name the change: `proj-migrate new create_users`".to_owned()),
        })
    })?;
    let Some((first, others)) = request.migrations_dirs.split_first() else {
        return Err(Failure::new(FailureKind::Usage {
            message: "no migrations folder".to_owned(),
            hint: Some("name one with `--migrations-dir`".to_owned()),
        }));
    };
    let mut existing = match read_versions(std::slice::from_ref(first)) {
        // It is made below.
        Err(SourceError::NoFolder { .. }) => Vec::new(),
        read => read?,
    };
    existing.extend(read_versions(others)?);

    let file_name = FileName {
        version: next_version(&existing, request.now),
        name,
    };
    let path = create_migration(first, &file_name)?;
    Ok(Outcome::New(NewReport {
        path: path.display().to_string(),
        version: file_name.version,
    }))
}
