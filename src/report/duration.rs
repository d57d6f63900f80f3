//! Durations as people read them.

use std::time::Duration;

/// `12 ms`, `1.2 s`, `2 min 5 s`, `3 h 12 min`, `2 d 3 h`: the two largest units.
pub(super) fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 => format!("{} ms", duration.as_millis()),
        1..60 if duration.subsec_millis() >= 100 => {
            format!("{seconds}.{} s", duration.subsec_millis() / 100)
        }
        1..60 => format!("{seconds} s"),
        60..3_600 => pair(seconds / 60, "min", seconds % 60, "s"),
        3_600..86_400 => pair(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => pair(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

fn pair(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    match small {
        0 => format!("{large} {large_unit}"),
        _ => format!("{large} {large_unit} {small} {small_unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_units_at_most() {
        for (millis, expected) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (1_000, "1 s"),
            (1_250, "1.2 s"),
            (59_999, "59.9 s"),
            (60_000, "1 min"),
            (125_900, "2 min 5 s"),
            (3_600_000, "1 h"),
            (11_520_000, "3 h 12 min"),
            (183_600_000, "2 d 3 h"),
        ] {
            assert_eq!(human(Duration::from_millis(millis)), expected);
        }
    }
}
