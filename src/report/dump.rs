//! What `dump` did or found.

use super::diff::Diff;
use super::escape;
use super::list::count;
use super::plan::Reading;
use super::style::Style;
use crate::outcome::DumpReport;

/// What goes to stdout: the dump itself, or how the file differs from it.
pub(super) fn data(report: &DumpReport, reading: Reading, style: Style) -> String {
    match (&report.path, &report.before) {
        (None, _) if reading == Reading::Program => report.text.clone(),
        (None, _) => escape::text(&report.text).into_owned(),
        (Some(path), Some(before)) if report.changed => {
            diff(path, before, &report.text).render(style)
        }
        (Some(_), _) => String::new(),
    }
}

/// The difference as programs read it; `None` where nothing was compared.
pub(super) fn json_diff(report: &DumpReport) -> Option<String> {
    let (path, before) = (report.path.as_ref()?, report.before.as_ref()?);
    Some(diff(path, before, &report.text).as_str().to_owned())
}

/// The difference between the file and the database.
fn diff(path: &str, before: &str, text: &str) -> Diff {
    Diff::new((path, before), ("the database", text))
}

/// What goes to stderr, with its newline.
pub(super) fn summary(report: &DumpReport) -> String {
    let Some(path) = &report.path else {
        return String::new();
    };
    let path = escape::line(path);
    let objects = count(report.model.objects.len(), "object");
    match (&report.before, report.changed) {
        (None, true) => format!("wrote {path}: {objects}\n"),
        (_, false) => format!("{path} is up to date: {objects}\n"),
        (Some(before), true) if before.is_empty() => {
            format!("{path} is absent or empty; `proj-migrate dump` writes it\n")
        }
        (Some(before), true) if options(before) != options(&report.text) => format!(
            "{path} differs from the database, and was written with other options, as its second line \
             says: give `--check` the same\n"
        ),
        (Some(_), true) => {
            format!("{path} differs from the database; `proj-migrate dump` writes it anew\n")
        }
    }
}

/// What a dump was asked for beyond the whole schema, as its second line says.
fn options(text: &str) -> Option<&str> {
    let line = text.lines().nth(1);
    line.filter(|line| line.starts_with("-- dump options: "))
}
