//! Waiting: for how long, and for whom.

use std::time::Duration;

use crate::outcome::{Holder, Wait};
use crate::report::duration::human;
use crate::report::{blockers, escape, holder};

/// `, 30 s so far`; nothing when the waiting only begins.
pub(super) fn so_far(waited: Duration) -> String {
    match waited.as_secs() {
        0 => String::new(),
        _ => format!(", {} so far", human(waited)),
    }
}

/// `: held by pid 4242 (…), its statement: …`
pub(super) fn by(lock_holder: Option<&Holder>) -> String {
    let Some(found) = lock_holder else {
        return String::new();
    };
    let who = holder::holder(found);
    match holder::query(found) {
        Some(query) => format!(": held by {who}, its statement: {query}"),
        None => format!(": held by {who}"),
    }
}

/// `: pid 4242 (…), its statement: …`
pub(super) fn at_work(backend: &Holder) -> String {
    let who = holder::holder(backend);
    match holder::query(backend) {
        Some(query) => format!(": {who}, its statement: {query}"),
        None => format!(": {who}"),
    }
}

/// A line for the wait and one for each blocker.
pub(super) fn blocked(label: &str, wait: &Wait) -> String {
    let mut lines = blockers::waiting(wait);
    if let Some(first) = lines.first_mut() {
        *first = format!("{label}: {first}");
    }
    let escaped = lines.iter().map(|line| escape::line(line) + "\n");
    escaped.collect()
}
