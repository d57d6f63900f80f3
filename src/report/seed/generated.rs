//! What `seed generate` made: a line a table, and all of it.

use std::time::Duration;

use super::numbers::{moved, rows};
use crate::outcome::{GenerateReport, GeneratedTable};
use crate::report::duration::human;
use crate::report::escape;
use crate::report::list::count;
use crate::report::style::{Paint, Style};

/// `generated  app.users: 1,000 rows, pulled in  → db/seeds/01_app.users.csv  (12 ms)`, a line a table.
pub(in crate::report) fn generated(report: &GenerateReport, style: Style) -> String {
    let line = |table: &GeneratedTable| {
        let verb = style.paint(Paint::Added, "generated");
        let why = if table.pulled_in { ", pulled in" } else { "" };
        let file = table.file.as_ref().map(|file| format!("  → {file}"));
        let took = human(Duration::from_millis(table.duration_ms));
        let text = format!(
            "  {}: {}{why}{}  ({took})",
            table.table,
            rows(table.rows),
            file.unwrap_or_default()
        );
        format!("{verb}{}\n", escape::line(&text))
    };
    report.tables.iter().map(line).collect()
}

/// `1,122 rows of 3 tables generated with seed 1`, and the sequences that were moved.
pub(in crate::report) fn generated_summary(report: &GenerateReport) -> String {
    let all = report.tables.iter().map(|table| table.rows).sum();
    let files = report.tables.iter().any(|table| table.file.is_some());
    let end = if files { "; nothing was loaded" } else { "" };
    format!(
        "{}{} of {} generated with seed {}{end}\n",
        moved(&report.sequences),
        rows(all),
        count(report.tables.len(), "table"),
        report.seed
    )
}
