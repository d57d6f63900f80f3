//! Which applied migrations a revert reaches.

use super::check::known;
use super::{Entry, History, Reach, Refusal, State, Unplannable, Warning};
use crate::migration::{Direction, Version};

/// The entries that `reach` reaches, latest applied first. Always a run without gaps
/// from the latest one on: what was applied later may need what was applied before.
///
/// # Errors
/// `--to` names an unknown or unapplied version; `--last-run` where the latest row has
/// no run; `--release` names one that others were applied onto.
pub(super) fn reached<'h>(
    history: &'h History,
    reach: &Reach,
) -> Result<Vec<&'h Entry>, Unplannable> {
    let mut latest_first = history.in_applied_order();
    latest_first.reverse();
    // What stopped midway has a step of its own, before all others.
    latest_first.retain(|entry| entry.state != State::Partial);
    let count = match reach {
        Reach::All => latest_first.len(),
        Reach::Count(count) => (*count).min(latest_first.len()),
        Reach::To(wanted) => above(history, &latest_first, wanted)?,
        Reach::LastRun => of_last_run(history, &latest_first)?,
        Reach::Release(release) => of_release(&latest_first, release)?,
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
fn of_last_run(history: &History, latest_first: &[&Entry]) -> Result<usize, Unplannable> {
    let run = |entry: &Entry| match &entry.progress {
        // Of a revert that stopped midway, the run that is being reverted.
        Some(progress) if progress.direction == Direction::Up => progress.note.run_id,
        _ => entry.row.as_ref().and_then(|row| row.run_id),
    };
    let mut stopped = history.in_state(State::Partial);
    let Some(latest) = stopped.next().or(latest_first.first().copied()) else {
        return Ok(0);
    };
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

/// How many were applied since the release began. What others applied since then may need it,
/// and to revert that was not asked for.
fn of_release(latest_first: &[&Entry], release: &str) -> Result<usize, Unplannable> {
    let is_of_it = |entry: &&Entry| release_of(entry) == Some(release);
    let first = latest_first.iter().rposition(is_of_it);
    let count = first.map_or(0, |index| index + 1);
    let (since, before) = latest_first.split_at(count);
    let others: Vec<_> = since.iter().filter(|entry| !is_of_it(entry)).collect();
    if others.is_empty() {
        return Ok(count);
    }
    Err(Unplannable::Refused(Refusal::ReleaseBelow {
        release: release.to_owned(),
        others: others.iter().map(|entry| entry.label.clone()).collect(),
        stays: before.first().map(|entry| entry.version.clone()),
    }))
}

fn release_of<'h>(entry: &&'h Entry) -> Option<&'h str> {
    entry.row.as_ref()?.release.as_deref()
}

/// That nothing applied is of the release to revert: reverted already, or misspelt.
pub(super) fn unknown_release(history: &History, reach: &Reach) -> Option<Warning> {
    let Reach::Release(release) = reach else {
        return None;
    };
    let applied = history.in_applied_order();
    let mut known: Vec<&str> = applied.iter().rev().filter_map(release_of).collect();
    let mut said = std::collections::HashSet::new();
    known.retain(|label| said.insert(*label));
    (!known.contains(&release.as_str())).then(|| Warning::UnknownRelease {
        release: release.clone(),
        known: known.into_iter().map(str::to_owned).collect(),
    })
}
