//! The state of every version as a table, and how many there are of each.

use chrono::SecondsFormat;
use comfy_table::presets;
use comfy_table::{Cell, Color, ContentArrangement, Table};

use super::duration::human;
use super::escape;
use super::style::Style;
use crate::outcome::{StatusReport, StatusRow};
use crate::plan::State;

const RELEASE: &str = "release";
const HEADER: [&str; 8] = [
    "version",
    "name",
    "state",
    "applied at",
    "by",
    "took",
    RELEASE,
    "note",
];

/// The table, header first, one row a version; empty when there is no version.
/// Cells hold no line breaks, columns are two spaces apart, missing values are `-`;
/// the column of releases is there only when there is one.
pub(super) fn table(report: &StatusReport, style: Style) -> String {
    if report.versions.is_empty() {
        return String::new();
    }
    let has_releases = report.versions.iter().any(|row| row.release.is_some());
    // Most projects have none: they keep a narrow table.
    let shows = |title: &str| has_releases || title != RELEASE;
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(HEADER.into_iter().filter(|title| shows(title)));
    match style {
        Style::Plain => table.force_no_tty(),
        Style::Coloured => table.enforce_styling(),
    };
    for row in &report.versions {
        let cells = HEADER.into_iter().zip(cells(row));
        let shown = cells.filter(|(title, _)| shows(title));
        table.add_row(shown.map(|(_, cell)| cell));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
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
