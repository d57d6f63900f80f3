//! What a run did: a line a file, and what it came to.

use std::time::Duration;

use super::numbers::{moved, number, rows};
use crate::outcome::{SeedAction, SeedCounts, SeedProgress, SeedReport, SeededFile};
use crate::report::duration::human;
use crate::report::escape;
use crate::report::list::count;
use crate::report::style::{Paint, Style};

/// `loaded  users.csv  → app.users: 1,000 rows  (12 ms)`, a line a file that was not left out.
pub(in crate::report) fn lines(report: &SeedReport, style: Style) -> String {
    let emptied = (report.emptied.iter()).map(|table| {
        format!(
            "emptied  {}: {}\n",
            escape::line(&table.table),
            rows(table.rows)
        )
    });
    let done = report
        .files
        .iter()
        .filter(|file| file.action != SeedAction::LeftOut);
    emptied.chain(done.map(|file| line(file, style))).collect()
}

fn line(file: &SeededFile, style: Style) -> String {
    let verb = style.paint(Paint::Added, past(file.action));
    let took = human(Duration::from_millis(file.duration_ms));
    let what = match (&file.table, file.rows, file.statements) {
        (Some(table), Some(counts), _) => format!("  → {table}: {}", counted(file.action, counts)),
        (_, _, Some(statements)) => format!("  {}", count(statements, "statement")),
        _ => String::new(),
    };
    let text = format!("  {}{what}  ({took})", file.file);
    format!("{verb}{}\n", escape::line(&text))
}

fn past(action: SeedAction) -> &'static str {
    match action {
        SeedAction::LeftOut => "left out",
        SeedAction::Ran => "ran",
        SeedAction::Loaded => "loaded",
        SeedAction::Merged => "merged",
    }
}

fn counted(action: SeedAction, counts: SeedCounts) -> String {
    if action == SeedAction::Loaded {
        return rows(counts.total);
    }
    format!(
        "{} inserted, {} updated, {} unchanged",
        number(counts.inserted),
        number(counts.updated),
        number(counts.unchanged)
    )
}

/// `2 seed files loaded, 3 unchanged`, and the sequences that were moved.
pub(in crate::report) fn summary(report: &SeedReport) -> String {
    let left_out = (report.files.iter())
        .filter(|file| file.action == SeedAction::LeftOut)
        .count();
    let done = report.files.len() - left_out;
    let mut text = moved(&report.sequences);
    text.push_str(&match (done, left_out) {
        (0, 0) => "nothing to do: there are no seed files\n".to_owned(),
        (0, _) => format!(
            "nothing to do: {} unchanged\n",
            count(left_out, "seed file")
        ),
        (_, 0) => format!("{} loaded\n", count(done, "seed file")),
        _ => format!(
            "{} loaded, {left_out} unchanged\n",
            count(done, "seed file")
        ),
    });
    text
}

/// `1,200,000 rows, 98 MB of 120 MB, 41 MB/s`
pub(in crate::report) fn progress(progress: &SeedProgress) -> String {
    let megabytes = |bytes: u64| bytes / 1_000_000;
    let per_second = |amount: u64| {
        let milliseconds = progress.elapsed.as_millis().max(1);
        u64::try_from(u128::from(amount) * 1_000 / milliseconds).unwrap_or(u64::MAX)
    };
    format!(
        "{}, {} of {} MB; {} rows/s, {} MB/s",
        rows(progress.rows),
        megabytes(progress.bytes),
        megabytes(progress.of_bytes).max(1),
        number(per_second(progress.rows)),
        megabytes(per_second(progress.bytes))
    )
}
