//! What is wrong with migration files: each with its place and cure, then how many.

use std::collections::BTreeSet;

use super::list::count;
use super::message::{Message, Severity};
use crate::migration::Problem;

/// One problem as a message.
pub(super) fn message(severity: Severity, problem: &Problem) -> Message {
    let title = match &problem.location {
        Some(_) => problem.kind.to_string(),
        None => format!("{}: {}", problem.path, problem.kind),
    };
    let message = match severity {
        Severity::Error => Message::error(title),
        Severity::Warning => Message::warning(title),
    }
    .at(problem.location.clone());
    match problem.kind.cure() {
        Some(cure) => message.hint(cure),
        None => message,
    }
}

/// All problems of a run and the line that sums them up; `noun` is what one of the files is.
pub(super) fn messages(
    problems: &[Problem],
    noun: &str,
    unreachable: Option<&str>,
) -> Vec<Message> {
    let files: BTreeSet<&str> = problems.iter().map(|problem| &*problem.path).collect();
    let sum = Message::error(format!(
        "{} in {}: nothing was run",
        count(problems.len(), "problem"),
        count(files.len(), noun)
    ));
    let sum = match unreachable {
        Some(cause) => sum
            .prose("the server could not be asked which of them are applied already:")
            .code(cause),
        None => sum,
    };
    (problems.iter())
        .map(|problem| message(Severity::Error, problem))
        .chain([sum])
        .collect()
}
