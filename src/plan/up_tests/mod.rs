//! What `up` applies, what it warns of and what it refuses.

mod bad_files;
mod order;
mod refusals;

use super::*;
use crate::plan::fixtures::*;
use crate::plan::{Ledger, LedgerRow, history};

fn plan(
    files: &[MigrationFile],
    ledger: &Ledger,
    selection: &UpSelection,
) -> Result<Plan, Unplannable> {
    plan_up(&history(files, ledger), files, selection, Vec::new())
}

fn planned(files: &[MigrationFile], rows: Vec<LedgerRow>, selection: &UpSelection) -> Plan {
    plan(files, &ledger(rows), selection).unwrap()
}

fn refused(files: &[MigrationFile], rows: Vec<LedgerRow>, selection: &UpSelection) -> Refusal {
    match plan(files, &ledger(rows), selection) {
        Err(Unplannable::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn steps(plan: &Plan) -> Vec<&str> {
    let steps = plan.steps.iter();
    steps.map(|step| step.migration.version.as_str()).collect()
}

fn all() -> UpSelection {
    UpSelection::default()
}

fn to(version: &str) -> UpSelection {
    UpSelection {
        to: Version::new(version),
        ..all()
    }
}

fn count(count: usize) -> UpSelection {
    UpSelection {
        count: Some(count),
        ..all()
    }
}

fn strict() -> UpSelection {
    UpSelection {
        order: Order::Strict,
        ..all()
    }
}
