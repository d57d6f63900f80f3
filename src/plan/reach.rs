//! Which applied migrations a revert reaches.

use super::check::known;
use super::{Entry, History, Reach, Refusal, Unplannable};
use crate::migration::Version;

/// The entries that `reach` reaches, latest applied first. Always a run without gaps
/// from the latest one on: what was applied later may need what was applied before.
///
/// # Errors
/// `--to` names an unknown or unapplied version; `--last-run` where the latest row has
/// no run.
pub(super) fn reached<'h>(
    history: &'h History,
    reach: &Reach,
) -> Result<Vec<&'h Entry>, Unplannable> {
    let mut latest_first = history.in_applied_order();
    latest_first.reverse();
    let count = match reach {
        Reach::All => latest_first.len(),
        Reach::Count(count) => (*count).min(latest_first.len()),
        Reach::To(wanted) => above(history, &latest_first, wanted)?,
        Reach::LastRun => of_last_run(&latest_first)?,
    };
    latest_first.truncate(count);
    Ok(latest_first)
}

/// How many were applied after `wanted`.
fn above(
    history: &History,
    latest_first: &[&Entry],
    wanted: &Version,
) -> Result<usize, Unplannable> {
    let entry = known(history, wanted)?;
    let place = latest_first
        .iter()
        .position(|other| other.version == entry.version);
    place.ok_or_else(|| {
        Unplannable::Refused(Refusal::NotApplied {
            label: entry.label.clone(),
        })
    })
}

/// How many were applied since the latest run began. What another run applied meanwhile
/// counts too: pods that deploy together share the migrations out among their runs.
fn of_last_run(latest_first: &[&Entry]) -> Result<usize, Unplannable> {
    let Some(latest) = latest_first.first() else {
        return Ok(0);
    };
    let run = |entry: &Entry| entry.row.as_ref().and_then(|row| row.run_id);
    let Some(last_run) = run(latest) else {
        return Err(Unplannable::Refused(Refusal::UnknownRun {
            label: latest.label.clone(),
        }));
    };
    let first = latest_first
        .iter()
        .rposition(|entry| run(entry) == Some(last_run));
    Ok(first.map_or(0, |index| index + 1))
}
