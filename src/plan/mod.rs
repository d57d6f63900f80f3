//! Reconciles files with the ledger into a history, then into a plan of steps
//! or a typed refusal. Pure: a plan can be printed, tested without a database,
//! and then executed.

mod again;
mod agreement;
mod baseline;
mod check;
mod correction;
mod down;
mod edit;
#[cfg(test)]
mod fixtures;
mod history;
mod ledger;
mod ledger_trap;
mod onto;
mod partial;
mod protection;
mod reach;
mod reason;
mod refusal;
mod repair;
mod resume;
mod seed;
mod state;
mod status;
mod step;
mod up;
mod warning;

pub use again::plan_again;
pub use agreement::{AppliedLists, agree};
pub use baseline::plan_baseline;
pub use check::problems_without_ledger;
pub use correction::{Change, ChangeKind, Correction, Corrections};
pub use down::{DownSelection, Reach, Trust, plan_down, scripts_for_down};
pub use edit::{Edit, EditKind, edits, modified_versions};
pub use history::{Entry, History, history};
pub use ledger::{Ledger, LedgerRow, StoredScript};
pub use ledger_trap::LedgerTrap;
pub use onto::Onto;
pub use partial::{BegunNote, PartialRow, Resume, RunNote, ToldBy};
pub use protection::{Mark, Protection};
pub use reason::{FileBeside, Live, StoredProblem, Unconfirmed, Unresumable, Untriable};
pub use refusal::Refusal;
pub use repair::{AcceptedEdits, RepairAction, RepairSelection, plan_repair, scripts_for_repair};
pub use seed::{
    BadColumns, ColumnShape, Compression, Constraint, ConstraintKind, Cycle, DataFormat, GivenKey,
    Identity, Key, LoadOrder, Loosened, Mapped, NamePart, NoKey, SeedContent, SeedName, SeedRecord,
    SeedState, TableName, TableShape, ValueKind, Waits, load_order, map_columns, merge_key,
};
pub use state::State;
pub use status::status_warnings;
pub use step::{Origin, Plan, Step};
pub use up::{Order, Unplannable, Unverified, UpSelection, plan_up};
pub use warning::{PassedOver, Warning};
