//! What a dry run of `up` shows, and that it leaves nothing behind.

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
fn a_dry_run_shows_takes_no_lock_and_writes_nothing() {
    for_each_major(|server| {
        let project = four(server);
        // Whoever needed the lock would wait, and give up.
        let holder = project.session();
        holder.query(
            "begin; select pg_advisory_xact_lock(('x' || left(encode(sha256( \
             'proj-migrate lock public.schema_migrations'), 'hex'), 16))::bit(64)::bigint)",
        );
        for command in [
            "up --dry-run",
            "up --dry-run=plan",
            "up --dry-run --lock-wait 0s",
        ] {
            project
                .run(command)
                .succeeds()
                .stdout_contains(
                    "would apply  1_a  (db/migrations/1_a.sql, 1 statement, one transaction)",
                )
                .stdout_contains("would apply  10_d");
        }
        project
            .run("up --dry-run=sql --count 1")
            .succeeds()
            .stdout_contains("create table a (x int);")
            .never_says("drop table")
            .never_says("create table b");
        assert_eq!(project.tables(), "");
    });
}

#[test]
fn dry_run_execute_tries_everything_and_rolls_it_back() {
    for_each_major(|server| {
        let project = four(server);
        let tried = project.run("up --dry-run=execute").succeeds();
        tried
            .stdout_contains("would apply  1_a")
            .stdout_contains("would apply  10_d")
            .stderr("host [socket] (port 5432), database [database], role postgres\n4 migrations tried and rolled back: nothing was changed\n");
        assert_eq!(project.tables(), "");
        project.run("up --to 2").succeeds();
        project.migration(
            "3_c.sql",
            "-- migrate:up\ncreate table c (x int);\nselect 1/0;\n",
        );
        project
            .run("up --dry-run=execute")
            .exits(3)
            .stderr_contains("db/migrations/3_c.sql:3:")
            .stderr_contains("division by zero");
        assert_eq!(project.tables(), "a,b,schema_migrations");
        assert_eq!(project.applied(), "1,2");
    });
}

#[test]
fn each_step_may_defer_its_constraints() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a (id int primary key);\n\
             create table b (a int references a deferrable initially deferred);\n",
        );
        let circle = "insert into b values (1);\ninsert into a values (1);\n";
        project.migration("2_b.sql", format!("-- migrate:up\n{circle}"));
        project.run("up --dry-run=execute").succeeds();
        project.migration("2_b.sql", "-- migrate:up\ninsert into b values (1);\n");
        project
            .run("up --dry-run=execute")
            .exits(3)
            .stderr_contains("23503");
    });
}
