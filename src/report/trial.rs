//! What `--dry-run=execute` saw: a line a step, a line a statement, what it kept from others.

use std::time::Duration;

use super::duration::human;
use super::escape;
use super::list::list;
use super::message::Message;
use super::run;
use crate::migration::Location;
use crate::outcome::{LockMode, MigrationRef, Rewrite, TrialReport, TriedLock, TriedStatement};
use crate::plan::{Live, Untriable};

/// How much of a statement a line shows, in characters.
const SHOWN: usize = 60;

/// The steps with their statements.
pub(super) fn steps(report: &TrialReport) -> String {
    let mut text = String::new();
    for (done, tried) in report.run.done.iter().zip(&report.tried) {
        text.push_str(&run::tried(done));
        for statement in &tried.statements {
            text.push_str(&lines(statement));
        }
    }
    text
}

/// What it comes to, and what stays behind.
pub(super) fn summary(report: &TrialReport) -> String {
    let sum = run::summary(&report.run);
    if report.run.done.is_empty() {
        return sum;
    }
    let statements = report.tried.iter().flat_map(|step| &step.statements);
    let written = statements.flat_map(|statement| &statement.locks);
    let mut written: Vec<&str> = written
        .filter(|lock| lock.mode == LockMode::RowExclusive)
        .map(|lock| lock.table.as_str())
        .collect();
    written.sort_unstable();
    written.dedup();
    let mut stays = Vec::new();
    if !report.moved_sequences.is_empty() {
        stays.push(format!(
            "sequences stay moved: {}",
            list(&report.moved_sequences)
        ));
    }
    if !written.is_empty() {
        stays.push(format!("dead rows stay until vacuum: {}", list(&written)));
    }
    stays.push("what was done outside of the database stays".to_owned());
    format!(
        "{sum}a rollback does not undo everything: {}\n",
        escape::line(&stays.join("; "))
    )
}

fn lines(statement: &TriedStatement) -> String {
    let whole = escape::line(&statement.text);
    let mut shown: String = whole.chars().take(SHOWN).collect();
    if shown.len() < whole.len() {
        shown.push('…');
    }
    let mut text = format!(
        "  {}  {shown}  ({})\n",
        statement.statement,
        micros(statement.duration_us)
    );
    // Whoever only reads stops nobody but those who lock out everybody.
    let told = statement
        .locks
        .iter()
        .filter(|lock| lock.mode > LockMode::AccessShare);
    for line in told.map(lock).chain(statement.rewrites.iter().map(rewrite)) {
        text.push_str(&format!("       {}\n", escape::line(&line)));
    }
    text
}

fn lock(lock: &TriedLock) -> String {
    let held = format!(
        "{} on {}, held {}",
        lock.mode,
        lock.table,
        micros(lock.held_us)
    );
    match lock.mode.stops() {
        Some(what) => format!("{held}: stops {what}"),
        None => held,
    }
}

fn rewrite(rewrite: &Rewrite) -> String {
    match rewrite.bytes {
        Some(bytes) => format!("writes all of {} anew: {}", rewrite.table, size(bytes)),
        None => format!("writes all of {} anew", rewrite.table),
    }
}

/// `8 kB`, `1.2 GB`, as PostgreSQL counts.
fn size(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if size < 1024.0 {
            return match unit {
                "bytes" | "kB" => format!("{size:.0} {unit}"),
                _ => format!("{size:.1} {unit}"),
            };
        }
        size /= 1024.0;
    }
    format!("{size:.1} TB")
}

fn micros(micros: u64) -> String {
    match micros {
        0..1000 => "under 1 ms".to_owned(),
        _ => human(Duration::from_micros(micros)),
    }
}

/// A trial that was ended in time.
pub(super) fn held_too_long(
    migration: &MigrationRef,
    location: Option<&Location>,
    (statement, locks, limit): (usize, &[String], Duration),
) -> Message {
    let limit = human(limit);
    let message = Message::error(format!(
        "statement {statement} of {} would keep others waiting for longer than {limit}",
        migration.label
    ))
    .at(location.cloned());
    let message = match locks.is_empty() {
        true => message.prose(format!(
            "it was ended after {limit}, since it may have held a strong lock all the while"
        )),
        false => message
            .note("held before it", list(locks))
            .prose("it was ended when that had been held for so long"),
    };
    message
        .prose("everything was rolled back: nothing was changed")
        .hint("split it, or build what is long outside of a transaction (`transaction:false`, CONCURRENTLY)")
        .hint("or allow more: `--on-live LIMIT`")
}

/// What can't be tried.
pub(super) fn untriable(label: &str, why: &Untriable) -> Message {
    let before = "`--to` or `--count` ends the trial before it; `--dry-run=sql` shows it";
    let (because, hint) = match why {
        Untriable::OutsideTransaction => ("it runs outside of a transaction".to_owned(), before),
        Untriable::SetsTransaction => (
            "it sets its transaction's mode, and would not be the first in it".to_owned(),
            before,
        ),
        Untriable::EnumValue { added_by } => (
            format!(
                "it uses an enum value that is added in the same trial, by {}; the real run commits in between",
                list(added_by)
            ),
            "`--to` or `--count` ends the trial before it",
        ),
    };
    Message::error(format!("`--dry-run=execute` cannot try {label}: {because}"))
        .prose("nothing was changed")
        .hint(hint)
}

/// Others may be there.
pub(super) fn on_live(database: &str, host: &str, why: Live) -> Message {
    let why = match why {
        Live::Remote => format!("the server at {host} is not on this machine"),
        Live::Pooled => "there is a pooler in between".to_owned(),
        Live::Protected => "it is protected".to_owned(),
    };
    Message::error(format!("others may use the database {database}: {why}"))
        .prose("a trial takes the locks that a run takes, and holds them until it is rolled back")
        .prose("nothing was run")
        .hint("say for how long it may keep others waiting: `--on-live 200ms`")
        .hint("or try it on a copy; `--dry-run=sql` shows what would be sent, and takes no lock")
}
