//! Why there is no text of a file.

use std::io;

use crate::migration::{Location, NotUtf8, Problem, ProblemKind};

/// Why there is no text of a file.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// It isn't a file that can be opened.
    #[error("{0}")]
    Is(ProblemKind),
    /// The system refused to open or read it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Its bytes aren't text.
    #[error(transparent)]
    NotUtf8(#[from] NotUtf8),
}

impl Unread {
    /// The problem of the file that is shown as `path`.
    pub(super) fn problem(self, path: &str) -> Problem {
        let path = path.to_owned();
        let (location, kind) = match self {
            Self::Is(kind) => (None, kind),
            Self::Io(error) => {
                let reason = error.to_string();
                (None, ProblemKind::Unreadable { reason })
            }
            Self::NotUtf8(error) => {
                let location = Location {
                    path: path.clone(),
                    line: error.line,
                    column: error.column,
                    width: 1,
                    source_line: error.source_line,
                };
                let offset = error.offset;
                (Some(location), ProblemKind::NotUtf8 { offset })
            }
        };
        Problem {
            path,
            location,
            kind,
        }
    }
}
