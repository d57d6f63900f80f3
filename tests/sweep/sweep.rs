//! All faults of a scenario, several at once: as many as a clean run has messages, times what may
//! befall each.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use crate::room::{Room, Seat};
use crate::scenario::{Place, Scenario};
use crate::state::left_alone;
use crate::support::{Fate, Fault, FaultyWire, Traffic, Way};
use crate::trial::{End, try_fault};

/// So many are tried at once.
const AT_ONCE: usize = 8;
/// So many more wait.
const WAITING: usize = 24;
/// A slow machine's run may be watched, which makes connections of its own.
const TRIES: usize = 3;

/// Tries every fate at every message that goes one of these ways, and claims that each ends well.
pub(crate) fn sweep(scenario: &Scenario, ways: &[Way], fates: &[Fate]) {
    let traffic = clean(scenario);
    let faults = faults(&traffic, ways, fates);
    let count = |of: fn(&Traffic) -> usize| traffic.iter().map(of).sum::<usize>();
    let there = count(|traffic| traffic.to_server.len());
    let back = count(|traffic| traffic.to_client.len());
    let messages: usize = (ways.iter())
        .map(|way| match way {
            Way::ToServer => there,
            Way::ToClient => back,
        })
        .sum();
    assert_eq!(faults.len(), messages * fates.len());

    let begun = Instant::now();
    let next = AtomicUsize::new(0);
    let ends = Mutex::new(Vec::new());
    let (room, spare) = (Room::new(AT_ONCE), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE + WAITING {
            scope.spawn(|| {
                loop {
                    let seat = room.enter();
                    let Some(fault) = faults.get(next.fetch_add(1, Ordering::SeqCst)) else {
                        break;
                    };
                    let end = end_of(scenario, *fault, &seat, &spare);
                    ends.lock().unwrap().push((*fault, end));
                }
            });
        }
    });
    let ends = ends.into_inner().unwrap();

    let mut counts = BTreeMap::new();
    for (_, end) in &ends {
        let kind = match end {
            Ok(End::Right) => "ended right",
            Ok(End::InDoubt) => "in doubt",
            Ok(End::HalfReverted) => "half reverted",
            Err(_) => "diverging",
        };
        *counts.entry(kind).or_insert(0_usize) += 1;
    }
    println!(
        "{} on PostgreSQL {}: {there} messages to the server, {back} to the client; {ways:?}, {fates:?}: \
         {} faults tried in {} s, {counts:?}",
        scenario.name,
        scenario.server().major,
        ends.len(),
        begun.elapsed().as_secs(),
    );
    let diverging: Vec<_> = ends
        .iter()
        .filter_map(|(fault, end)| Some((fault, end.as_ref().err()?)))
        .map(|(fault, wrong)| format!("{fault:?} {}:\n{wrong}", kind_of(&traffic, *fault)))
        .collect();
    assert_eq!(ends.len(), faults.len());
    assert!(
        diverging.is_empty(),
        "{} diverging:\n\n{}",
        diverging.len(),
        diverging.join("\n\n")
    );
}

/// Tries a fault on a spare database, or a new one, which is spare then if it ends well.
fn end_of(
    scenario: &Scenario,
    fault: Fault,
    seat: &Seat<'_>,
    spare: &Mutex<Vec<Place>>,
) -> Result<End, String> {
    for _ in 0..TRIES {
        let found = spare.lock().unwrap().pop();
        let place = found.and_then(|place| scenario.again(place, seat));
        let place = place.unwrap_or_else(|| scenario.fresh());
        let tried = catch_unwind(AssertUnwindSafe(|| {
            try_fault(scenario, &place, fault, seat)
        }));
        if let Ok(Some(Ok(end))) = tried {
            spare.lock().unwrap().push(place);
            return Ok(end);
        }
        place.drop_on(seat);
        match tried {
            Ok(Some(ended)) => return ended,
            Ok(None) => {}
            Err(panic) => {
                let said = panic.downcast_ref::<String>().cloned();
                return Err(said.unwrap_or_else(|| "a panic".to_owned()));
            }
        }
    }
    Err("it did not come to that message".to_owned())
}

/// What a run carries on which nothing goes wrong: the same twice.
fn clean(scenario: &Scenario) -> Vec<Traffic> {
    let mut before = Vec::new();
    for _ in 0..TRIES * 2 {
        let Place { session, database } = scenario.fresh();
        let wire = FaultyWire::new(scenario.server(), None);
        scenario.start(&wire.url(database.name())).wait().succeeds();
        left_alone(&session);
        let kinds = |sent: &[(char, usize)]| sent.iter().map(|(kind, _)| *kind).collect::<String>();
        let traffic = wire.traffic();
        let shape: Vec<_> = traffic
            .iter()
            .map(|traffic| (kinds(&traffic.to_server), kinds(&traffic.to_client)))
            .collect();
        if shape == before {
            return traffic;
        }
        before = shape;
    }
    panic!("no two clean runs carry the same messages: {before:?}");
}

fn faults(traffic: &[Traffic], ways: &[Way], fates: &[Fate]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (connection, carried) in traffic.iter().enumerate() {
        for way in ways.iter().copied() {
            let messages = match way {
                Way::ToServer => &carried.to_server,
                Way::ToClient => &carried.to_client,
            };
            // From the end: behind a COMMIT that may still come, a trial waits for the lease's end,
            // and the last of them should have company for as long.
            for (message, (_, length)) in messages.iter().enumerate().rev() {
                faults.extend(fates.iter().map(|fate| Fault {
                    connection,
                    way,
                    message,
                    fate: match fate {
                        Fate::Torn { .. } => Fate::Torn { bytes: length / 2 },
                        fate => *fate,
                    },
                }));
            }
        }
    }
    faults
}

fn kind_of(traffic: &[Traffic], fault: Fault) -> char {
    let carried = &traffic[fault.connection];
    match fault.way {
        Way::ToServer => carried.to_server[fault.message].0,
        Way::ToClient => carried.to_client[fault.message].0,
    }
}
