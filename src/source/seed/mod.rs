//! Finds and reads seed files, compressed or not: rows as COPY takes them, in pieces, so that no
//! file is ever kept; and single rows again, to show where one went wrong.

mod csv;
mod csv_text;
mod decoded;
mod find;
mod folder;
mod json;
mod lines;
mod ndjson;
mod passed_over;
mod rows;
mod sql;
mod tsv;
mod write;

pub use find::{Clue, Field, FoundRecord, Wanted, find_record};
pub use folder::{LeftSeed, SeedFile, Seeds, find_seeds};
pub use rows::{Header, Piece, Rows};
pub use sql::{checksum_of, read_sql_seed};
pub use write::SeedFiles;
