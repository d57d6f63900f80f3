//! A statement of which nothing tells: the run stops, and `--resume` decides.

use crate::interruption::ended;
use crate::support::{Project, Server, eventually, for_each_major};

/// A run that was killed in its second (up) or first (down) statement, a procedure that has
/// committed once.
fn killed_in_a_call(server: &Server, direction: &str) -> Project {
    let project = server.project();
    project.query(
        "create table log (what text);
         create procedure p() language plpgsql as $$ begin
             insert into log values ('p'); commit; perform pg_sleep(1000); end $$",
    );
    let (up, down) = match direction {
        "up" => (
            "create table a ();\ncall p();\ncreate table b ()",
            "drop table a",
        ),
        _ => ("create table a ()", "call p();\ndrop table a"),
    };
    project.migration(
        "1_x.sql",
        format!(
            "-- migrate:up transaction:false\n{up};\n-- migrate:down transaction:false\n{down};\n"
        ),
    );
    if direction == "down" {
        project.run("up").succeeds();
    }
    let run = project.start(direction);
    let asleep = "select count(*) from pg_stat_activity where wait_event = 'PgSleep' \
        and datname = current_database()";
    eventually("the procedure sleeps", || project.query(asleep) == "1");
    run.kill();
    project.query("select pg_terminate_backend(worker_pid) from schema_migrations_progress");
    ended(&project);
    project.query(
        "create or replace procedure p() language sql as $$ insert into log values ('p') $$",
    );
    project
}

#[test]
fn a_call_whose_end_nobody_saw_stops_the_run_until_it_is_decided() {
    for_each_major(|server| {
        for (choice, calls) in [("retry", "2"), ("skip", "1")] {
            let project = killed_in_a_call(server, "up");
            for _ in 0..2 {
                project
                    .run("up")
                    .exits(4)
                    .stderr_contains(
                        "1_x is in doubt: nobody saw the end of statement 2 of 3 of its up section",
                    )
                    .stderr_contains("statement: call p()")
                    .stderr_contains("`proj-migrate up --resume retry` runs it again")
                    .stderr_contains("`proj-migrate up --resume skip` counts it as done");
            }
            let refused = project.run("up --format json").exits(4).json();
            assert_eq!(refused["error"]["refusal"]["kind"], "in-doubt");
            project
                .run("status --exit-code")
                .exits(1)
                .stdout_contains("up stopped at statement 2 of 3");
            project.run(&format!("up --resume {choice}")).succeeds();
            assert_eq!(project.query("select count(*) from log"), calls, "{choice}");
            assert_eq!(project.query("select to_regclass('b')"), "b", "{choice}");
            assert_eq!(project.applied(), "1");
        }
    });
}

#[test]
fn a_revert_in_doubt_is_decided_too() {
    for_each_major(|server| {
        let project = killed_in_a_call(server, "down");
        project
            .run("down")
            .exits(4)
            .stderr_contains("`proj-migrate down --resume skip`");
        project.run("down --resume skip").succeeds();
        assert_eq!(project.applied(), "");
        assert_eq!(project.query("select to_regclass('a') is null"), "t");
    });
}

#[test]
fn a_revert_of_what_is_in_doubt_needs_no_decision() {
    for_each_major(|server| {
        let project = killed_in_a_call(server, "up");
        project
            .run("down")
            .succeeds()
            .stdout_contains("reverted  1_x");
        assert_eq!(project.query("select to_regclass('a') is null"), "t");
        project.run("up").succeeds().stdout_contains("applied  1_x");
    });
}

#[test]
fn skip_passes_over_a_statement_that_failed() {
    for_each_major(|server| {
        for (failing, told) in [
            ("select 1/0", "statement 2 is passed over, as --resume says"),
            (
                "begin; create table u (); select 1/0; commit",
                "statements 2–5, a unit, are passed over, as --resume says",
            ),
            (
                "create unique index concurrently i on t (x)",
                "statement 2 is passed over, as --resume says",
            ),
        ] {
            let project = server.project();
            project.query("create table t (x int); insert into t values (1), (1)");
            project.migration(
                "1_x.sql",
                format!("-- migrate:up transaction:false\ncreate table a ();\n{failing};\ncreate table b ();\n"),
            );
            project.run("up").exits(3);
            project
                .run("up --resume skip")
                .succeeds()
                .stderr_contains(told);
            assert_eq!(
                project.query(
                    "select to_regclass('b') is not null, to_regclass('u') is null, \
                               not exists (select from pg_index where not indisvalid)"
                ),
                "t|t|t",
                "{failing}"
            );
        }
    });
}
