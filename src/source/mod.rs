//! Finds and reads migration, seed and schema files, and writes new ones; a migration never over
//! another.
//!
//! Synchronous, but a file at a time, so that others come to their turn in between. What the
//! text means is `migration`'s business; which file runs is `plan`'s.

mod end;
mod error;
mod folder;
mod large;
mod read;
mod schema_file;
mod script;
mod seed;
mod unread;
mod write;

pub use error::SourceError;
pub use read::{FoundFile, LargeMigration, MigrationFiles, read_migrations, read_versions};
pub use schema_file::{read_schema_file, write_schema_file};
pub use script::{read_script, read_script_from};
pub use seed::{
    Clue, Field, FoundRecord, Header, LeftSeed, Piece, Rows, SeedFile, SeedFiles, Seeds, Wanted,
    checksum_of, find_record, find_seeds, read_sql_seed,
};
pub use write::create_migration;
