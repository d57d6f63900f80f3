//! What a section without transaction does to its own session, and what becomes of a session
//! that doesn't answer any more.

mod support;

use rustix::process::{Pid, Signal, kill_process};
use support::{Project, eventually, for_each_major};

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

/// The backend that sleeps in the project's database.
fn sleeper(project: &Project) -> String {
    let name = project.database.name();
    project.query(&format!(
        "select pid from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    ))
}

#[test]
fn a_signal_ends_a_run_whose_backend_does_not_answer() {
    for_each_major(|server| {
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
