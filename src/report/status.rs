//! The state of every version as a table, and how many there are of each.

use chrono::SecondsFormat;
use comfy_table::presets;
use comfy_table::{Cell, Color, ColumnConstraint, ContentArrangement, Table};

use super::duration::human;
use super::escape;
use super::style::{Colour, Style};
use crate::outcome::{StatusReport, StatusRow};
use crate::plan::State;

const RELEASE: &str = "release";
const NOTE: &str = "note";
/// What a narrow terminal does without, in this order; `--format json` has it all.
const LEAST_NEEDED: [&str; 4] = ["took", "by", RELEASE, "applied at"];
/// Between two columns.
const GAP: u16 = 2;
const HEADER: [&str; 8] = [
    "version",
    "name",
    "state",
    "applied at",
    "by",
    "took",
    RELEASE,
    NOTE,
];

/// The table, and the titles of what a narrow terminal does without.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Header first, one row a version; empty when there is no version. Cells hold no line
    /// breaks, columns are two spaces apart, missing values are `-`; the column of releases is
    /// there only when there is one.
    pub(super) table: String,
    /// In the order of the columns.
    pub(super) left_out: Vec<&'static str>,
}

/// The report as far as the terminal is wide enough.
pub(super) fn table(report: &StatusReport, style: Style) -> Shown {
    if report.versions.is_empty() {
        return Shown::default();
    }
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(HEADER);
    match style.colour {
        Colour::Without => table.force_no_tty(),
        Colour::With => table.enforce_styling(),
    };
    for row in &report.versions {
        table.add_row(cells(row));
    }
    let widths = table.column_max_content_widths();
    let mut hidden = unused(report, style);
    let left_out = not_fitting(&widths, &hidden, style.columns);
    hidden.extend(&left_out);
    for (title, column) in HEADER.iter().zip(table.column_iter_mut()) {
        column.set_padding((0, GAP));
        if hidden.contains(title) {
            column.set_constraint(ColumnConstraint::Hidden);
        }
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    Shown {
        table: text,
        left_out: in_order(&left_out),
    }
}

/// Columns in which nothing stands. Most projects have no release: they keep a narrow table.
fn unused(report: &StatusReport, style: Style) -> Vec<&'static str> {
    let rows = &report.versions;
    let has_release = rows.iter().any(|row| row.release.is_some());
    let has_note = rows.iter().any(|row| row.progress.is_some());
    [
        (RELEASE, !has_release),
        // Who reads the text by program may count on it.
        (NOTE, !has_note && style.columns.is_some()),
    ]
    .into_iter()
    .filter_map(|(title, is_unused)| is_unused.then_some(title))
    .collect()
}

/// What must go for the rest to fit into the columns of a terminal. A note may be as long as an
/// error: it is broken rather than left out.
fn not_fitting(
    widths: &[u16],
    hidden: &[&'static str],
    columns: Option<usize>,
) -> Vec<&'static str> {
    let shown = (HEADER.iter().zip(widths))
        .filter(|(title, _)| **title != NOTE && !hidden.contains(*title));
    let widths: Vec<_> = shown
        .map(|(title, width)| (*title, usize::from(*width) + usize::from(GAP)))
        .collect();
    let mut width: usize = widths.iter().map(|(_, width)| width).sum();
    let room = columns.unwrap_or(usize::MAX);
    let mut left_out = Vec::new();
    for title in LEAST_NEEDED {
        let column = widths.iter().find(|(shown, _)| *shown == title);
        if let Some((title, its)) = column.filter(|_| width > room) {
            width -= its;
            left_out.push(*title);
        }
    }
    left_out
}

fn in_order(titles: &[&'static str]) -> Vec<&'static str> {
    (HEADER.into_iter())
        .filter(|title| titles.contains(title))
        .collect()
}

/// `not shown in so narrow a window: by, took`, with its newline; nothing when all is shown.
pub(super) fn remark(shown: &Shown) -> String {
    match shown.left_out.as_slice() {
        [] => String::new(),
        titles => format!("not shown in so narrow a window: {}\n", titles.join(", ")),
    }
}

fn cells(row: &StatusRow) -> [Cell; 8] {
    let or_dash = |value: Option<&str>| Cell::new(value.map_or("-".into(), escape::line));
    let applied_at = (row.applied_at).map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    let took = (row.duration_ms)
        .and_then(|millis| u64::try_from(millis).ok())
        .map(|millis| human(std::time::Duration::from_millis(millis)));
    let state = Cell::new(word(row.state));
    [
        or_dash(Some(row.version.as_str())),
        or_dash(Some(row.name.as_str()).filter(|name| !name.is_empty())),
        match colour(row.state) {
            Some(colour) => state.fg(colour),
            None => state,
        },
        or_dash(applied_at.as_deref()),
        or_dash(row.applied_by.as_deref()),
        or_dash(took.as_deref()),
        or_dash(row.release.as_deref()),
        Cell::new(note(row)),
    ]
}

fn note(row: &StatusRow) -> String {
    let Some(progress) = &row.progress else {
        return String::new();
    };
    let at = progress
        .statement_begun
        .unwrap_or(progress.statements_done + 1);
    if row.state != State::Partial {
        return format!(
            "another run is at statement {at} of {} of its {} section",
            progress.statements, progress.direction
        );
    }
    let stopped = format!(
        "{} stopped at statement {at} of {}",
        progress.direction, progress.statements
    );
    match progress
        .error
        .as_deref()
        .and_then(|error| error.lines().next())
    {
        Some(error) => format!("{stopped}: {}", escape::line(error)),
        None => stopped,
    }
}

/// `8 applied, 2 pending`, in the order of [`STATES`], with its newline.
pub(super) fn summary(report: &StatusReport) -> String {
    let counts: Vec<String> = STATES
        .iter()
        .filter_map(|state| {
            let count = (report.versions.iter())
                .filter(|row| row.state == *state)
                .count();
            (count > 0).then(|| format!("{count} {}", word(*state)))
        })
        .collect();
    match counts.is_empty() {
        true => "no migrations: no files, and an empty ledger or none\n".to_owned(),
        false => format!("{}\n", counts.join(", ")),
    }
}

/// All states, what is done first.
const STATES: [State; 8] = [
    State::Applied,
    State::Unverified,
    State::Pending,
    State::OutOfOrder,
    State::Modified,
    State::Missing,
    State::Future,
    State::Partial,
];

fn word(state: State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::OutOfOrder => "out-of-order",
        State::Applied => "applied",
        State::Modified => "modified",
        State::Missing => "missing",
        State::Future => "future",
        State::Unverified => "unverified",
        State::Partial => "partial",
    }
}

fn colour(state: State) -> Option<Color> {
    match state {
        State::Applied => Some(Color::Green),
        State::Pending | State::Unverified => None,
        State::OutOfOrder | State::Missing | State::Future => Some(Color::Yellow),
        State::Modified | State::Partial => Some(Color::Red),
    }
}
