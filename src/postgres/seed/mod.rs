//! Loading seeds: one transaction under the lock, rows by COPY, straight into an empty table or
//! through a temporary one and merged; scripts; sequences; the ledger of seeds.

mod bad_key;
mod ledger;
mod load;
mod merge;
mod reset;
mod run;
mod script;
mod sequences;
mod shape;
mod tables;

pub use bad_key::{BadKey, StagedRow, bad_key};
pub use ledger::{SeedLedger, SeedRow, read_seed_ledger, record_seeds, seeds_for_owner};
pub use load::{CopyOf, CopyTarget, has_rows};
pub use merge::{Merge, Merged, STAGED, Staged};
pub use reset::{Hold, Outside, count_rows, empty_tables, outside_references};
pub use run::{SeedBegun, SeedRun, TransactionId};
pub use script::ScriptError;
pub use sequences::{MovedSequence, move_sequences};
pub use shape::{SeedTable, read_shape};
pub use tables::{ReadTables, read_present, read_tables};
