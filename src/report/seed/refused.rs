//! Why nothing was loaded or made.

use crate::report::list::{count, list as named};
use crate::report::message::Message;

/// Rows that can't be made.
pub(in crate::report) fn not_generated(reason: &str, cure: &str) -> Message {
    Message::error(reason)
        .prose("nothing was changed")
        .hint(cure)
}

/// `--strict`.
pub(in crate::report) fn pending(labels: &[String]) -> Message {
    Message::error(format!(
        "refused by --strict: {} pending: {}",
        count(labels.len(), "migration"),
        named(labels)
    ))
    .prose("nothing was changed")
    .hint("apply them first: `proj-migrate up`; without --strict this is a warning")
}

/// `--reset` that would reach further.
pub(in crate::report) fn reset_reaches(tables: &[String], others: &[String]) -> Message {
    Message::error(format!(
        "--reset would empty {}, and CASCADE would reach {} with rows: {}",
        named(tables),
        count(others.len(), "other table"),
        named(others)
    ))
    .prose("nothing was changed")
    .hint("empty these yourself if nobody needs their rows, or add seeds for them")
}
