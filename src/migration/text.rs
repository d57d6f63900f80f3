//! The canonical text of a migration: kept, or too large for that and read again each time
//! that it is needed.
//!
//! This room reads no files: whoever found a large one gives the means to read it again.

use std::fmt;
use std::sync::Arc;

use super::Checksum;
use super::checksum::Hasher;

/// How much of a kept text is looked at in one go.
const PIECE_BYTES: usize = 256 * 1024;

/// A canonical text.
#[derive(Debug, Clone)]
pub enum Text {
    /// All of it.
    Kept(Arc<str>),
    /// One that is read anew each time.
    Large {
        /// Gives it.
        reread: Arc<dyn Reread>,
        /// Its checksum when it was first read.
        checksum: Checksum,
    },
}

/// The means to read a large text again.
pub trait Reread: fmt::Debug + Send + Sync {
    /// The canonical text from its start, in pieces that end with a line break, the last one
    /// too. An error, which says why it can't be read, is the last item.
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<String, String>>>;
}

/// Why a large text isn't there any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextLost {
    /// It is another one than when it was first read.
    #[error("the file was changed while it was being used")]
    Changed,
    /// It can't be read again.
    #[error("cannot read the file again: {0}")]
    Unreadable(String),
}

impl Text {
    /// The text, unless it is a large one.
    pub fn kept(&self) -> Option<&str> {
        match self {
            Self::Kept(text) => Some(text),
            Self::Large { .. } => None,
        }
    }

    /// The text in pieces that end with a line break (the last one perhaps not). Those of a
    /// large text end with an error when it has changed; so nothing is certain before the end.
    pub(super) fn pieces(&self) -> Pieces {
        match self {
            Self::Kept(text) => Pieces::Kept {
                text: Arc::clone(text),
                at: 0,
            },
            Self::Large { reread, checksum } => Pieces::Large {
                pieces: reread.pieces(),
                hasher: Some(Hasher::default()),
                expected: *checksum,
            },
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Kept(text.into())
    }
}

/// The pieces of a text.
pub(super) enum Pieces {
    Kept {
        text: Arc<str>,
        at: usize,
    },
    Large {
        pieces: Box<dyn Iterator<Item = Result<String, String>>>,
        /// `None` once the end was seen.
        hasher: Option<Hasher>,
        expected: Checksum,
    },
}

impl Iterator for Pieces {
    type Item = Result<String, TextLost>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Kept { text, at } => {
                let rest = text.get(*at..).filter(|rest| !rest.is_empty())?;
                let piece = lines(rest, PIECE_BYTES);
                *at += piece.len();
                Some(Ok(piece.to_owned()))
            }
            Self::Large {
                pieces,
                hasher,
                expected,
            } => match pieces.next() {
                Some(Ok(piece)) => {
                    hasher.as_mut()?.update(&piece);
                    Some(Ok(piece))
                }
                Some(Err(reason)) => Some(Err(TextLost::Unreadable(reason))),
                None => {
                    let is_same = hasher.take()?.checksum() == *expected;
                    (!is_same).then_some(Err(TextLost::Changed))
                }
            },
        }
    }
}

/// The whole lines among the first `most` bytes of `text`; at least one line.
fn lines(text: &str, most: usize) -> &str {
    let head = text.as_bytes().get(..most).unwrap_or(text.as_bytes());
    let end = if head.len() == text.len() {
        text.len()
    } else if let Some(last) = head.iter().rposition(|byte| *byte == b'\n') {
        last + 1
    } else {
        text.find('\n').map_or(text.len(), |first| first + 1)
    };
    text.get(..end).unwrap_or(text)
}
