//! How large numbers usually are.

use super::names::{is_among, words};

/// The least and the greatest of whole numbers of this name; `None` for a name that says nothing.
pub(in crate::generate) fn number_range(column: &str) -> Option<(i64, i64)> {
    const RANGES: &[(&[&str], (i64, i64))] = &[
        (&["latitude", "lat"], (-85, 85)),
        (&["longitude", "lng", "lon"], (-180, 180)),
        (&["age"], (18, 90)),
        (&["year"], (1970, 2024)),
        (&["month"], (1, 12)),
        (&["day", "weekday"], (1, 7)),
        (&["hour"], (0, 23)),
        (&["minute", "second"], (0, 59)),
        (
            &["rating", "stars", "score", "priority", "rank", "severity"],
            (1, 5),
        ),
        (
            &["percent", "percentage", "progress", "discount", "tax"],
            (0, 100),
        ),
        (&["quantity", "qty", "seats", "capacity"], (1, 100)),
        (
            &[
                "count", "position", "sort", "ordinal", "sequence", "attempts", "retries", "views",
                "likes",
            ],
            (0, 500),
        ),
        (&["port"], (1024, 65_535)),
        (
            &[
                "price", "amount", "total", "cost", "fee", "balance", "budget", "value", "cents",
            ],
            (1, 1_000),
        ),
        (&["salary", "income", "revenue"], (25_000, 120_000)),
        (&["weight", "height", "width", "length", "depth"], (1, 250)),
        (
            &["duration", "timeout", "seconds", "ms", "elapsed"],
            (1, 5_000),
        ),
        (&["size", "bytes"], (100, 5_000_000)),
        (&["version", "revision"], (1, 20)),
        (&["rate", "ratio"], (0, 1)),
    ];
    let words = words(column);
    let known = RANGES.iter().find(|(entries, _)| is_among(&words, entries));
    known.map(|(_, range)| *range)
}
