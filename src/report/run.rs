//! What a run did: a line a step, and one that sums it up.

use std::time::Duration;

use super::duration::human;
use super::escape;
use super::list::count;
use super::style::{Paint, Style};
use crate::migration::Direction;
use crate::outcome::{RunReport, RunStep};
use crate::plan::Origin;

/// `applied`, `reverted`
pub(super) fn past(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "applied",
        Direction::Down => "reverted",
    }
}

/// `apply`, `revert`
pub(super) fn imperative(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "apply",
        Direction::Down => "revert",
    }
}

/// `applied  0001_create_users  (12 ms)`, with its newline.
pub(super) fn step(step: &RunStep, style: Style) -> String {
    line(step, style.paint(Paint::Added, past(step.direction)))
}

/// `would apply  0001_create_users  (12 ms)`, with its newline: it was tried and rolled back.
pub(super) fn tried(step: &RunStep) -> String {
    line(step, format!("would {}", imperative(step.direction)))
}

fn line(step: &RunStep, verb: String) -> String {
    let took = human(Duration::from_millis(step.duration_ms));
    let origin = match step.origin {
        Origin::File => "",
        Origin::Stored => ", stored script",
    };
    format!("{verb}  {}  ({took}{origin})\n", escape::line(&step.label))
}

/// Labels of what `redo` reverted, in that order, when it went on to apply it again.
pub(super) fn reverted_first(report: &RunReport) -> Vec<&String> {
    let is_first = |step: &&RunStep| step.direction != report.direction;
    report
        .done
        .iter()
        .filter(is_first)
        .map(|step| &step.label)
        .collect()
}

/// `3 migrations applied`, with its newline.
pub(super) fn summary(report: &RunReport) -> String {
    let migrations = count(report.done.len(), "migration");
    let reverted = reverted_first(report);
    if !reverted.is_empty() && !report.rolled_back {
        let again = report.done.len() - reverted.len();
        let migrations = count(reverted.len(), "migration");
        return format!("{migrations} reverted, {again} applied again\n");
    }
    match (report.done.len(), report.rolled_back) {
        (0, _) => "nothing to do\n".to_owned(),
        (_, true) => format!("{migrations} tried and rolled back: nothing was changed\n"),
        (_, false) => format!("{migrations} {}\n", past(report.direction)),
    }
}
