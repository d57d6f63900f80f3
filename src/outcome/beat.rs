//! When it is time to tell again how far something long is. Pure: whoever works reads the clock.

use std::time::Duration;

/// The first line, for whoever watches a log and wonders whether anything happens.
const FIRST_SECONDS: u64 = 10;
/// The further ones come at each multiple.
const AGAIN_SECONDS: u64 = 30;

/// Which of the seconds of something long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// Any: a bar shows it.
    Second,
    /// One worth a line where no bar can be drawn.
    Line,
}

/// The lines told so far: the first one after ten seconds, the others at each half minute.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beats {
    lines: u64,
}

impl Beats {
    /// What it is time for when the whole has taken so long. One that is asked late tells one line
    /// for all that it missed.
    pub fn at(&mut self, elapsed: Duration) -> Beat {
        let seconds = elapsed.as_secs();
        let due = u64::from(seconds >= FIRST_SECONDS) + seconds / AGAIN_SECONDS;
        if due <= self.lines {
            return Beat::Second;
        }
        self.lines = due;
        Beat::Line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_after_ten_seconds_and_at_each_half_minute() {
        let mut beats = Beats::default();
        let lines = (0..=130).filter(|seconds| {
            let at = beats.at(Duration::from_millis(seconds * 1_000 + 250));
            at == Beat::Line
        });
        assert_eq!(lines.collect::<Vec<_>>(), [10, 30, 60, 90, 120]);
    }

    #[test]
    fn what_was_missed_is_one_line() {
        let mut beats = Beats::default();
        let asked = [5, 65, 66, 89, 90].map(|seconds| beats.at(Duration::from_secs(seconds)));
        let expected = [
            Beat::Second,
            Beat::Line,
            Beat::Second,
            Beat::Second,
            Beat::Line,
        ];
        assert_eq!(asked, expected);
    }
}
