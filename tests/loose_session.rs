//! What a section without transaction does to its own session, and what becomes of a session
//! that doesn't answer any more.

mod support;

use rustix::process::{Pid, Signal, kill_process};
use support::{Project, Server, eventually, for_each_major, for_each_major_at_once};

#[test]
fn a_lock_timeout_inside_a_unit_is_told_and_not_tried_again() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (x int)");
        let unit = "begin;\ncreate table u ();\nalter table t add column y int;\ncommit;\n";
        project.migration(
            "1_unit.sql",
            format!("-- migrate:up transaction:false lock-timeout:50ms\n{unit}"),
        );
        let reader = project.session();
        reader.query("begin; select * from t");
        project
            .run("up")
            .stderr_contains("canceling statement due to lock timeout")
            .stderr_contains("SQLSTATE: 55P03")
            .never_says("trying again")
            .never_says("25P02");
        assert_eq!(project.query("select to_regclass('u') is null"), "t");
    });
}

#[test]
fn reset_and_discard_keep_the_search_path_of_the_url() {
    for_each_major(|server| {
        for statement in ["reset all", "discard all"] {
            let project = server.project();
            project.query("create schema app");
            project.migration(
                "1_reset.sql",
                format!("-- migrate:up transaction:false\n{statement};\ncreate table u ();\n"),
            );
            let mut command = project.command(["up"]);
            let url = project.database.url();
            let and = if url.contains('?') { '&' } else { '?' };
            command.env("DATABASE_URL", format!("{url}{and}search_path=app"));
            project.run_command(&mut command).succeeds();
            let tables = "select schemaname from pg_tables where tablename = 'u'";
            assert_eq!(project.query(tables), "app", "{statement}");
        }
    });
}

/// A server that nobody else uses: whoever drops a database waits, from 15 on, until each backend of
/// the server has heard of it, and one that is stopped doesn't.
fn alone(shared: &Server) -> Server {
    Server::scratch(shared.major)
}

/// The backend that sleeps in the project's database.
fn sleeper(project: &Project) -> String {
    let name = project.database.name();
    project.query(&format!(
        "select pid from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    ))
}

#[test]
fn a_signal_ends_a_run_whose_backend_does_not_answer() {
    for_each_major_at_once(|shared| {
        let server = alone(shared);
        for (options, told) in [
            ("", "whether it is applied is unknown"),
            ("transaction:false", "lost during statement 1 of 4"),
        ] {
            let project = server.project();
            let rest = "savepoint a;\nrollback to a;\nselect 3;\n";
            let rest = if options.is_empty() {
                rest
            } else {
                "select 2;\nselect 3;\nselect 4;\n"
            };
            project.migration(
                "1_sleep.sql",
                format!("-- migrate:up {options}\nselect pg_sleep(60);\n{rest}"),
            );
            let running = project.start("up");
            eventually("the statement runs", || !sleeper(&project).is_empty());
            let backend = Pid::from_raw(sleeper(&project).parse().unwrap()).unwrap();
            kill_process(backend, Signal::STOP).unwrap();
            running.signal(Signal::INT);
            let ran = running.wait();
            kill_process(backend, Signal::CONT).unwrap();
            ran.exits(3)
                .stderr_contains("the server did not answer the cancel request in time")
                .stderr_contains(told);
        }
    });
}

/// Somebody's CREATE INDEX CONCURRENTLY waits for each transaction that had a snapshot at a certain
/// moment: should that be the one at which the guard takes the lock, it waits for the section,
/// which may wait for the table that the index is for. Nobody would ever see that circle.
#[test]
fn the_guard_has_no_transaction_that_others_could_wait_for() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (x int)");
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate index concurrently on t (x);\n",
        );
        let reader = project.session();
        reader.query("begin; lock table t in row exclusive mode");
        let run = project.start("up");
        let builds = "select count(*) from pg_stat_progress_create_index \
            where datname = current_database() and command = 'CREATE INDEX CONCURRENTLY'";
        eventually("it builds", || project.query(builds) == "1");
        let guard = "select distinct a.state, a.xact_start is null, l.mode from pg_locks l \
            join pg_stat_activity a using (pid) where l.locktype = 'advisory' \
            and l.database = (select oid from pg_database where datname = current_database()) order by 3";
        assert_eq!(
            project.query(guard),
            "idle|t|ExclusiveLock\nidle|t|ShareLock"
        );
        // It keeps others out all the same.
        project
            .run("up --lock-wait 300ms")
            .exits(5)
            .stderr_contains("application proj-migrate");
        reader.query("rollback");
        run.wait().succeeds();
        let left = "select count(*) from pg_locks where locktype = 'advisory' \
            and database = (select oid from pg_database where datname = current_database())";
        assert_eq!(project.query(left), "0");
    });
}

/// Idle for hours, its connection may be gone without a word: a firewall has forgotten it.
#[test]
fn a_guard_that_does_not_answer_any_more_is_not_waited_for() {
    for_each_major(|shared| {
        let server = alone(shared);
        let project = server.project();
        project.query("create table t (x int)");
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\nalter table t add column y int;\n",
        );
        let reader = project.session();
        reader.query("begin; select * from t");
        let run = project.start("up --lock-timeout 0");
        let guard = "select distinct l.pid from pg_locks l where l.locktype = 'advisory' \
            and l.mode = 'ExclusiveLock' and l.database = (select oid from pg_database where datname = current_database())";
        let waits = "select count(*) from pg_stat_activity where datname = current_database() \
            and wait_event_type = 'Lock'";
        eventually("the worker waits", || project.query(waits) == "1");
        let pid = Pid::from_raw(project.query(guard).parse().unwrap()).unwrap();
        kill_process(pid, Signal::STOP).unwrap();
        reader.query("rollback");
        let ran = run.wait();
        kill_process(pid, Signal::CONT).unwrap();
        ran.succeeds();
        eventually("the lock is free", || project.query(guard).is_empty());
    });
}
