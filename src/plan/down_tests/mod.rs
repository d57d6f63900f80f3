//! What `down` reverts, from which text, and what it refuses.

mod order;
mod releases;
mod texts;

use super::*;
use crate::plan::fixtures::*;
use crate::plan::{Ledger, LedgerRow, history};

fn select(reach: Reach) -> DownSelection {
    DownSelection {
        reach,
        from: None,
        trust: Trust::OwnerOnly,
    }
}

fn from(origin: Origin) -> DownSelection {
    DownSelection {
        from: Some(origin),
        ..select(Reach::All)
    }
}

fn to(version: &str) -> Reach {
    Reach::To(self::version(version))
}

fn plan(
    files: &[MigrationFile],
    rows: Vec<LedgerRow>,
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Result<Plan, Unplannable> {
    plan_down(&history(files, &ledger(rows)), files, selection, stored)
}

fn refused(
    files: &[MigrationFile],
    rows: Vec<LedgerRow>,
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Refusal {
    match plan(files, rows, selection, stored) {
        Err(Unplannable::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn steps(plan: &Plan) -> Vec<(&str, Origin)> {
    let steps = plan.steps.iter();
    steps
        .map(|step| (step.migration.version.as_str(), step.origin))
        .collect()
}
