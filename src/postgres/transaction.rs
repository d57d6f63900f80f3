//! What a transaction is made of: one a migration.
//!
//! How it is run stands in `execution.rs`, what its messages say in `wording.rs`.

use super::assumption::Assumption;
use super::guard::Guard;
use super::lease::Lease;
use super::ledger_table::LedgerTable;
use crate::migration::Transaction as Mode;
use crate::plan::Step;
use crate::sql::{Isolation, StatementKind};
use crate::target::Timeouts;

/// A transaction to run.
pub struct Transaction<'a> {
    /// The step; of a trial the first one.
    pub step: &'a Step,
    /// The ledger.
    pub ledger: &'a LedgerTable,
    /// Creates the ledger first, in this very transaction: for trying a plan on a database
    /// without one. Ends with a semicolon.
    pub create_ledger: Option<&'a str>,
    /// What it must look like.
    pub assumption: Assumption,
    /// Until when it may be checked.
    pub lease: Lease,
    /// The guard, when it holds the lock instead of the transaction itself.
    pub guard: Option<&'a Guard>,
    /// The waiting times.
    pub timeouts: &'a Timeouts,
    /// The URL's search path.
    pub search_path: Option<&'a str>,
    /// The run.
    pub run_id: &'a str,
    /// The run's label.
    pub release: Option<&'a str>,
    /// The script that the ledger stores for a step; `None` stores none.
    pub script: &'a dyn Fn(&Step) -> Option<String>,
    /// What may begin behind its COMMIT.
    pub next: Option<Next<'a>>,
}

/// The step behind a transaction's, if it may begin early.
pub struct Next<'a> {
    pub(super) step: &'a Step,
    pub(super) assumption: Assumption,
}

impl<'a> Next<'a> {
    /// `step`, which assumes `assumption` once the one before is committed. `None` when its
    /// transaction begins with more than two messages, or shares the lock with a guard.
    #[must_use]
    pub fn new(step: &'a Step, assumption: Assumption) -> Option<Self> {
        let section = step.section();
        let is_plain = section.options.transaction == Mode::Whole
            && !section.rolls_back_to_savepoint
            && before_check(step) == 0
            && !wants_guard(step)
            && step.partial.is_none();
        is_plain.then_some(Self { step, assumption })
    }
}

/// Whether `step` can't take the lock in its own transaction: under REPEATABLE READ and
/// SERIALIZABLE the check would see the ledger as it was before the lock.
#[must_use]
pub fn wants_guard(step: &Step) -> bool {
    matches!(
        first_kind(step),
        Some(StatementKind::SetTransaction {
            isolation: Some(Isolation::RepeatableRead | Isolation::Serializable)
        })
    )
}

fn first_kind(step: &Step) -> Option<&StatementKind> {
    step.section().first_kind.as_ref()
}

/// How many statements of a step go out before the check.
pub(super) fn before_check(step: &Step) -> usize {
    let first = first_kind(step);
    usize::from(matches!(first, Some(StatementKind::SetTransaction { .. })))
}
