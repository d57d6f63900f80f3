//! What is committed and what is not, after a run that didn't finish.

use super::list::{count, list};
use super::run::past;
use crate::migration::Direction;
use crate::outcome::{Aftermath, MigrationRef, RunReport};

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
        (Aftermath::Partial { done, of }, _) => {
            format!("{}{before}", statements(done, of, end))
        }
        (Aftermath::InDoubt { done, of }, _) => {
            format!("{}{before}", statements(done, of, End::Unseen))
        }
    };
    let rest = run.and_then(|run| not_run(run, Some(label)));
    [text].into_iter().chain(rest).collect()
}

/// What the run had committed, and what it left without `except`: one line each.
pub(super) fn run(run: &RunReport, except: Option<&str>) -> Vec<String> {
    let what = committed(run.direction);
    let done = match run.done.len() {
        _ if run.rolled_back => "everything was rolled back: nothing was changed".to_owned(),
        0 => "this run changed nothing".to_owned(),
        1 => format!("1 migration of this run is {what}"),
        done => format!("{done} migrations of this run are {what}"),
    };
    [done].into_iter().chain(not_run(run, except)).collect()
}

/// `2 migrations before it are committed`
fn before(run: &RunReport) -> String {
    let what = committed(run.direction);
    match run.done.len() {
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

/// `not run: 0004_y, 0005_z`
fn not_run(run: &RunReport, failed: Option<&str>) -> Option<String> {
    let left: Vec<&String> = (run.left.iter())
        .filter(|label| Some(label.as_str()) != failed)
        .collect();
    (!left.is_empty()).then(|| format!("not run: {}", list(&left)))
}

/// `statements 1–2 of 5 took effect and stay; statement 3 failed; 4–5 were not run`
fn statements(done: usize, of: usize, end: End) -> String {
    let end = match end {
        End::Failed => "failed",
        End::Interrupted => "was interrupted",
        End::Unseen => "was begun and its end was not seen: it may have taken effect",
        End::NotBegun => "was not begun",
    };
    let took = match done {
        0 => format!("none of {} took effect", count(of, "statement")),
        1 => format!("statement 1 of {of} took effect and stays"),
        _ => format!("statements 1–{done} of {of} took effect and stay"),
    };
    let (failed, next) = (done + 1, done + 2);
    let rest = match of.checked_sub(next) {
        None => String::new(),
        Some(0) => format!("; statement {next} was not run"),
        Some(_) => format!("; {next}–{of} were not run"),
    };
    match failed <= of {
        true => format!("{took}; statement {failed} {end}{rest}"),
        false => took,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_sections_count_their_statements() {
        for (done, of, expected) in [
            (
                2,
                5,
                "statements 1–2 of 5 took effect and stay; statement 3 failed; 4–5 were not run",
            ),
            (0, 1, "none of 1 statement took effect; statement 1 failed"),
            (
                1,
                3,
                "statement 1 of 3 took effect and stays; statement 2 failed; statement 3 was not run",
            ),
            (
                4,
                5,
                "statements 1–4 of 5 took effect and stay; statement 5 failed",
            ),
            (5, 5, "statements 1–5 of 5 took effect and stay"),
        ] {
            assert_eq!(statements(done, of, End::Failed), expected);
        }
        assert_eq!(
            statements(1, 2, End::Unseen),
            "statement 1 of 2 took effect and stays; statement 2 was begun and its end was not \
             seen: it may have taken effect"
        );
    }
}
