//! Durations as people type them: a whole number and a unit, `500ms`, `2s`,
//! `10min`, `1h`. The options behind a marker, the flags and the variables all
//! read them here.
//!
//! The unit is required: a bare number is milliseconds to PostgreSQL and seconds
//! to most other tools, and a time-out that is off by a thousand is found at night.

use std::time::Duration;

/// What values look like, for messages: `takes …`.
pub const DURATION_FORM: &str = "a duration with its unit: 500ms, 2s, 10min, 1h";

/// PostgreSQL keeps its time-outs as milliseconds in 32 signed bits (manual,
/// "Setting Parameters"): a little under 25 days.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// The duration that `text` spells: digits, then one of `ms`, `s`, `min` (or `m`),
/// `h`, `d`; `0` needs no unit. `None` for everything else, and for what is longer
/// than a PostgreSQL time-out can be.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let unit_ms = match unit {
        "ms" => 1,
        "s" => 1_000,
        "min" | "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "" if number == 0 => 0,
        _ => return None,
    };
    let duration = Duration::from_millis(number.checked_mul(unit_ms)?);
    (duration <= LONGEST).then_some(duration)
}

/// `duration` as a PostgreSQL setting's value, to be put in single quotes: `1500ms`.
/// A part of a millisecond counts as a whole one, since `0` would mean no limit.
pub fn format_duration(duration: Duration) -> String {
    let ms = duration.min(LONGEST).as_nanos().div_ceil(1_000_000);
    format!("{ms}ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_whole_number_and_a_unit() {
        for (text, ms, reason) in [
            ("500ms", Some(500), "milliseconds"),
            ("2s", Some(2_000), "seconds"),
            ("10min", Some(600_000), "minutes as PostgreSQL writes them"),
            ("10m", Some(600_000), "minutes as everybody else does"),
            ("1h", Some(3_600_000), "hours"),
            ("2d", Some(172_800_000), "days"),
            ("0", Some(0), "zero needs no unit"),
            ("0s", Some(0), "zero with one"),
            ("2147483647ms", Some(2_147_483_647), "PostgreSQL's longest"),
            ("2147483648ms", None, "longer than PostgreSQL's longest"),
            ("18446744073709551615h", None, "an overflow"),
            ("99999999999999999999s", None, "more than 64 bits"),
            ("60", None, "seconds or milliseconds?"),
            ("", None, "nothing"),
            ("s", None, "no number"),
            ("-1s", None, "a sign"),
            ("1.5s", None, "a fraction"),
            ("2 s", None, "a space"),
            ("2S", None, "units are lower case"),
            ("2sec", None, "another unit"),
        ] {
            assert_eq!(
                parse_duration(text),
                ms.map(Duration::from_millis),
                "{text:?}: {reason}"
            );
        }
    }

    #[test]
    fn postgresql_reads_milliseconds_and_never_an_accidental_zero() {
        for (duration, expected) in [
            (Duration::from_secs(2), "2000ms"),
            (Duration::ZERO, "0ms"),
            (Duration::from_micros(1), "1ms"),
            (Duration::from_micros(1_001), "2ms"),
            (Duration::MAX, "2147483647ms"),
        ] {
            assert_eq!(format_duration(duration), expected);
        }
    }
}
