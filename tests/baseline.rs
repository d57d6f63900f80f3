//! `baseline`: what it records of a database that was there before its ledger, and what it refuses.

mod support;

use support::{Project, Server, for_each_major};

/// A database with the tables of `1_a` and `2_b`, and no ledger; `10_c` comes later.
fn existing(server: &Server) -> Project {
    let project = server.project();
    project.table("1", "a");
    project.table("2", "b");
    project.table("10", "c");
    project.query("create table a (x int); create table b (x int)");
    project
}

#[test]
fn an_existing_database_is_recorded_and_up_goes_on_from_there() {
    for_each_major(|server| {
        let project = existing(server);
        let mut command = project.command(["baseline", "--to", "0002", "--reason", "day one"]);
        project
            .run_command(&mut command)
            .succeeds()
            .stdout("recorded  1_a\nrecorded  2_b\n")
            .stderr_contains("to record as applied, without running anything: 2 migrations")
            .stderr_contains("2 rows of the ledger written");
        assert_eq!(
            project.tables(),
            "a,b,schema_migrations,schema_migrations_log"
        );
        assert_eq!(
            project.query(
                "select version, action, reason, old_row is null, logged_by = session_user \
                 from schema_migrations_log order by id"
            ),
            "1|baseline|day one|t|t\n2|baseline|day one|t|t"
        );
        project
            .run("up --strict")
            .succeeds()
            .stdout_contains("applied  10_c");
        assert_eq!(project.applied(), "1,2,10");
        project.run("down --count 3").succeeds();
        assert_eq!(project.tables(), "schema_migrations,schema_migrations_log");
    });
}

#[test]
fn a_baseline_is_no_run_that_last_run_reverts() {
    for_each_major(|server| {
        let project = existing(server);
        project.run("baseline --to 2").succeeds();
        project
            .run("down --last-run")
            .exits(4)
            .stderr_contains("which run applied 2_b");
        assert_eq!(
            project.tables(),
            "a,b,schema_migrations,schema_migrations_log"
        );
    });
}

#[test]
fn what_is_recorded_already_is_left_alone() {
    for_each_major(|server| {
        let project = existing(server);
        project.run("baseline --to 1").succeeds();
        project
            .run("baseline --to 2 --format json")
            .succeeds()
            .stdout_contains("\"done\":[{\"version\":\"2\",\"label\":\"2_b\",\"action\":\"baseline\",\"edit\":null}],\"unchanged\":[\"1_a\"]");
        project
            .run("baseline --to 2")
            .succeeds()
            .stdout("")
            .stderr_contains("nothing to do");
        assert_eq!(
            project.query("select count(*) from schema_migrations_log"),
            "2"
        );
    });
}

#[test]
fn a_ledger_that_says_otherwise_is_refused() {
    for_each_major(|server| {
        let project = existing(server);
        project.run("baseline --to 10").succeeds();
        let ledger = || project.query("select count(*), max(checksum) from schema_migrations");
        let before = ledger();
        project
            .run("baseline --to 2")
            .exits(4)
            .stderr_contains("applied above it: 10_c");
        project.migration("1_a.sql", "-- migrate:up\nselect 1;\n");
        project
            .run("baseline --to 10")
            .exits(4)
            .stderr_contains("modified, or without a file: 1_a");
        project
            .run("baseline --to 9")
            .exits(2)
            .stderr_contains("--to 9: neither");
        project.run("baseline").exits(2).stderr_contains("--to");
        assert_eq!(ledger(), before);
    });
}

#[test]
fn a_bad_file_inside_is_refused_and_nothing_is_made() {
    for_each_major(|server| {
        let project = existing(server);
        project.migration("2_b.sql", "-- migrate:upp\n");
        project
            .run("baseline --to 10")
            .exits(2)
            .stderr_contains("2_b.sql:1");
        assert_eq!(project.tables(), "a,b");
        project.run("baseline --to 1").succeeds();
    });
}

#[test]
fn thousands_of_files_are_one_transaction() {
    for_each_major(|server| {
        let project = server.project();
        for version in 1..=3_000 {
            project.table(&version.to_string(), "t");
        }
        project.run("baseline --to 3000 -q").succeeds();
        assert_eq!(
            project.query("select count(distinct xmin::text), count(*), max(applied_seq) from schema_migrations"),
            "1|3000|3000"
        );
        project.run("status --exit-code").succeeds();
    });
}

#[test]
fn a_first_up_that_meets_what_is_there_names_baseline() {
    for_each_major(|server| {
        let advice = "`proj-migrate baseline --to VERSION`";
        let project = existing(server);
        for command in ["up", "up --dry-run=execute"] {
            project
                .run(command)
                .exits(3)
                .stderr_contains("relation \"a\" already exists")
                .stderr_contains(advice);
        }
        // A ledger in use is another matter, however old the table is.
        project.run("baseline --to 1").succeeds();
        project
            .run("up")
            .exits(3)
            .stderr_contains("relation \"b\" already exists")
            .never_says(advice);
        project.run("baseline --to 2").succeeds();
        project.run("up").succeeds();

        // What the run itself has applied is not what was there before.
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table z (x int);\n");
        project.table("2", "b");
        project.query("create table b (x int)");
        project
            .run("up")
            .exits(3)
            .stderr_contains("1 migration before it is committed")
            .stderr_contains(advice);
        project.run("baseline --to 2").succeeds();
        project.run("status --exit-code").succeeds();
    });
}

#[test]
fn a_table_that_is_made_twice_by_the_files_is_no_case_for_a_baseline() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.migration("2_b.sql", "-- migrate:up\ncreate table a (x int);\n");
        project.query("create extension pg_stat_statements");
        project
            .run("up")
            .exits(3)
            .stderr_contains("already exists")
            .never_says("baseline");
        // The ledger has rows now: nor is it one later.
        project.query("create table b (x int)");
        project.migration("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        project
            .run("up")
            .exits(3)
            .stderr_contains("already exists")
            .never_says("baseline");
    });
}

#[test]
fn reverting_what_was_only_recorded_is_told() {
    for_each_major(|server| {
        let project = existing(server);
        project.run("baseline --to 2").succeeds();
        project.run("up").succeeds();
        let says = "recorded by `baseline` or `repair`, not run by proj-migrate: ";
        // What a run applied is nothing special.
        project.run("down").succeeds().never_says(says);
        project
            .run("down --all --dry-run")
            .succeeds()
            .stderr_contains(&format!("warning: {says}2_b, 1_a;"));
        project
            .run("down")
            .succeeds()
            .stderr_contains(&format!("warning: {says}2_b;"));
        assert_eq!(project.applied(), "1");
    });
}
