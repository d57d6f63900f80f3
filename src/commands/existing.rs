//! A first run on a database that has its schema already: the failure names `baseline`.

use super::run::Run;
use crate::migration::Direction;
use crate::outcome::{Aftermath, Failure, FailureKind};
use crate::postgres::{Survey, has_older_relations};

/// What is there already: a table or another relation, a type or a role, a function.
const EXISTS: [&str; 3] = ["42P07", "42710", "42723"];

const BASELINE: &str = "if this database had its schema before it had a ledger, record what it has: \
    `proj-migrate baseline --to VERSION`, the last migration whose changes are there; then run this again";

/// Puts the advice in front of the failure's cure, where it may be one.
pub(super) async fn suggest_baseline(run: &Run<'_>, failure: &mut Failure) {
    if run.began_with != LedgerThen::Empty || run.direction != Direction::Up {
        return;
    }
    let FailureKind::Statement(failed) = &mut failure.kind else {
        return;
    };
    let is_rolled_back = failed.aftermath == Aftermath::RolledBack;
    if !is_rolled_back || !EXISTS.contains(&failed.error.sqlstate.as_str()) {
        return;
    }
    let table = run.survey.table.as_ref();
    // Who can't look gets no advice; the failure itself is what counts.
    let Ok(true) = has_older_relations(&run.session, table, run.watch).await else {
        return;
    };
    failed.cure = Some(match failed.cure.take() {
        Some(cure) => format!("{BASELINE}\notherwise: {cure}"),
        None => BASELINE.to_owned(),
    });
}

/// The ledger when the run began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LedgerThen {
    /// Absent, or without rows.
    Empty,
    /// With rows.
    InUse,
}

impl LedgerThen {
    /// As the first look shows it, whether its rows were read or only lists of them.
    pub(super) fn of(survey: &Survey) -> Self {
        let lists = survey.applied.as_ref();
        let has_lists = lists.is_some_and(|lists| !lists.versions.is_empty());
        match survey.ledger.rows.is_empty() && !has_lists {
            true => Self::Empty,
            false => Self::InUse,
        }
    }
}
