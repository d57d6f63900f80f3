//! Dumps beside others' work: none mixes two states, none keeps others from their rows, none is
//! kept waiting with locks in its hands. `PROJ_MIGRATE_DUMP_ROUNDS` says how many dumps are taken
//! beside a stream of DDL, 20 otherwise; the figures of the full proof are of 1,000.

use std::collections::BTreeSet;
use std::env;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use regex::Regex;

use crate::support::{Project, Session, eventually, for_each_major, for_the_newest_major};

/// How often `DDL` writes the number of its state into the schema, in as many ways.
const MARKS: usize = 9;

/// The whole schema as of one state: a default, a check, an index, a view, a function, a trigger, a comment, a policy
/// and statistics, all of them with its number, in one transaction.
fn ddl(state: u32) -> String {
    format!(
        "begin; \
         drop view if exists app.v; drop index if exists app.i; drop statistics if exists app.s; \
         drop trigger if exists tr on app.t; drop policy if exists p on app.t; \
         alter table app.t alter a set default {state}; \
         alter table app.t drop constraint if exists c; alter table app.t add constraint c check (a <> {state}); \
         create index i on app.t (b) where a <> {state}; \
         create view app.v as select a, {state} as n from app.t; \
         create or replace function app.f() returns int language sql as 'select {state}'; \
         create trigger tr before update on app.t for each row when (new.a <> {state}) execute function app.tf(); \
         create policy p on app.t using (a <> {state}); \
         create statistics app.s on a, b from app.t; comment on statistics app.s is '{state}'; \
         comment on table app.t is '{state}'; \
         commit"
    )
}

/// The numbers of states that a dump speaks of, and how often it does.
fn states(text: &str) -> (BTreeSet<u32>, usize) {
    let number = Regex::new(r"\b7\d{6}\b").unwrap();
    let found: Vec<u32> = (number.find_iter(text))
        .map(|found| found.as_str().parse().unwrap())
        .collect();
    (found.iter().copied().collect(), found.len())
}

/// Ends the threads of a scope, also when an assertion fails.
struct Stopping<'a>(&'a AtomicBool);

impl Drop for Stopping<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How long a dump takes, in milliseconds, as far as is known: one on a slow machine must have a
/// chance, too, and no more than that.
static TAKES: AtomicU32 = AtomicU32::new(100);

/// DDL, with pauses of nothing to twice a dump's time.
fn change_the_schema(project: &Project, stop: &AtomicBool, states: &AtomicU32) {
    let session = project.session();
    while !stop.load(Ordering::Relaxed) {
        let state = states.fetch_add(1, Ordering::Relaxed) + 1;
        session.query(&ddl(state));
        let pause = TAKES.load(Ordering::Relaxed) * (state * 37 % 9) / 4;
        thread::sleep(Duration::from_millis(u64::from(pause)));
    }
}

/// Rows of a table that DDL leaves alone and a view reads; a lock that isn't free at once is an error.
fn change_rows(project: &Project, stop: &AtomicBool) -> u32 {
    let session = project.session();
    session.query("set lock_timeout = '1ms'");
    let mut changes = 0;
    while !stop.load(Ordering::Relaxed) {
        session.query(
            "insert into app.busy values (1); update app.busy set a = a + 1; delete from app.busy where a > 1",
        );
        changes += 1;
        thread::sleep(Duration::from_millis(1));
    }
    changes
}

#[expect(
    clippy::disallowed_methods,
    reason = "how thorough a test is, is no setting"
)]
fn rounds() -> u32 {
    env::var("PROJ_MIGRATE_DUMP_ROUNDS").map_or(20, |rounds| rounds.parse().unwrap())
}

#[test]
fn dumps_beside_a_stream_of_ddl_never_mix_two_states_nor_block_rows() {
    let rounds = rounds();
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create schema app; create table app.t (a int, b text); create table app.busy (a int); \
             create view app.reads_busy as select a from app.busy; create table app.held (a int); \
             create view app.reads_held as select a from app.held; \
             create function app.tf() returns trigger language plpgsql as 'begin return new; end'",
        );
        let first = 7_000_000;
        project.query(&ddl(first));
        // Rows that are never committed keep no dump waiting.
        let holder = project.session();
        holder.query("begin; insert into app.held values (1)");
        let (stop, state) = (AtomicBool::new(false), AtomicU32::new(first));
        let (mut seen, mut given_up) = (BTreeSet::new(), 0);
        let changes = thread::scope(|scope| {
            let stopping = Stopping(&stop);
            scope.spawn(|| change_the_schema(&project, &stop, &state));
            let rows = scope.spawn(|| change_rows(&project, &stop));
            for _ in 0..rounds {
                let began = Instant::now();
                let ran = project.run("dump -");
                if ran.status == 0 {
                    let took = u32::try_from(began.elapsed().as_millis()).unwrap();
                    TAKES.store(took.clamp(20, 1000), Ordering::Relaxed);
                }
                if ran.status == 5 {
                    ran.stderr_contains("cannot read the schema: others changed it");
                    given_up += 1;
                    // It takes longer than was known.
                    let longer = TAKES.load(Ordering::Relaxed) * 3 / 2;
                    TAKES.store(longer.min(2000), Ordering::Relaxed);
                    continue;
                }
                let text = ran.succeeds().out;
                let (numbers, count) = states(&text);
                assert_eq!((numbers.len(), count), (1, MARKS), "{numbers:?}\n{text}");
                seen.extend(numbers);
            }
            drop(stopping);
            rows.join().unwrap()
        });
        let states = state.load(Ordering::Relaxed) - first;
        println!(
            "{rounds} dumps on {} beside {states} changes of the schema and {changes} of rows: \
             {} of one state each, {} states seen, {given_up} given up, none mixed",
            server.major,
            rounds - given_up,
            seen.len(),
        );
        assert!(states > 0 && changes > 0);
        assert!(given_up < rounds, "no dump had a chance");
        holder.query("rollback");
    });
}

#[test]
fn a_dump_that_waits_for_a_lock_holds_none_that_others_want() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.query(
            "create table a (x int); create table b (x int); \
             create view reads_a as select x from a; create view reads_b as select x from b",
        );
        let [locks_a, locks_b] = [0, 1].map(|_| Session::open(&project.database.url()));
        for (locked, other) in [("a", "b"), ("b", "a")] {
            locks_a.query(&format!("begin; alter table {locked} add y int"));
            let running = project.start("dump -");
            let waiting = "select count(*) from pg_locks where not granted \
                and database = (select oid from pg_database where datname = current_database())";
            eventually("the dump waits", || project.query(waiting) != "0");
            // As the next migration would, with readers behind it.
            locks_b.query(&format!(
                "set lock_timeout = '20s'; alter table {other} add z int"
            ));
            locks_a.query("rollback");
            running
                .wait()
                .succeeds()
                .stdout_contains("VIEW public.reads_b");
            locks_b.query(&format!("alter table {other} drop z"));
        }
    });
}
