//! The plan of `down`.

use std::rc::Rc;

use super::check::refuse_modified;
use super::check::{all_or_problems, migration, same_versions};
use super::reach::{reached, unknown_release};
use super::resume::{partial, refused, resumed};
use super::{Entry, FileBeside, History, Origin, PartialRow, Plan, Refusal, State, Step};
use super::{StoredProblem, StoredScript, Unplannable, Unresumable, Warning, edits};
use crate::migration::{Direction, Migration, MigrationFile, Version, parse_stored};

/// What `down` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownSelection {
    /// Which migrations.
    pub reach: Reach,
    /// Which text reverts a modified migration; `None` refuses it.
    pub from: Option<Origin>,
    /// Whether a stored script is trusted though others may write the ledger.
    pub trust: Trust,
}

/// Which applied migrations a revert reaches, latest applied first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The latest so many.
    Count(usize),
    /// Everything applied above this version, which stays.
    To(Version),
    /// What the latest run applied.
    LastRun,
    /// What was applied under this label, in however many runs.
    Release(String),
    /// Everything.
    All,
}

/// `--trust-stored` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// A stored script runs only when nobody but the owner and superusers may write the ledger.
    #[default]
    OwnerOnly,
    /// It runs all the same.
    Anyone,
}

/// The versions whose stored scripts [`plan_down`] needs: missing ones, and modified
/// ones, to run (`--from stored`) or to show the edit. Usually empty; also when the
/// selection will be refused.
pub fn scripts_for_down(history: &History, selection: &DownSelection) -> Vec<Version> {
    let reached = reached(history, &selection.reach).unwrap_or_default();
    let wanted = reached.into_iter().filter(|entry| {
        let modified = entry.state == State::Modified && selection.from != Some(Origin::File);
        modified || origin(entry, selection) == Origin::Stored
    });
    let stopped = history.in_state(State::Partial);
    let stopped = stopped.filter(|entry| entry.file.is_none() && entry.row.is_some());
    stopped
        .chain(wanted)
        .map(|entry| entry.version.clone())
        .collect()
}

/// The plan of `down`: what stopped midway, then the selection, latest applied first. An unverified migration is
/// reverted from its file, as dbmate does.
///
/// # Errors
/// In this order: a partial migration that can be neither resumed nor reverted; an unknown or unapplied `--to`, an unknown last
/// run, a release that others were applied onto; files with numerically equal versions; modified files without `--from`;
/// unusable stored scripts; bad files; any irreversible migration.
pub fn plan_down(
    history: &History,
    files: &[MigrationFile],
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Result<Plan, Unplannable> {
    let stopped = partial(history.entries.iter());
    let mut steps = stopped_steps(&stopped, files, selection, stored)?;
    let entries = reached(history, &behind(&selection.reach, stopped.len()))?;
    all_or_problems(same_versions(files), Vec::new())?;
    if selection.from.is_none() {
        let edits = edits(history, files, stored);
        refuse_modified(entries.iter().copied(), files, edits)?;
    }
    let mut problems = Vec::new();
    for entry in &entries {
        let origin = origin(entry, selection);
        let read = match origin {
            Origin::Stored => Ok(from_ledger(entry, files, selection, stored)?),
            Origin::File => migration(entry, files),
        };
        match read {
            Ok(migration) => steps.push(Step {
                direction: Direction::Down,
                origin,
                migration,
                partial: None,
            }),
            Err(more) => problems.extend(more),
        }
    }
    all_or_problems(problems, Vec::new())?;
    let stopped = stopped.iter().map(|(entry, _)| *entry);
    let entries: Vec<_> = stopped.chain(entries).collect();
    refuse_irreversible(&entries, &steps)?;
    Ok(Plan {
        warnings: unknown_release(history, &selection.reach)
            .into_iter()
            .chain(only_recorded(&entries))
            .chain(steps.iter().filter_map(warning))
            .collect(),
        steps,
        stamps: Vec::new(),
    })
}

/// What is left to reach behind so many that stopped midway.
fn behind(reach: &Reach, stopped: usize) -> Reach {
    match reach {
        Reach::Count(count) => Reach::Count(count.saturating_sub(stopped)),
        other => other.clone(),
    }
}

/// The steps that end what stopped midway: a revert goes on, and what was being applied is
/// reverted by the whole down section of its file, for nobody has recorded another one.
fn stopped_steps(
    stopped: &[(&Entry, &PartialRow)],
    files: &[MigrationFile],
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Result<Vec<Step>, Unplannable> {
    let step = |(entry, progress): &(&Entry, &PartialRow)| {
        let refused = |why| refused((entry, progress), files, why);
        let stays = match &selection.reach {
            Reach::To(wanted) => *wanted == entry.version || wanted.same_number(&entry.version),
            // Nobody has noted which release it was for.
            Reach::Release(_) => true,
            Reach::Count(_) | Reach::LastRun | Reach::All => false,
        };
        if stays {
            return Err(refused(Unresumable::NotReached));
        }
        let origin = match entry.file {
            Some(_) => Origin::File,
            None if entry.row.is_some() => Origin::Stored,
            None => return Err(refused(Unresumable::NoFile)),
        };
        let migration = match origin {
            Origin::File => migration(entry, files).map_err(Unplannable::Files)?,
            Origin::Stored => from_ledger(entry, files, selection, stored)?,
        };
        match progress.direction {
            Direction::Down => resumed((entry, progress), files, (migration, origin)),
            Direction::Up if entry.row.is_some() => Err(refused(Unresumable::Recorded)),
            Direction::Up => Ok(Step {
                direction: Direction::Down,
                origin,
                migration,
                partial: Some((*progress).clone()),
            }),
        }
    };
    stopped.iter().map(step).collect()
}

/// Where the text that reverts `entry` comes from.
fn origin(entry: &Entry, selection: &DownSelection) -> Origin {
    let is_unreadable = entry.state == State::Unverified
        && entry.row.as_ref().is_some_and(|row| row.checksum.is_some());
    let differs = entry.state == State::Modified || is_unreadable;
    match selection.from {
        _ if entry.file.is_none() => Origin::Stored,
        Some(Origin::Stored) if differs => Origin::Stored,
        _ => Origin::File,
    }
}

/// The migration that the ledger's script of `entry` holds, verified.
fn from_ledger(
    entry: &Entry,
    files: &[MigrationFile],
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Result<Rc<Migration>, Unplannable> {
    let stored = stored.iter().find(|stored| stored.version == entry.version);
    let refused = |reason| {
        Unplannable::Refused(Refusal::Stored {
            label: entry.label.clone(),
            file: match entry.file {
                None => FileBeside::Gone,
                Some(_) => FileBeside::Edited,
            },
            reason,
        })
    };
    let (Some(row), Some(stored)) = (&entry.row, stored) else {
        return Err(refused(StoredProblem::Absent));
    };
    let Some(script) = &stored.script else {
        return Err(refused(StoredProblem::Absent));
    };
    if selection.trust == Trust::OwnerOnly && !stored.writers.is_empty() {
        return Err(refused(StoredProblem::Writable(stored.writers.clone())));
    }
    let name = entry.name(files);
    let migration = parse_stored(&entry.version, name, script, &entry.label)
        .map_err(|_| refused(StoredProblem::Unparsable))?;
    if migration.down_checksum() == row.down_checksum {
        return Ok(Rc::new(migration));
    }
    let left_out = migration
        .down
        .as_ref()
        .is_some_and(|down| down.is_incomplete);
    Err(refused(if left_out {
        StoredProblem::Incomplete
    } else {
        StoredProblem::ChecksumDiffers
    }))
}

/// Refuses the whole plan when anything in it can't be reverted.
fn refuse_irreversible(entries: &[&Entry], steps: &[Step]) -> Result<(), Unplannable> {
    let is_irreversible = |step: &Step| step.migration.section(Direction::Down).is_none();
    let Some(first) = steps.iter().position(is_irreversible) else {
        return Ok(());
    };
    let both = entries.iter().zip(steps);
    let labels = both
        .filter(|(_, step)| is_irreversible(step))
        .map(|(entry, _)| *entry);
    Err(Unplannable::Refused(Refusal::Irreversible {
        labels: super::check::labels(labels),
        nearest_to: entries
            .get(first)
            .filter(|_| first > 0)
            .map(|entry| entry.version.clone()),
    }))
}

/// Those that nobody ran by us are reverted all the same, as dbmate does.
fn only_recorded(entries: &[&Entry]) -> Option<Warning> {
    let is_only_recorded = |entry: &&&Entry| {
        let row = entry.row.as_ref();
        row.is_some_and(super::LedgerRow::is_only_recorded)
    };
    let recorded: Vec<_> = entries.iter().filter(is_only_recorded).copied().collect();
    (!recorded.is_empty())
        .then(|| Warning::OnlyRecorded(super::check::labels(recorded.into_iter())))
}

fn warning(step: &Step) -> Option<Warning> {
    (step.origin == Origin::Stored).then(|| Warning::StoredScript {
        label: step.migration.label(),
        script: (step.migration.section_text(step.section()))
            .unwrap_or_default()
            .to_owned(),
    })
}

#[cfg(test)]
#[path = "down_tests/mod.rs"]
mod tests;
