//! What commands cost on the wire: connections and round trips, counted between binary and server.

mod support;

use support::{Cut, Moment, Project, Server, Wire, eventually, for_each_major};

/// A migration in a transaction, one without, and everything applied.
fn applied(server: &Server) -> Project {
    let project = server.project();
    project.migration(
        "1_a.sql",
        "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table a;\n",
    );
    project.migration(
        "2_b.sql",
        "-- migrate:up transaction:false\ncreate index concurrently a_x on a (x);\n\
         -- migrate:down\ndrop index a_x;\n",
    );
    project.run("up").succeeds();
    project
}

#[test]
fn nothing_to_do_costs_one_connection_and_one_round_trip() {
    for_each_major(|server| {
        let project = applied(server);
        // The mark costs nothing where it stops nothing.
        project.run("protect").succeeds();
        let wire = Wire::tap(&project);
        for command in ["up", "up --dry-run", "status", "status --exit-code"] {
            wire.run(&project, command).succeeds();
            let connections = wire.take();
            assert_eq!(connections.len(), 1, "{command}");
            // The Terminate may be lost with the process.
            let messages = connections[0].messages.trim_end_matches('X');
            assert_eq!(messages, "Q", "{command}");
            assert_eq!(connections[0].round_trips, 1, "{command}");
        }
    });
}

#[test]
fn a_migration_costs_one_round_trip() {
    for_each_major(|server| {
        let project = applied(server);
        let wire = Wire::tap(&project);
        let round_trips = |args: &str| {
            // A step is watched, over another connection, from half its lock time-out on, a second at most.
            let args = format!("{args} --lock-timeout 10s");
            wire.run(&project, &args).succeeds();
            let connections = wire.take();
            assert_eq!(connections.len(), 1, "{args}");
            connections[0].round_trips
        };
        for number in 3..=7 {
            project.migration(
                &format!("{number}_t.sql"),
                format!(
                    "-- migrate:up\ncreate table t{number} (x int);\n\
                     insert into t{number} values (1);\ncreate index on t{number} (x);\n\
                     -- migrate:down\ndrop table t{number};\n"
                ),
            );
        }
        assert_eq!(
            round_trips("up --count 1"),
            2,
            "the survey and the migration"
        );
        // A migration that was begun behind the COMMIT before may cost none of its own.
        assert!(round_trips("up") <= 5, "the survey and four migrations");
        assert!(
            round_trips("down --count 3") <= 5,
            "the survey, the mark, three reverts"
        );
    });
}

/// Three migrations behind one that is applied; the second of them runs `statement`.
fn three_more(server: &Server, statement: &str) -> Project {
    let project = server.project();
    project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
    project.run("up").succeeds();
    project.migration("2_b.sql", "-- migrate:up\ncreate table b ();\n");
    project.migration("3_c.sql", format!("-- migrate:up\n{statement};\n"));
    project.migration("4_d.sql", "-- migrate:up\ncreate table d ();\n");
    project
}

#[test]
fn the_next_migration_begins_behind_the_commit_of_the_one_before() {
    for_each_major(|server| {
        let project = three_more(server, "alter table a add y int");
        let wire = Wire::tap(&project);
        let reader = project.session();
        reader.query("begin; lock table a in access share mode");
        let running = wire.start(&project, "up --lock-timeout 0");
        // The survey; begin, check, statement and finish of two migrations; begin and check.
        let sent = "Q".repeat(1 + 2 * 4 + 2);
        eventually("all is sent", || wire.messages() == sent);
        reader.query("rollback");
        running.wait().succeeds();
        assert_eq!(project.query("select count(*) from schema_migrations"), "4");
    });
}

#[test]
fn what_began_too_early_begins_again() {
    for_each_major(|server| {
        let statement = "update schema_migrations set applied_seq = 100 where version = '1'";
        let project = three_more(server, statement);
        project.run("up").succeeds();
        let versions = "select string_agg(version, ',' order by version) from schema_migrations";
        assert_eq!(project.query(versions), "1,2,3,4");
    });
}

#[test]
fn what_follows_a_begin_that_failed_is_not_run() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.run("up").succeeds();
        project.table("2", "b");
        let cut = Cut::new(&project, "", Moment::Spoilt);
        let mut command = project.command(["up"]);
        command.env("DATABASE_URL", cut.url(&project));
        project
            .run_command(&mut command)
            .exits(3)
            .stderr_contains("rolled back: nothing of 2_b remains");
        assert_eq!(project.query("select to_regclass('b') is null"), "t");
        project.run("up").succeeds();
        assert_eq!(project.applied(), "1,2");
    });
}
