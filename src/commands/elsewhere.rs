//! What failed in the run that was waited for is reported, so that a fleet of waiting runs doesn't
//! try it once each.

use super::failures;
use super::run::Run;
use super::step_failures::reference;
use crate::outcome::{Failure, FailureKind};
use crate::plan::Step;
use crate::postgres::{LedgerTable, read_failed_try};

/// Fails if the run has waited for the lock, and the first of `steps` failed in another run
/// meanwhile.
///
/// # Errors
/// [`FailureKind::FailedElsewhere`]; a lost connection; a signal.
pub(super) async fn refuse_what_failed(
    run: &mut Run<'_>,
    table: &LedgerTable,
    steps: &[Step],
) -> Result<(), Failure> {
    let (Some(since), Some(step)) = (run.waited_since, steps.first()) else {
        return Ok(());
    };
    let during = |error| failures::during("look what became of the run that had the lock", error);
    let failed = read_failed_try(&run.session, table, (step, since), run.watch).await;
    match failed.map_err(during)? {
        None => Ok(()),
        Some(error) => Err(Failure::new(FailureKind::FailedElsewhere {
            migration: reference(step),
            error,
        })),
    }
}
