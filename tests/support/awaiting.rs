//! Waiting for a condition instead of sleeping and hoping.

use std::thread;
use std::time::{Duration, Instant};

/// Waits until the condition holds; panics after ninety seconds, naming what was awaited: three times
/// as long as a run does without a connection to look once it got none in time.
#[track_caller]
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(90);
    while !holds() {
        assert!(Instant::now() < deadline, "waited 90 s in vain: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
