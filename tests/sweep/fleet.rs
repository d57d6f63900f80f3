//! Fifty runs at once of which most are killed at random instants: whatever is left of them, every
//! version is applied once and one more run ends right.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use crate::claims::{Backends, lies};
use crate::scenario::Scenario;
use crate::state::{left_alone, versions, wrongs};
use crate::trial::next_up;

/// Runs a round.
const RUNS: usize = 50;
/// So many of them are killed.
const KILLS: usize = 40;

/// One round; how the runs that nobody killed ended, by exit status.
pub(crate) fn round(scenario: &Scenario) -> BTreeMap<i32, usize> {
    let place = scenario.fresh();
    let url = place.database.url();
    let mut runs: Vec<_> = (0..RUNS).map(|_| scenario.start(&url)).collect();
    for _ in 0..KILLS {
        // Not awaited but hit upon: the instant is the point.
        thread::sleep(Duration::from_millis(fastrand::u64(..40)));
        runs.swap_remove(fastrand::usize(..runs.len())).kill();
    }
    let told: Vec<_> = runs.into_iter().map(|run| run.wait()).collect();
    let session = &place.session;
    left_alone(session);
    let applied = versions(session);
    let mut statuses = BTreeMap::new();
    for ran in &told {
        *statuses.entry(ran.status).or_insert(0) += 1;
        // Whoever meets a statement of which nobody can tell stops.
        let in_doubt = ran.status == 4 && ran.err.contains("is in doubt");
        let lies = lies(ran, (&applied, scenario.reaches), Backends::Over);
        assert!(
            in_doubt || lies.is_empty(),
            "{lies:?}\n{}",
            ran.transcript()
        );
    }
    let mut next = Vec::new();
    let end = next_up(scenario, &place, &|| {}, &mut next);
    let wrong = wrongs(session, &scenario.goal);
    assert!(
        end.is_ok() && wrong.is_empty(),
        "{end:?}\n{wrong:#?}\n{}",
        next.iter().map(|ran| ran.transcript()).collect::<String>()
    );
    statuses
}
