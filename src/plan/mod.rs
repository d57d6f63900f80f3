//! Reconciles files with the ledger into a history, then into a plan of steps
//! or a typed refusal. Pure: a plan can be printed, tested without a database,
//! and then executed.

mod down;
mod edit;
mod history;
mod ledger;
mod refusal;
mod step;
mod up;
mod warning;

pub use down::{DownSelection, Reach, Trust, plan_down, scripts_for_down};
pub use edit::{Edit, EditKind};
pub use history::{Entry, History, State};
pub use ledger::{Ledger, LedgerRow, PartialRow, StoredScript};
pub use refusal::{LedgerTrap, Refusal, StoredProblem};
pub use step::{Origin, Plan, Step};
pub use up::{Order, Unplannable, Unverified, UpSelection, plan_up};
pub use warning::Warning;
