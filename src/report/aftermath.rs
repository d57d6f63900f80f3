//! What is committed and what is not, after a run that didn't finish.

use super::list::{count, list};
use super::run::{past, reverted_first};
use crate::migration::Direction;
use crate::outcome::{Aftermath, MigrationRef, RunReport, RunStep};

/// How a statement of a non-transactional section ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With an error.
    Failed,
    /// By a signal.
    Interrupted,
    /// Nobody saw it.
    Unseen,
    /// It was not even begun: a message of our own failed before it.
    NotBegun,
}

/// What became of `migration`, and of the run around it: one line each.
pub(super) fn migration(
    migration: &MigrationRef,
    aftermath: Aftermath,
    end: End,
    run: Option<&RunReport>,
) -> Vec<String> {
    let before = run.map_or_else(String::new, |run| format!("; {}", before(run)));
    let label = &migration.label;
    let text = match (aftermath, migration.direction) {
        (Aftermath::RolledBack, Direction::Up) => {
            format!("rolled back: nothing of {label} remains{before}")
        }
        (Aftermath::RolledBack, Direction::Down) => {
            format!("rolled back: {label} is still applied, as it was{before}")
        }
        (Aftermath::Ended, _) => {
            format!(
                "{label} ended its own transaction: what it did before that may be committed, and \
                 nothing is recorded{before}"
            )
        }
        (Aftermath::Partial { done, at, of }, _) => {
            format!("{}{before}", statements(done, at, of, end))
        }
        (Aftermath::InDoubt { done, at, of }, _) => {
            format!("{}{before}", statements(done, at, of, End::Unseen))
        }
    };
    let rest = run.and_then(|run| not_run(run, Some(label)));
    let reverted = run.and_then(reverted);
    [text].into_iter().chain(reverted).chain(rest).collect()
}

/// What the run had committed, and what it left without `except`: one line each.
pub(super) fn run(run: &RunReport, except: Option<&str>) -> Vec<String> {
    let what = committed(run.direction);
    let done = match run.done.len() - reverted_first(run).len() {
        _ if run.rolled_back => "everything was rolled back: nothing was changed".to_owned(),
        0 if run.done.is_empty() => "this run changed nothing".to_owned(),
        0 => "nothing was applied again".to_owned(),
        1 => format!("1 migration of this run is {what}"),
        done => format!("{done} migrations of this run are {what}"),
    };
    [done]
        .into_iter()
        .chain(reverted(run))
        .chain(not_run(run, except))
        .collect()
}

/// `2 migrations before it are committed`
fn before(run: &RunReport) -> String {
    let what = committed(run.direction);
    match run.done.len() - reverted_first(run).len() {
        _ if run.rolled_back => "what ran before it too: nothing was changed".to_owned(),
        0 => format!("none was {} before it in this run", past(run.direction)),
        1 => format!("1 migration before it is {what}"),
        done => format!("{done} migrations before it are {what}"),
    }
}

fn committed(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "committed",
        Direction::Down => "reverted",
    }
}

/// `reverted and not applied again: 0004_y`
fn reverted(run: &RunReport) -> Option<String> {
    let again = |label: &String| {
        let is_up = |step: &RunStep| step.direction == run.direction;
        run.done
            .iter()
            .any(|step| is_up(step) && step.label == *label)
    };
    let mut left = reverted_first(run);
    left.retain(|label| !again(label));
    (!left.is_empty()).then(|| format!("reverted and not applied again: {}", list(&left)))
}

/// `not run: 0004_y, 0005_z`
fn not_run(run: &RunReport, failed: Option<&str>) -> Option<String> {
    let left: Vec<&String> = (run.left.iter())
        .filter(|label| Some(label.as_str()) != failed)
        .collect();
    (!left.is_empty()).then(|| format!("not run: {}", list(&left)))
}

/// `statements 1–2 of 5 took effect and stay; statement 3 failed; 4–5 were not run`
fn statements(done: usize, at: usize, of: usize, end: End) -> String {
    let took = match done {
        0 => format!("none of {} took effect", count(of, "statement")),
        1 => format!("statement 1 of {of} took effect and stays"),
        _ => format!("statements 1–{done} of {of} took effect and stay"),
    };
    if done >= of {
        return took;
    }
    let next = done + 1;
    let stopped = match end {
        End::Failed => format!("statement {at} failed{}", unit(next, at)),
        End::Interrupted => format!("statement {at} was interrupted{}", unit(next, at)),
        End::Unseen if next < at => format!(
            "statements {next}–{at}, a unit, were begun and their end was not seen: they may \
             have taken effect"
        ),
        End::Unseen => {
            format!("statement {at} was begun and its end was not seen: it may have taken effect")
        }
        End::NotBegun => format!("statement {at} was not begun"),
    };
    let next = at + 1;
    let rest = match of.checked_sub(next) {
        None => String::new(),
        Some(0) => format!("; statement {next} was not run"),
        Some(_) => format!("; {next}–{of} were not run"),
    };
    format!("{took}; {stopped}{rest}")
}

/// What the author's own `BEGIN` in statement `first` took along when statement `at` ended.
fn unit(first: usize, at: usize) -> String {
    match at - first {
        0 => String::new(),
        1 => format!(" and statement {first} was rolled back with it"),
        _ => format!(" and {first}–{} were rolled back with it", at - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_sections_count_their_statements() {
        for (done, at, of, expected) in [
            (
                2,
                3,
                5,
                "statements 1–2 of 5 took effect and stay; statement 3 failed; 4–5 were not run",
            ),
            (
                0,
                1,
                1,
                "none of 1 statement took effect; statement 1 failed",
            ),
            (
                1,
                2,
                3,
                "statement 1 of 3 took effect and stays; statement 2 failed; statement 3 was not run",
            ),
            (
                1,
                4,
                6,
                "statement 1 of 6 took effect and stays; statement 4 failed and 2–3 were rolled back with it; 5–6 were not run",
            ),
            (
                0,
                2,
                2,
                "none of 2 statements took effect; statement 2 failed and statement 1 was rolled back with it",
            ),
            (
                4,
                5,
                5,
                "statements 1–4 of 5 took effect and stay; statement 5 failed",
            ),
            (5, 6, 5, "statements 1–5 of 5 took effect and stay"),
        ] {
            assert_eq!(statements(done, at, of, End::Failed), expected);
        }
        assert_eq!(
            statements(1, 2, 2, End::Unseen),
            "statement 1 of 2 took effect and stays; statement 2 was begun and its end was not \
             seen: it may have taken effect"
        );
    }
}
