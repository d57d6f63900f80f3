//! `up`: which migrations, what is warned of or refused, and what a failure leaves.

mod support;

use support::{Project, Server, for_each_major};

/// `a`, `b`, `c` and `d`, all pending.
fn four(server: &Server) -> Project {
    let project = server.project();
    for (version, name) in [("1", "a"), ("2", "b"), ("3", "c"), ("10", "d")] {
        project.table(version, name);
    }
    project
}

#[test]
fn up_applies_what_was_asked_for_in_numeric_order() {
    for_each_major(|server| {
        for (command, expected) in [
            ("up", "1,2,3,10"),
            ("up --to 3", "1,2,3"),
            ("up --to 003", "1,2,3"),
            ("up --count 2", "1,2"),
            ("up --to 3 --count 9", "1,2,3"),
        ] {
            let project = four(server);
            project.run(command).succeeds();
            assert_eq!(project.applied(), expected, "{command}");
        }
        four(server)
            .run("up --to 4")
            .exits(2)
            .stderr_contains("neither a file nor the ledger knows this version");
    });
}

#[test]
fn out_of_order_missing_and_future_versions_are_named() {
    for_each_major(|server| {
        let project = four(server);
        project.remove("db/migrations/2_b.sql");
        project.run("up").succeeds();
        project.table("2", "b");
        project.remove("db/migrations/1_a.sql");

        project
            .run("up --strict")
            .exits(4)
            .stderr_contains("out of order: 2_b")
            .stderr_contains("file missing: 1_a");
        assert_eq!(project.applied(), "1,3,10");
        project
            .run("status --exit-code")
            .exits(1)
            .stdout_contains("out-of-order")
            .stdout_contains("missing");
        project
            .run("up")
            .succeeds()
            .stderr_contains("2_b is out of order: it comes after 3_c, 10_d, applied already")
            .stderr_contains("1 applied migration without a file: 1_a");
        assert_eq!(project.applied(), "1,3,10,2");

        project.remove("db/migrations/10_d.sql");
        project.table("1", "a");
        project
            .run("up --strict")
            .succeeds()
            .stderr_contains("the ledger is ahead of these files by 1 migration: 10_d");
        project
            .run("status --exit-code")
            .succeeds()
            .stdout_contains("future");
    });
}

#[test]
fn a_failure_names_what_is_committed_and_keeps_it() {
    for_each_major(|server| {
        let project = four(server);
        project.migration(
            "3_c.sql",
            "-- migrate:up\ncreate table c (x int);\ncreate table a (x int);\n",
        );
        project
            .run("up")
            .exits(3)
            .stdout_contains("applied  2_b")
            .stderr_contains("db/migrations/3_c.sql:3:")
            .stderr_contains(
                "rolled back: nothing of 3_c remains; 2 migrations before it are committed",
            )
            .stderr_contains("not run: 10_d");
        assert_eq!(project.tables(), "a,b,schema_migrations");
        assert_eq!(project.applied(), "1,2");
    });
}

#[test]
fn a_deferred_constraint_fails_before_the_commit_and_rolls_back() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table p (x int primary key);\n\
             create table c (x int references p deferrable initially deferred);\n\
             insert into c values (7);\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("cannot satisfy the deferred constraints for 1_a")
            .stderr_contains("c_x_fkey")
            .stderr_contains("Key (x)=(7) is not present in table \"p\".")
            .stderr_contains("rolled back");
        assert_eq!(project.tables(), "schema_migrations");
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
    });
}

#[test]
fn a_new_enum_value_used_at_once_fails_with_its_cure() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate type mood as enum ('sad');\n",
        );
        project.run("up").succeeds();
        project.migration(
            "2_b.sql",
            "-- migrate:up\nalter type mood add value 'glad';\ncreate table a as select 'glad'::mood;\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("SQLSTATE: 55P04")
            .stderr_contains("use it in the next migration");
        project.migration(
            "2_b.sql",
            "-- migrate:up\nalter type mood add value 'glad';\n",
        );
        project.migration(
            "3_c.sql",
            "-- migrate:up\ncreate table a as select 'glad'::mood;\n",
        );
        project.run("up").succeeds();
    });
}
