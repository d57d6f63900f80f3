//! Who holds the lock, in words.

use std::time::Duration;

use super::duration::human;
use crate::outcome::Holder;

/// `pid 4242 (user app, application proj-migrate, client 10.0.0.3, idle in
/// transaction, transaction open for 3 h 12 min)`; what isn't known is left out.
pub(super) fn holder(holder: &Holder) -> String {
    let known = |label: &str, value: &Option<String>| {
        (value.as_deref())
            .filter(|value| !value.is_empty())
            .map(|value| format!("{label}{value}"))
    };
    let age = (holder.transaction_age_s)
        .and_then(|seconds| u64::try_from(seconds).ok())
        .map(|seconds| {
            let age = human(Duration::from_secs(seconds));
            format!("transaction open for {age}")
        });
    let facts: Vec<String> = [
        known("user ", &holder.user),
        known("application ", &holder.application),
        known("client ", &holder.client),
        known("", &holder.state),
        age,
    ]
    .into_iter()
    .flatten()
    .collect();
    match facts.is_empty() {
        true => format!("pid {}", holder.pid),
        false => format!("pid {} ({})", holder.pid, facts.join(", ")),
    }
}

/// The first line of the holder's statement, when it is known.
pub(super) fn query(holder: &Holder) -> Option<&str> {
    let query = holder.query.as_deref()?.trim();
    query.lines().next()
}
