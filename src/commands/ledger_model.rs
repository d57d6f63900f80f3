//! What the ledger must look like before each step, kept up to date as steps commit.

use sha2::{Digest, Sha256};

use crate::migration::{Direction, Version};
use crate::plan::{Ledger, Step};
use crate::postgres::{Assumption, LedgerTable};

/// The ledger's rows as this run knows them.
pub(super) struct LedgerModel {
    /// Version and order of application; a row of this run is above all others.
    rows: Vec<(i64, Version)>,
    order: OrderKnown,
    first: bool,
}

/// Whether the ledger has `applied_seq`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderKnown {
    Yes,
    No,
}

impl OrderKnown {
    pub(super) fn of(table: &LedgerTable) -> Self {
        match table.columns.has("applied_seq") {
            true => Self::Yes,
            false => Self::No,
        }
    }
}

impl LedgerModel {
    pub(super) fn new(ledger: &Ledger, order: OrderKnown) -> Self {
        let row = |row: &crate::plan::LedgerRow| {
            (row.applied_seq.unwrap_or_default(), row.version.clone())
        };
        Self {
            rows: ledger.rows.iter().map(row).collect(),
            order,
            first: true,
        }
    }

    /// What the next step assumes.
    pub(super) fn assumption(&self) -> Assumption {
        if self.order == OrderKnown::No {
            return Assumption::Versions(self.hash());
        }
        let highest = self.rows.iter().max();
        match highest {
            Some((_, version)) if !self.first => Assumption::Highest(version.clone()),
            _ => Assumption::Rows {
                count: self.rows.len(),
                highest: highest.map_or(0, |(seq, _)| *seq),
            },
        }
    }

    /// What the step behind `step` assumes. `None` when only the whole ledger could tell.
    pub(super) fn assumption_after(&self, step: &Step) -> Option<Assumption> {
        if self.order == OrderKnown::No {
            return None;
        }
        let done = &step.migration.version;
        let highest = match step.direction {
            Direction::Up => Some(done),
            Direction::Down => {
                let others = self.rows.iter().filter(|(_, version)| version != done);
                others.max().map(|(_, version)| version)
            }
        };
        highest.cloned().map(Assumption::Highest)
    }

    /// A step was committed.
    pub(super) fn committed(&mut self, step: &Step) {
        self.first = false;
        match step.direction {
            Direction::Up => {
                let above = self.rows.iter().max().map_or(0, |(seq, _)| *seq);
                let version = step.migration.version.clone();
                self.rows.push((above.saturating_add(1), version));
            }
            Direction::Down => self
                .rows
                .retain(|(_, version)| *version != step.migration.version),
        }
    }

    /// SHA-256 of all versions in byte order, joined with commas, in hexadecimal: what the
    /// server computes for [`Assumption::Versions`].
    fn hash(&self) -> String {
        let mut versions: Vec<_> = self
            .rows
            .iter()
            .map(|(_, version)| version.as_str())
            .collect();
        versions.sort_unstable();
        let digest = Sha256::digest(versions.join(",").as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
