//! The nouns of a migration — version, checksum, section, file — and the pure
//! parser from text to migration.
//!
//! The room sees text that somebody else has read; it owns no path logic beyond
//! a file's name and knows nothing of databases. The byte rules of the checksum
//! are documented in README, "File format".

mod canonical;
mod checksum;
mod duration;
mod file;
mod new_file;
mod options;
mod parse;
mod problem;
mod section;
mod stored;
mod version;

pub use canonical::{NotUtf8, canonical};
pub use checksum::{Checksum, ParseChecksumError};
pub use duration::{DURATION_FORM, format_duration, parse_duration};
pub use file::{FileName, MigrationFile, label};
pub use new_file::{TEMPLATE, clean_name, next_version};
pub use options::SectionOptions;
pub use parse::parse;
pub use problem::{Location, Problem, ProblemKind};
pub use section::{Direction, Migration, Section};
pub use stored::stored_script;
pub use version::Version;
