//! Why migrations folders and schema files couldn't be read or written.

use crate::migration::Problem;
use crate::outcome::{Failure, FailureKind};

/// A folder that can't be used, a schema file that can't be read, or a new file that couldn't be
/// written. Migration files that can't be read are no such error: each is reported as its own
/// problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// There is no such folder.
    #[error("the migrations folder `{path}` does not exist")]
    NoFolder {
        /// The folder as given.
        path: String,
    },
    /// There is no seeds folder.
    #[error("the seeds folder `{path}` does not exist")]
    NoSeeds {
        /// The folder as given.
        path: String,
    },
    /// The seeds folder, or a set of it, can't be listed.
    #[error("cannot read the seeds folder `{path}`: {reason}")]
    UnreadableSeeds {
        /// The folder as given.
        path: String,
        /// What is wrong.
        reason: String,
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
    /// The schema file can't be read.
    #[error("cannot read the schema file `{path}`: {reason}")]
    UnreadableSchema {
        /// The file as given.
        path: String,
        /// The system's message.
        reason: String,
    },
    /// There is no such schema file.
    #[error("the schema file `{path}` does not exist")]
    NoSchemaFile {
        /// The file as given.
        path: String,
    },
    /// The schema file has no text that could be read.
    #[error("{0}")]
    SchemaFile(Problem),
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
            SourceError::NoSeeds { .. } => Some(
                "make it and put .sql, .csv, .tsv or .ndjson files into it; `--seeds-dir` names \
                 another one"
                    .to_owned(),
            ),
            SourceError::NotAFolder { .. } => {
                Some("`--migrations-dir` takes the folder that holds the .sql files".to_owned())
            }
            SourceError::UnreadableFolder { .. } | SourceError::UnreadableSeeds { .. } => {
                Some("check what stands there, and its permissions".to_owned())
            }
            SourceError::UnreadableSchema { .. } => {
                Some("check what stands there, and its permissions".to_owned())
            }
            SourceError::NoSchemaFile { .. } => {
                Some("`--schema-file` names another one; `proj-migrate dump` writes it".to_owned())
            }
            SourceError::SchemaFile(problem) => {
                return Self::new(FailureKind::Files {
                    problems: vec![problem.clone()],
                    unreachable: None,
                });
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
