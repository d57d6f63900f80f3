//! Every message of a run, each way, gone wrong once: cut, held or silenced. After each fault one
//! more plain `up` ends right, or stops in doubt and ends right as it advises.
//!
//! The quick sweep cuts only, on the newest major. The full one is a command of its own, which
//! ARCHITECTURE.md names, with the messages torn in their midst, and the run killed at each, besides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of it is tests, and what was tried is told"
)]

#[path = "../support/mod.rs"]
mod support;

mod claims;
mod fleet;
mod room;
mod sample;
mod scenario;
mod state;
mod sweep;
mod trial;

use scenario::{Scenario, down_of_two, resume, up_of_five};
use support::{Fate, Server, Until, Way, each_major, newest_major};
use sweep::sweep;

/// Nothing else may lock or begin transactions there; room for many runs at once; little to map for
/// each of the thousands of backends, to keep of what they logged, and to do besides.
fn server(major: u32) -> Server {
    let mut settings = vec![
        "autovacuum=off",
        "max_connections=300",
        "shared_buffers=32MB",
        "max_wal_size=256MB",
        "track_counts=off",
        "update_process_title=off",
    ];
    if major >= 18 {
        // What is read lies in memory: handing it to other processes takes longer.
        settings.push("io_method=sync");
    }
    let settings: Vec<_> = settings.into_iter().map(str::to_owned).collect();
    Server::scratch_with(major, &settings)
}

const ALL: [fn(&Server) -> Scenario; 3] = [up_of_five, down_of_two, resume];
const BOTH: [Way; 2] = [Way::ToServer, Way::ToClient];

fn cut_everywhere(scenario: fn(&Server) -> Scenario) {
    if let Some(major) = newest_major() {
        sweep(&scenario(&server(major)), &BOTH, &[Fate::Cut]);
    }
}

#[test]
fn an_up_that_is_cut_at_any_message_is_ended_by_the_next() {
    cut_everywhere(up_of_five);
}

#[test]
fn a_down_that_is_cut_at_any_message_is_ended_by_the_next_up() {
    cut_everywhere(down_of_two);
}

#[test]
fn a_resumed_run_that_is_cut_at_any_message_is_ended_by_the_next() {
    cut_everywhere(resume);
}

const FATES: [Fate; 3] = [Fate::Cut, Fate::Held(Until::TheNext), Fate::Silent];

fn everywhere(scenarios: &[fn(&Server) -> Scenario], ways: &[Way], fates: &[Fate]) {
    each_major(|major| {
        let server = server(major);
        for scenario in scenarios {
            sweep(&scenario(&server), ways, fates);
        }
    });
}

#[test]
#[ignore = "takes many minutes: scripts/sweep runs it"]
fn every_message_of_an_up_cut_held_or_silenced() {
    everywhere(&[up_of_five], &BOTH, &FATES);
}

#[test]
#[ignore = "takes many minutes: scripts/sweep runs it"]
fn every_message_of_a_down_cut_held_or_silenced() {
    everywhere(&[down_of_two], &BOTH, &FATES);
}

#[test]
#[ignore = "takes many minutes: scripts/sweep runs it"]
fn every_message_of_a_resumed_run_cut_held_or_silenced() {
    everywhere(&[resume], &BOTH, &FATES);
}

#[test]
#[ignore = "takes many minutes: scripts/sweep runs it"]
fn every_message_torn_in_its_midst() {
    everywhere(&ALL, &BOTH, &[Fate::Torn { bytes: 0 }]);
}

#[test]
#[ignore = "takes many minutes: scripts/sweep runs it"]
fn every_message_at_which_the_run_is_killed() {
    everywhere(&ALL, &BOTH, &[Fate::Killed]);
}

#[test]
#[ignore = "takes many minutes: scripts/sweep runs it"]
fn every_message_held_until_its_run_asks_or_has_ended() {
    everywhere(
        &ALL,
        &[Way::ToServer],
        &[Fate::Held(Until::Meanwhile), Fate::Held(Until::ItsEnd)],
    );
}

#[test]
#[ignore = "takes many minutes: scripts/sweep runs it"]
fn fifty_runs_with_random_kills_a_hundred_rounds() {
    each_major(|major| {
        let scenario = up_of_five(&server(major));
        let mut statuses = std::collections::BTreeMap::new();
        for _ in 0..100 {
            for (status, runs) in fleet::round(&scenario) {
                *statuses.entry(status).or_insert(0) += runs;
            }
        }
        println!(
            "a hundred rounds of fifty runs on PostgreSQL {major}: those that nobody killed, by exit status: {statuses:?}"
        );
    });
}
