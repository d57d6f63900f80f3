//! Seeds as plans see them: what a file's name says, which table and columns its rows go to, by
//! which key they are merged, which file comes first, and what needs no second run.

mod columns;
#[cfg(test)]
mod fixtures;
mod key;
mod name;
mod order;
mod record;
mod shape;
mod table_name;

pub use columns::{BadColumns, Mapped, map_columns};
pub use key::{GivenKey, NoKey, merge_key};
pub use name::{Compression, DataFormat, SeedContent, SeedName};
pub use order::{Cycle, LoadOrder, Loosened, Waits, load_order};
pub use record::{SeedRecord, SeedState};
pub use shape::{ColumnShape, Constraint, ConstraintKind, Identity, Key, TableShape, ValueKind};
pub use table_name::{NamePart, TableName};
