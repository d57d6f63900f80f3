//! When dates and times lie, which of a row's come first, and which are mostly NULL.

use super::names::{is_among, words};

/// When a date or a time of this name lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::generate) enum Era {
    /// A birthday.
    Birth,
    /// Something recorded: the usual case.
    Past,
    /// A deadline.
    Coming,
}

/// When a date or a time of this name lies.
pub(in crate::generate) fn era(column: &str) -> Era {
    let words = words(column);
    if is_among(&words, &["birth", "born", "birthday", "birthdate", "dob"]) {
        return Era::Birth;
    }
    let coming = [
        "due",
        "expires",
        "expiry",
        "expiration",
        "deadline",
        "until",
        "renews",
        "scheduled",
        "valid+to",
    ];
    match is_among(&words, &coming) {
        true => Era::Coming,
        false => Era::Past,
    }
}

/// Whether a date or time of this name comes first among those of its row.
pub(in crate::generate) fn is_beginning(column: &str) -> bool {
    is_among(
        &words(column),
        &[
            "created",
            "inserted",
            "registered",
            "starts",
            "start",
            "started",
            "begin",
            "begins",
            "began",
            "from",
            "opened",
            "ordered",
            "placed",
        ],
    )
}

/// Whether a date or time of this name comes after the beginning.
pub(in crate::generate) fn is_end(column: &str) -> bool {
    let ends = [
        "updated",
        "modified",
        "changed",
        "ends",
        "end",
        "ended",
        "finish",
        "finishes",
        "finished",
        "to",
        "closed",
        "completed",
        "deleted",
        "archived",
        "removed",
        "paid",
        "shipped",
        "delivered",
        "published",
        "resolved",
        "cancelled",
        "revoked",
        "expires",
        "due",
        "until",
        "last",
    ];
    is_among(&words(column), &ends)
}

/// Whether a nullable column of this name is NULL in most rows.
pub(in crate::generate) fn is_rarely_set(column: &str) -> bool {
    is_among(
        &words(column),
        &[
            "deleted",
            "archived",
            "removed",
            "cancelled",
            "canceled",
            "revoked",
            "banned",
            "blocked",
            "suspended",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_when() {
        assert_eq!(era("date_of_birth"), Era::Birth);
        assert_eq!(era("due_on"), Era::Coming);
        assert_eq!(era("created_at"), Era::Past);
        assert!(is_rarely_set("deleted_at"));
        assert!(is_beginning("starts_on") && is_end("ends_on"));
    }
}
