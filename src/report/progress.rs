//! How far a statement that takes long is: for the bar, and for a line where there is none.

use std::time::Duration;

use super::duration::human;
use crate::outcome::Phase;

/// `2/5, 1 min 30 s, 43 %, building index: scanning table`: a bar has little room, and what is cut
/// off should be the last to be missed.
pub(super) fn short(
    (statement, statements): (usize, usize),
    elapsed: Duration,
    phase: Option<&Phase>,
) -> String {
    let elapsed = human(Duration::from_secs(elapsed.as_secs()));
    let percent = phase.and_then(|phase| phase.percent);
    let percent = percent.map(|percent| format!(", {percent} %"));
    let name = phase.map(|phase| format!(", {}", phase.name));
    format!(
        "{statement}/{statements}, {elapsed}{}{}",
        percent.unwrap_or_default(),
        name.unwrap_or_default()
    )
}

/// `statement 2 of 5, 20 s so far, 1 min 30 s in all, building index: scanning table, 43 %`
pub(super) fn line(
    (statement, statements): (usize, usize),
    (elapsed, in_all): (Duration, Duration),
    phase: Option<&Phase>,
) -> String {
    // Whole seconds: it is told once in each.
    let whole = |time: Duration| human(Duration::from_secs(time.as_secs()));
    let mut text = format!("statement {statement} of {statements}");
    let seconds = elapsed.as_secs();
    if seconds > 0 {
        text.push_str(&format!(", {} so far", whole(elapsed)));
    }
    if seconds < in_all.as_secs() {
        text.push_str(&format!(", {} in all", whole(in_all)));
    }
    if let Some(Phase { name, percent }) = phase {
        text.push_str(&format!(", {name}"));
        if let Some(percent) = percent {
            text.push_str(&format!(", {percent} %"));
        }
    }
    text
}
