//! The nouns of a migration — version, checksum, section, file — and the pure
//! parser from text to migration.
//!
//! The room sees text that somebody else has read; it owns no path logic beyond
//! a file's name and knows nothing of databases. The byte rules of the checksum
//! are documented in README, "File format".

mod canonical;
mod checks;
mod checksum;
mod code;
mod conflicts;
#[cfg(any(test, fuzzing))]
mod cut_laws;
mod distance;
mod done_part;
mod draft;
mod duration;
mod file;
mod findings;
#[cfg(any(test, fuzzing))]
pub mod laws;
mod locate;
mod markers;
mod near_miss;
mod new_file;
mod option_pair;
mod option_reader;
mod options;
mod parse;
mod prefix;
mod problem;
#[cfg(test)]
mod properties;
mod script;
mod section;
mod section_draft;
mod section_text;
mod seed;
mod seed_problem;
mod session_need;
mod statements;
mod stored;
mod text;
mod version;

pub use canonical::{CanonicalPieces, LineBreaks, NotUtf8, canonical};
pub use checksum::{Checksum, Hasher, ParseChecksumError};
pub(crate) use code::code;
pub(crate) use distance::{edit_distance, nearest, similar};
pub use done_part::DonePart;
pub use duration::{DURATION_FORM, format_duration, parse_duration};
pub use file::{FileName, MigrationFile, label};
pub use findings::location;
pub use locate::{ErrorPlace, copy_line};
pub use new_file::{TEMPLATE, clean_name, next_version};
pub use options::{SectionOptions, Transaction};
pub use parse::{parse, parse_stored};
pub use prefix::PrefixChecksum;
pub use problem::{Location, Problem, ProblemKind};
pub use script::{Extension, Extent, Script};
pub use section::{Direction, Migration, Section};
pub use section_text::SectionText;
pub use seed::parse_seed;
pub use seed_problem::SeedProblem;
pub use session_need::{NeededFor, SessionNeed, SetForAll};
pub use statements::{SectionStatement, Statements};
pub use stored::stored_script;
pub use text::{Reread, Text, TextLost};
pub use version::Version;
