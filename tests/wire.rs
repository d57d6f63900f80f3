//! What commands cost on the wire: connections and round trips, counted between binary and server.

mod support;

use support::{Project, Server, Wire, for_each_major};

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
            wire.run(&project, args).succeeds();
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
        assert_eq!(round_trips("up"), 5, "the survey and four migrations");
        assert_eq!(
            round_trips("down --count 3"),
            5,
            "the survey, the mark, three reverts"
        );
    });
}
