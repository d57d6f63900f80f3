//! Why migrations folders couldn't be read or written.

use crate::outcome::{Failure, FailureKind};

/// A folder that can't be used, or a new file that couldn't be written. Files
/// that can't be read are no such error: each is reported as its own problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// There is no such folder.
    #[error("the migrations folder `{path}` does not exist")]
    NoFolder {
        /// The folder as given.
        path: String,
    },
    /// Something else is there.
    #[error("`{path}` is not a folder")]
    NotAFolder {
        /// The path as given.
        path: String,
    },
    /// The system refused to list it.
    #[error("cannot read the migrations folder `{path}`: {reason}")]
    UnreadableFolder {
        /// The folder as given.
        path: String,
        /// The system's message.
        reason: String,
    },
    /// The new file is there already.
    #[error("`{path}` exists already")]
    Exists {
        /// The file.
        path: String,
    },
    /// The new file or its folder couldn't be written.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable {
        /// The file or folder.
        path: String,
        /// The system's message.
        reason: String,
        /// What to do about it.
        cure: Option<&'static str>,
    },
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let hint = match &error {
            SourceError::NoFolder { .. } => Some(
                "`proj-migrate new NAME` makes it with a first migration; \
                 `--migrations-dir` names another one"
                    .to_owned(),
            ),
            SourceError::NotAFolder { .. } => {
                Some("`--migrations-dir` takes the folder that holds the .sql files".to_owned())
            }
            SourceError::UnreadableFolder { .. } => {
                Some("check what stands there, and its permissions".to_owned())
            }
            SourceError::Exists { .. } => Some("choose another name".to_owned()),
            SourceError::Unwritable { path, reason, cure } => {
                return Self::new(FailureKind::Io {
                    attempted: format!("write `{path}`"),
                    reason: reason.clone(),
                    hint: cure.map(str::to_owned),
                });
            }
        };
        Self::new(FailureKind::Usage {
            message: error.to_string(),
            hint,
        })
    }
}
