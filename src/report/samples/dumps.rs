//! What `dump` did or found.

use super::Twist;
use crate::outcome::{DumpReport, Outcome};

/// Written, shown and compared ones.
pub(super) fn dumped(t: Twist) -> [(&'static str, Outcome); 6] {
    [
        ("dump", Outcome::Dump(report(t, None))),
        (
            "dump, nothing to do",
            Outcome::Dump(DumpReport {
                changed: false,
                ..report(t, None)
            }),
        ),
        (
            "dump -",
            Outcome::Dump(DumpReport {
                path: None,
                changed: false,
                ..report(t, None)
            }),
        ),
        (
            "dump --check",
            Outcome::Dump(report(t, Some(t("create table users ();\n\n")))),
        ),
        (
            "dump --check, other options",
            Outcome::Dump(report(
                t,
                Some(t("-- head\n-- dump options: {\"exclude\":[\"audit\"]}\n")),
            )),
        ),
        (
            "dump --check, no file",
            Outcome::Dump(report(t, Some(String::new()))),
        ),
    ]
}

fn report(t: Twist, before: Option<String>) -> DumpReport {
    DumpReport {
        path: Some(t("db/schema.sql")),
        changed: true,
        fingerprint: "sha256:00".to_owned(),
        model: Box::default(),
        text: t("create table users ();\n"),
        before,
    }
}
