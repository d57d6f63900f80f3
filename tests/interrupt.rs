//! Ctrl-C, `kill` and a closed terminal end a run in order: what the server does is cancelled and
//! rolled back, and the report says what stays.

mod support;

use rustix::process::Signal;
use support::{
    Cut, Fate, Fault, FaultyWire, Moment, Project, Running, Way, eventually, for_each_major,
};

const FIRST: &str = "-- migrate:up\ncreate table a (id int);\n";
const LAST: &str = "-- migrate:up\ncreate table never ();\n";
const SLEEP: &str = "-- migrate:up\ninsert into a values (1);\nselect pg_sleep(60);\nselect 3;\n";

/// Names and numbers of the signals that people send, and the exit status each means.
const SIGNALS: [(&str, Signal, i32); 3] = [
    ("hup", Signal::HUP, 129),
    ("int", Signal::INT, 130),
    ("term", Signal::TERM, 143),
];

/// How many backends sleep in the project's database.
fn sleepers(project: &Project) -> String {
    let name = project.database.name();
    project.query(&format!(
        "select count(*) from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    ))
}

/// Runs `up`, sends the signal once a backend sleeps, and claims that none sleeps any more.
#[track_caller]
fn interrupted(project: &Project, signal: Signal, golden: &str) {
    let running = project.start("up");
    eventually("the statement runs", || sleepers(project) == "1");
    running.signal(signal);
    running.wait().reads(golden);
    assert_eq!(sleepers(project), "0", "the statement is still running");
}

#[test]
fn a_signal_rolls_the_migration_at_work_back() {
    for_each_major(|server| {
        for (name, signal, _) in SIGNALS {
            let project = server.project();
            project.migration("0001_first.sql", FIRST);
            project.migration("0002_sleep.sql", SLEEP);
            project.migration("0003_last.sql", LAST);
            interrupted(&project, signal, &format!("interrupt/{name}"));
            assert_eq!(project.query("select count(*) from a"), "0");
            let applied = "select string_agg(version, ',') from schema_migrations";
            assert_eq!(project.query(applied), "0001");
        }
    });
}

#[test]
fn a_signal_says_what_stays_of_a_section_without_a_transaction() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration(
            "0002_sleep.sql",
            SLEEP.replacen("up", "up transaction:false", 1),
        );
        interrupted(&project, Signal::INT, "interrupt/loose");
        assert_eq!(project.query("select count(*) from a"), "1");
        project.run("status").reads("interrupt/loose_status");
    });
}

#[test]
fn a_signal_rolls_an_open_unit_back() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration(
            "0002_unit.sql",
            "-- migrate:up transaction:false\nselect 1;\nbegin;\ninsert into a values (1);\nselect pg_sleep(60);\ncommit;\n",
        );
        interrupted(&project, Signal::TERM, "interrupt/unit");
        assert_eq!(project.query("select count(*) from a"), "0");
    });
}

#[test]
fn a_signal_ends_a_copy() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table a (id int);
             create function slow() returns trigger language plpgsql as
                 $$ begin perform pg_sleep(case new.id when 2 then 60 else 0 end); return new; end $$;
             create trigger slow before insert on a for each row execute function slow()",
        );
        let rows: String = (1..=20_000).map(|id| format!("{id}\n")).collect();
        project.migration(
            "0001_copy.sql",
            format!("-- migrate:up\ncopy a from stdin;\n{rows}\\.\n"),
        );
        interrupted(&project, Signal::INT, "interrupt/copy");
        assert_eq!(project.query("select count(*) from a"), "0");
    });
}

#[test]
fn a_signal_ends_the_wait_for_the_lock() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_sleep.sql", "-- migrate:up\nselect pg_sleep(60);\n");
        let owner = project.start("up");
        eventually("the statement runs", || sleepers(&project) == "1");
        let waiter = project.start("up");
        waiter.says("waiting for the lock");
        waiter.signal(Signal::INT);
        // The signal may find it between two tries or in the middle of one.
        waiter
            .wait()
            .whether_or_not_it_says(
                "SIGINT: cancelling, and waiting for the rollback; once more stops at once",
            )
            .reads("interrupt/waiter");
        owner.signal(Signal::INT);
        owner.wait().exits(130);
    });
}

#[test]
fn a_signal_ends_the_pause_before_a_retry() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a ()");
        project.migration(
            "0001_alter.sql",
            "-- migrate:up lock-timeout:10ms\nalter table a add column x int;\n",
        );
        let session = project.session();
        session.query("begin; lock table a");
        let running = project.start("up");
        running.says("trying again in");
        running.signal(Signal::INT);
        let ran = running.wait().exits(130);
        // The pause may be over when the signal arrives.
        let in_pause = "this run changed nothing\nnot run: 0001_alter\n";
        let in_statement = "rolled back: nothing of 0001_alter remains";
        let told = ran.err.contains(in_pause) || ran.err.contains(in_statement);
        assert!(told, "{}", ran.err);
    });
}

#[test]
fn a_signal_ends_the_wait_for_a_silent_server() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        let silence = Cut::new(&project, "", Moment::Silence);
        for name in ["up", "status"] {
            let mut command = project.command([name]);
            command.env("DATABASE_URL", silence.url(&project));
            let before = silence.connections();
            let running = Running::start(&project, command);
            eventually("it connects", || silence.connections() > before);
            running.signal(Signal::INT);
            running.wait().reads(&format!("interrupt/silent_{name}"));
        }
    });
}

/// A signal that comes once more, when a first one was heard.
#[test]
fn a_second_signal_stops_at_once() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.run("up").succeeds();
        project.migration("0002_sleep.sql", SLEEP);
        // The server never hears of the cancelling, nor anybody of what it does.
        let fault = Fault {
            connection: 0,
            way: Way::ToServer,
            message: 4,
            fate: Fate::Silent,
        };
        let wire = FaultyWire::new(server, Some(fault));
        let mut command = project.command(["up"]);
        command.env("DATABASE_URL", wire.patient_url(project.database.name()));
        let mut running = Running::start(&project, command);
        eventually("it is silent", || wire.has_failed());
        running.signal(Signal::INT);
        running.says("cancelling");
        eventually("it has stopped", || {
            running.has_ended() || {
                running.signal(Signal::TERM);
                false
            }
        });
        running.wait().reads("interrupt/twice");
    });
}

#[test]
fn a_signal_ends_a_flood_of_notices() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "0001_flood.sql",
            "-- migrate:up\ndo $$ begin for i in 1..1000000000 loop raise notice '%', i; end loop; end $$;\n",
        );
        let running = project.start("up");
        running.says("NOTICE: 20000\n");
        running.signal(Signal::INT);
        let ran = running.wait().exits(130);
        let (_, after) = ran.err.split_once("SIGINT: cancelling").unwrap();
        // What is on its way when the server stops is shown; nothing piles up before.
        assert!(after.lines().count() < 50_000, "{}", after.lines().count());
    });
}
