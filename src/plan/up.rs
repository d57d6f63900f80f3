//! The plan of `up`.

use super::check::refuse_modified;
use super::check::{all_or_problems, known, labels, migration, same_versions};
use super::resume::{partial, refused, resume_up};
use super::{Edit, Entry, History, Origin, Plan, Refusal, State, Step, Unresumable, Warning};
use crate::migration::{Direction, MigrationFile, Problem, Version};

/// What `up` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpSelection {
    /// The last version to apply.
    pub to: Option<Version>,
    /// At most so many.
    pub count: Option<usize>,
    /// What happens when something isn't in order.
    pub order: Order,
    /// What happens to unverified rows.
    pub unverified: Unverified,
}

/// `--strict` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Out-of-order and missing migrations are warned about.
    #[default]
    Warn,
    /// They refuse the run.
    Strict,
}

/// `--adopt` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unverified {
    /// Reported only.
    #[default]
    Report,
    /// Stamped with the checksums of their files.
    Adopt,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unplannable {
    /// Files of the run are wrong; never empty.
    Files(Vec<Problem>),
    /// The plan is refused.
    Refused(Refusal),
}

/// The plan of `up`: pending and out-of-order migrations of the selection in
/// numeric order, behind what stopped midway. `edits` are those of the history's modified entries (see
/// [`edits`](super::edits)); one that isn't given is made without the ledger's script.
///
/// # Errors
/// In this order: a partial migration that can't be resumed; files with numerically equal versions;
/// modified ones; bad files of the run; an unknown `--to`; `--strict`.
pub fn plan_up(
    history: &History,
    files: &[MigrationFile],
    selection: &UpSelection,
    edits: Vec<Edit>,
) -> Result<Plan, Unplannable> {
    let resumed = resumed(history, files, selection)?;
    let (run, outside) = selected(history, selection, resumed.len());
    let read: Vec<_> = run.iter().map(|entry| migration(entry, files)).collect();
    let same = same_versions(files);
    if same.is_empty() {
        refuse_modified(history.in_state(State::Modified), files, edits)?;
    }
    let migrations = all_or_problems(same, read)?;
    if let Some(wanted) = &selection.to {
        known(history, wanted)?;
    }
    if selection.order == Order::Strict {
        refuse_disorder(history, &run)?;
    }
    let mut plan = Plan::default();
    warn_of_order(history, &run, &mut plan.warnings);
    look_at_unverified(history, files, selection.unverified, &mut plan);
    for entry in outside {
        let problems = migration(entry, files).err().unwrap_or_default();
        plan.warnings
            .extend(problems.into_iter().map(Warning::BadFile));
    }
    let applied = migrations.into_iter().map(|migration| Step {
        direction: Direction::Up,
        origin: Origin::File,
        migration,
        partial: None,
    });
    plan.steps = resumed.into_iter().chain(applied).collect();
    Ok(plan)
}

/// The steps that go on with what stopped midway: they come before all others.
fn resumed(
    history: &History,
    files: &[MigrationFile],
    selection: &UpSelection,
) -> Result<Vec<Step>, Unplannable> {
    let stopped = partial(history.entries.iter()).into_iter();
    let steps = stopped.map(|(entry, progress)| {
        if !is_reached(entry, selection) {
            return Err(refused((entry, progress), files, Unresumable::NotReached));
        }
        resume_up((entry, progress), files)
    });
    steps.collect()
}

fn is_reached(entry: &Entry, selection: &UpSelection) -> bool {
    match &selection.to {
        Some(to) => entry.version <= *to || entry.version.same_number(to),
        None => true,
    }
}

/// The pending entries of the run and those outside of it, in numeric order.
fn selected<'h>(
    history: &'h History,
    selection: &UpSelection,
    resumed: usize,
) -> (Vec<&'h Entry>, Vec<&'h Entry>) {
    let pending = history.entries.iter().filter(|entry| is_pending(entry));
    let (mut run, mut outside): (Vec<_>, Vec<_>) =
        pending.partition(|entry| is_reached(entry, selection));
    let count = selection.count.unwrap_or(usize::MAX);
    let rest = run.split_off(run.len().min(count.saturating_sub(resumed)));
    outside.splice(..0, rest);
    (run, outside)
}

fn is_pending(entry: &Entry) -> bool {
    matches!(entry.state, State::Pending | State::OutOfOrder)
}

fn refuse_disorder(history: &History, run: &[&Entry]) -> Result<(), Unplannable> {
    let out_of_order: Vec<String> = run
        .iter()
        .filter(|entry| entry.state == State::OutOfOrder)
        .map(|entry| entry.label.clone())
        .collect();
    let missing = labels(history.in_state(State::Missing));
    if out_of_order.is_empty() && missing.is_empty() {
        return Ok(());
    }
    Err(Unplannable::Refused(Refusal::Strict {
        out_of_order,
        missing,
    }))
}

fn warn_of_order(history: &History, run: &[&Entry], warnings: &mut Vec<Warning>) {
    for entry in run.iter().filter(|entry| entry.state == State::OutOfOrder) {
        let above = history
            .entries
            .iter()
            .filter(|other| other.row.is_some() && other.version > entry.version);
        warnings.push(Warning::OutOfOrder {
            label: entry.label.clone(),
            jumped: labels(above),
        });
    }
    let future = labels(history.in_state(State::Future));
    let missing = labels(history.in_state(State::Missing));
    warnings.extend((!future.is_empty()).then_some(Warning::Future(future)));
    warnings.extend((!missing.is_empty()).then_some(Warning::Missing(missing)));
}

/// Stamps the unverified ones (`--adopt`) or reports them. Their files are the only
/// applied ones that nobody has parsed before, so what is wrong with them is said here.
fn look_at_unverified(
    history: &History,
    files: &[MigrationFile],
    unverified: Unverified,
    plan: &mut Plan,
) {
    let mut left = Vec::new();
    let mut bad = Vec::new();
    for entry in history.in_state(State::Unverified) {
        let has_no_checksum = entry.row.as_ref().is_none_or(|row| row.checksum.is_none());
        match migration(entry, files) {
            Ok(migration) if unverified == Unverified::Adopt => plan.stamps.push(migration),
            read => {
                bad.extend(read.err().unwrap_or_default());
                left.extend(has_no_checksum.then(|| entry.label.clone()));
            }
        }
    }
    if !left.is_empty() {
        plan.warnings.push(Warning::Unverified(left));
    }
    plan.warnings.extend(bad.into_iter().map(Warning::BadFile));
}

#[cfg(test)]
#[path = "up_tests/mod.rs"]
mod tests;
