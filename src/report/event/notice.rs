//! What the server says beside its answers.

use crate::outcome::{ServerError, Verbosity};
use crate::report::style::{Paint, Style};
use crate::report::{escape, server};

/// `0003_x: NOTICE: text`, its DETAIL and HINT below; CONTEXT only when verbose.
pub(super) fn server_said(
    migration: Option<&str>,
    notice: &ServerError,
    verbosity: Verbosity,
    style: Style,
) -> String {
    let migration =
        migration.map_or_else(String::new, |label| format!("{}: ", escape::line(label)));
    let severity = escape::line(&notice.severity);
    let severity = match &*severity {
        "WARNING" => style.paint(Paint::Caution, "WARNING"),
        other => other.to_owned(),
    };
    let mut text = format!("{migration}{severity}: {}\n", indented(&notice.message));
    for (label, field) in server::notes(notice) {
        if matches!(label, "DETAIL" | "HINT") || verbosity == Verbosity::Verbose {
            text.push_str(&format!("  {label}: {}\n", indented(field)));
        }
    }
    text
}

/// Later lines are indented, so that none passes for a line of ours.
fn indented(text: &str) -> String {
    escape::text(text).trim_end().replace('\n', "\n    ")
}
