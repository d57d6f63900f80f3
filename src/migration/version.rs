//! A migration's version: the leading digits of its file name, kept as text.
//!
//! `7` and `0007` are different texts (dbmate's ledger holds either) and the
//! same number; order is numeric, whatever the number of digits.

use std::cmp::Ordering;
use std::fmt;

use chrono::{DateTime, Datelike, Timelike, Utc};

/// A non-empty run of ASCII digits. Ordered by number; equal numbers by text, so
/// that the order agrees with equality.
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Version(Box<str>);

impl Version {
    /// The version that `text` spells, or `None` unless it is one or more ASCII digits.
    pub fn new(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| Self(text.into()))
    }

    /// The instant `at` as `YYYYMMDDHHMMSS`.
    pub fn at(at: DateTime<Utc>) -> Self {
        let (year, month, day) = (at.year().max(0), at.month(), at.day());
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}");
        Self(text.into())
    }

    /// The next number, with as many leading zeros as keep the number of digits.
    pub fn successor(&self) -> Self {
        let kept = self.0.trim_end_matches('9');
        let carried = "0".repeat(self.0.len() - kept.len());
        let next = match kept.char_indices().last() {
            Some((at, digit)) => {
                let digit = digit.to_digit(10).map_or(1, |digit| digit + 1);
                format!("{}{digit}{carried}", kept.get(..at).unwrap_or_default())
            }
            None => format!("1{carried}"),
        };
        Self(next.into())
    }

    /// The digits as written, leading zeros included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both spell the same number (`7` and `0007`).
    pub fn same_number(&self, other: &Self) -> bool {
        self.significant() == other.significant()
    }

    /// The digits without leading zeros; empty for zero. Two versions are
    /// numerically equal exactly when these are equal.
    pub fn significant(&self) -> &str {
        self.0.trim_start_matches('0')
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.0.len() == other.0.len() {
            return self.0.cmp(&other.0);
        }
        let (a, b) = (self.significant(), other.significant());
        a.len()
            .cmp(&b.len())
            .then_with(|| a.cmp(b))
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::new(text).unwrap()
    }

    #[test]
    fn only_digits_make_a_version() {
        for (text, valid, reason) in [
            ("1", true, "one digit"),
            ("0007", true, "leading zeros are kept"),
            (
                "99999999999999999999999999",
                true,
                "longer than any machine integer",
            ),
            ("", false, "nothing"),
            ("1a", false, "a letter"),
            ("-1", false, "a sign"),
            ("١", false, "a digit, but not an ASCII one"),
        ] {
            assert_eq!(Version::new(text).is_some(), valid, "{reason}");
        }
    }

    #[test]
    fn is_shown_as_written() {
        assert_eq!(version("0007").to_string(), "0007");
        assert_eq!(format!("{:?}", version("0007")), "Version(0007)");
    }

    #[test]
    fn order_is_numeric_and_total() {
        let mut versions = ["10", "2", "0007", "7", "20240101000000", "0"].map(version);
        versions.sort();
        assert_eq!(
            versions.map(|v| v.to_string()),
            ["0", "2", "0007", "7", "10", "20240101000000"]
        );
        assert!(version("7").same_number(&version("0007")));
        assert_ne!(version("7"), version("0007"));
    }
}
