//! What a new migration file is called and what it holds.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::Version;

/// The text of a new migration file.
pub const TEMPLATE: &str = "-- migrate:up\n\n-- migrate:down\n";

/// From so many digits on a number is a date or an instant of some form, no counter.
const DATE_DIGITS: usize = 8;

/// The version of a new migration: above every one of `existing`, even when the
/// clock (`now`) is behind. It follows the numbering of the newest one: a counter is
/// counted on, with its leading zeros; everything else, and an empty folder, gets
/// `YYYYMMDDHHMMSS` in UTC.
pub fn next_version(existing: &[Version], now: DateTime<Utc>) -> Version {
    let Some(newest) = existing.iter().max() else {
        return Version::at(now);
    };
    if newest.significant().len() < DATE_DIGITS {
        return newest.successor();
    }
    let clock = Version::at(now);
    if clock > *newest {
        return clock;
    }
    second_after(newest).unwrap_or_else(|| newest.successor())
}

/// One second after the instant that `version` spells; `None` when it spells none.
fn second_after(version: &Version) -> Option<Version> {
    let instant = NaiveDateTime::parse_from_str(version.as_str(), "%Y%m%d%H%M%S").ok()?;
    let next = Version::at(instant.checked_add_signed(TimeDelta::seconds(1))?.and_utc());
    (next > *version).then_some(next)
}

/// `typed` as it stands in a file name: lower case, everything but `a-z` and `0-9`
/// one `_` between what is left, a `.sql` at the end dropped. `None` when nothing is left.
pub fn clean_name(typed: &str) -> Option<String> {
    let lower = typed.to_lowercase();
    let words: Vec<&str> = lower
        .strip_suffix(".sql")
        .unwrap_or(&lower)
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_follows_the_newest_one() {
        let now = "2026-03-04T05:06:07Z".parse().unwrap();
        for (existing, expected, reason) in [
            (&[][..], "20260304050607", "an empty folder gets the clock"),
            (
                &["0006", "0007"],
                "0008",
                "a counter keeps its leading zeros",
            ),
            (&["6", "7"], "8", "a counter without any"),
            (&["10", "9", "0008"], "11", "the newest by number decides"),
            (&["0099"], "0100", "a carry inside the width"),
            (&["9999"], "10000", "a carry beyond it"),
            (&["00000000000007"], "00000000000008", "a very wide counter"),
            (&["0"], "1", "zero"),
            (
                &["20250101000000"],
                "20260304050607",
                "the clock is above the newest",
            ),
            (
                &["20260304050607"],
                "20260304050608",
                "the same second once more",
            ),
            (&["20991231235959"], "21000101000000", "the clock is behind"),
            (
                &["20269999999999"],
                "20270000000000",
                "no instant, but still above",
            ),
            (
                &["0007", "20250101000000"],
                "20260304050607",
                "a folder that changed over",
            ),
            (
                &["20250101"],
                "20260304050607",
                "dates: more digits are above",
            ),
            (&["1700000000"], "20260304050607", "Unix time"),
            (
                &["20250101000000123"],
                "20250101000000124",
                "with milliseconds",
            ),
            (
                &["99991231235959"],
                "100000101000000",
                "beyond four-digit years",
            ),
        ] {
            let existing: Vec<_> = existing
                .iter()
                .map(|text| Version::new(text).unwrap())
                .collect();
            let next = next_version(&existing, now);
            assert_eq!(next.as_str(), expected, "{reason}");
            assert!(existing.iter().all(|version| next > *version), "{reason}");
        }
    }

    #[test]
    fn a_name_is_lower_case_words() {
        for (typed, expected, reason) in [
            ("create_users", Some("create_users"), "clean already"),
            ("Add e-mail to Users!", Some("add_e_mail_to_users"), "words"),
            (
                "__a__b__",
                Some("a_b"),
                "underscores collapse and are trimmed",
            ),
            (
                "../../etc/passwd",
                Some("etc_passwd"),
                "no path gets through",
            ),
            ("drop_x.sql", Some("drop_x"), "the ending is added anyway"),
            ("größe", Some("gr_e"), "other letters"),
            ("2fa", Some("2fa"), "digits in front"),
            ("a\nb", Some("a_b"), "a newline"),
            ("", None, "nothing"),
            (" -!", None, "nothing left"),
            ("日本", None, "no letter that file names may have"),
        ] {
            assert_eq!(clean_name(typed).as_deref(), expected, "{reason}");
        }
    }
}
