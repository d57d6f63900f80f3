//! Lock time-outs are tried again until `--lock-retry-for` is over.

mod support;

use support::{
    Fate, Fault, FaultyWire, Project, Running, Server, Until, Way, for_each_major,
    for_the_newest_major,
};

/// `a`, `b`, `c` and `d`, all pending.
fn four(server: &Server) -> Project {
    let project = server.project();
    for (version, name) in [("1", "a"), ("2", "b"), ("3", "c"), ("10", "d")] {
        project.table(version, name);
    }
    project
}

#[test]
fn a_table_locked_for_a_while_is_tried_again_until_it_is_free() {
    for_each_major(|server| {
        let project = four(server);
        project.run("up --to 1").succeeds();
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate table b (x int);\nalter table a add y int;\n",
        );
        let other = project.session();
        other.query("begin; select * from a");
        project
            .run("up --lock-timeout 20ms --lock-retry-for 100ms")
            .exits(5)
            .stderr_contains("canceling statement due to lock timeout")
            .stderr_contains("trying again in")
            .stderr_contains("for 100 ms of waiting")
            .stderr_contains("rolled back: nothing of 2_b remains");
        assert_eq!(project.applied(), "1");
        project.migration(
            "2_b.sql",
            "-- migrate:up lock-timeout:20ms lock-retry-for:150ms\nalter table a add y int;\n",
        );
        (project.run("up").exits(5)).stderr_contains("for 150 ms of waiting");
        project.migration("2_b.sql", "-- migrate:up\nalter table a add y int;\n");

        let run = project.start("up --lock-timeout 20ms");
        run.says("trying again in");
        other.query("commit");
        run.wait().succeeds();
        assert_eq!(project.applied(), "1,2,3,10");
    });
}

/// What is sent step by step must be rolled back before it is tried again.
#[test]
fn copy_data_and_savepoints_are_tried_again_too() {
    for_each_major(|server| {
        for section in [
            "create table b (x int);\ncopy b from stdin;\n1\n\\.\nalter table a add y int;\n",
            "savepoint s;\nselect 1;\nrollback to s;\nalter table a add y int;\n",
            "alter table a add y int;\ncopy a from stdin;\n1\t2\n\\.\n",
        ] {
            let project = four(server);
            project.run("up --to 1").succeeds();
            project.migration("2_b.sql", format!("-- migrate:up\n{section}"));
            let other = project.session();
            other.query("begin; select * from a");
            let run = project.start("up --lock-timeout 20ms --to 2");
            run.says("trying again in");
            other.query("commit");
            run.wait().succeeds();
            assert_eq!(project.applied(), "1,2");
        }
    });
}

#[test]
fn a_statement_without_transaction_is_tried_again_by_itself() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (x int)");
        project.migration(
            "1_b.sql",
            "-- migrate:up transaction:false\ncreate table b (x int);\nalter table a add y int;\n",
        );
        let other = project.session();
        other.query("begin; select * from a");
        let run = project.start("up --lock-timeout 20ms");
        run.says("trying again in");
        other.query("commit");
        run.wait().succeeds();
        assert_eq!(
            project.tables(),
            "a,b,schema_migrations,schema_migrations_progress"
        );
    });
}

/// Whoever looks for the locks needs a connection, which may take longer than a try.
#[test]
fn a_connection_that_comes_after_a_try_tells_in_the_next_one_whom_it_waits_for() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.query("create table a (x int)");
        project.migration("1_a.sql", "-- migrate:up\nalter table a add y int;\n");
        let reader = project.session();
        reader.query("set application_name = 'night report'; begin; select from a");
        let fault = Fault {
            connection: 1,
            way: Way::ToClient,
            message: 0,
            fate: Fate::Held(Until::Meanwhile),
        };
        let wire = FaultyWire::new(server, Some(fault));
        let mut command = project.command("up --lock-timeout 2s --lock-retry-for 20s".split(' '));
        command.env("DATABASE_URL", wire.patient_url(project.database.name()));
        Running::start(&project, command)
            .wait()
            .exits(5)
            .stderr_contains("= behind: pid [pid] (user postgres, application night report");
        assert_eq!(wire.traffic().len(), 2, "of one connection to look");
    });
}
