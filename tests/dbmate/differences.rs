//! Where we differ on purpose. README's "From dbmate" has a line for each; here both sides of each
//! are shown, so that a dbmate that changes its mind is noticed too.

use std::thread;

use crate::support::{DbmateRan, Project, Server, eventually, for_each_major, tcp_port_to};

/// Two projects with the same files: ours, and dbmate's.
fn pair(server: &Server, files: &[(&str, &str)]) -> (Project, Project) {
    let (ours, theirs) = (server.project(), server.project());
    for project in [&ours, &theirs] {
        for (name, text) in files {
            project.migration(name, text);
        }
    }
    (ours, theirs)
}

const A: (&str, &str) = (
    "1_a.sql",
    "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table a;\n",
);
const B: (&str, &str) = (
    "2_b.sql",
    "-- migrate:up\ncreate table b (x int);\n-- migrate:down\ndrop table b;\n",
);

#[track_caller]
fn tables(project: &Project, expected: &str) {
    let tables = project.tables();
    let ours = tables
        .split(',')
        .filter(|name| !name.starts_with("schema_migrations"));
    assert_eq!(ours.collect::<Vec<_>>().join(","), expected);
}

#[test]
fn order_is_numeric() {
    for_each_major(|server| {
        let tenth = (
            "10_c.sql",
            "-- migrate:up\nalter table b add y int;\n-- migrate:down\n",
        );
        let (ours, theirs) = pair(server, &[A, B, tenth]);
        ours.run("up").succeeds();
        DbmateRan::of(&theirs, "up")
            .exits(2)
            .says("Applying: 10_c.sql");
        tables(&theirs, "");
    });
}

#[test]
fn versions_of_equal_number_are_refused() {
    for_each_major(|server| {
        let (ours, theirs) = pair(server, &[A, ("0001_b.sql", B.1)]);
        ours.run("up").exits(2).stderr_contains("0001_b.sql");
        DbmateRan::of(&theirs, "up").succeeds();
        tables(&theirs, "a,b");
    });
}

#[test]
fn near_misses_of_markers_and_options_are_refused() {
    for_each_major(|server| {
        for (text, left) in [
            // Taken for comments, and what stands below for the section above.
            (
                "-- migrate:up\ncreate table b ();\n-- migrate:donw\ndrop table b;\n-- migrate:down\n",
                "a",
            ),
            (
                "-- migrate:up transaction=false\ncreate table b ();\n-- migrate:down\n",
                "a,b",
            ),
            (
                "-- migrate:up lock_timeout:2s\ncreate table b ();\n-- migrate:down\n",
                "a,b",
            ),
        ] {
            let (ours, theirs) = pair(server, &[A, ("2_b.sql", text)]);
            ours.run("up").exits(2).stderr_contains("2_b.sql:");
            tables(&ours, "");
            DbmateRan::of(&theirs, "up").succeeds();
            tables(&theirs, left);
        }
    });
}

#[test]
fn an_option_counts_in_capitals_too() {
    for_each_major(|server| {
        let capitals = (
            "2_b.sql",
            "-- migrate:up transaction:FALSE\nvacuum a;\n-- migrate:down\n",
        );
        let (ours, theirs) = pair(server, &[A, capitals]);
        ours.run("up").succeeds();
        DbmateRan::of(&theirs, "up").exits(2).says("25001");
    });
}

#[test]
fn markers_are_read_as_people_write_them_and_not_inside_of_text() {
    for_each_major(|server| {
        for text in [
            "\u{feff}-- migrate:up\ncreate table b ();\n-- migrate:down\ndrop table b;\n",
            "-- Migrate:UP\ncreate table b ();\n-- MIGRATE:down\ndrop table b;\n",
            "-- migrate:up\ncreate table b ();\ncomment on table b is '\n-- migrate:down\n';\n\
             -- migrate:down\ndrop table b;\n",
        ] {
            let (ours, theirs) = pair(server, &[A, ("2_b.sql", text)]);
            ours.run("up").succeeds();
            DbmateRan::of(&theirs, "up").exits(2);
            tables(&theirs, "a");
        }
    });
}

#[test]
fn a_file_needs_no_down_section_and_cannot_be_reverted_without_one() {
    for_each_major(|server| {
        let none = ("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        let (ours, theirs) = pair(server, &[A, none]);
        ours.run("up").succeeds();
        ours.run("rollback")
            .exits(4)
            .stderr_contains("2_b is irreversible");
        DbmateRan::of(&theirs, "up")
            .exits(2)
            .says("requires each migration to define a down block");

        let empty = (
            "2_b.sql",
            "-- migrate:up\ncreate table b (x int);\n-- migrate:down\n",
        );
        let (ours, theirs) = pair(server, &[A, empty]);
        ours.run("up").succeeds();
        ours.run("rollback").exits(4);
        tables(&ours, "a,b");
        assert_eq!(ours.applied(), "1,2");
        DbmateRan::of(&theirs, "up").succeeds();
        DbmateRan::of(&theirs, "rollback").succeeds();
        tables(&theirs, "a,b");
        assert_eq!(theirs.query("select version from schema_migrations"), "1");
    });
}

#[test]
fn the_migration_that_is_reverted_is_the_latest_applied_its_file_there_or_not() {
    for_each_major(|server| {
        let (ours, theirs) = pair(server, &[A, B]);
        ours.run("up").succeeds();
        DbmateRan::of(&theirs, "up").succeeds();
        for project in [&ours, &theirs] {
            project.remove("db/migrations/2_b.sql");
        }
        ours.run("rollback")
            .succeeds()
            .stdout_contains("reverted  2_b")
            .stdout_contains("stored script");
        tables(&ours, "a");
        // It keeps no script, so we can't revert it either, and revert no other.
        theirs
            .run("rollback")
            .exits(4)
            .stderr_contains("nothing was reverted");
        tables(&theirs, "a,b");
        DbmateRan::of(&theirs, "rollback")
            .succeeds()
            .says("Rolled back: 1_a.sql");
        tables(&theirs, "b");

        // Applied out of order, it is the lower version.
        let (ours, theirs) = pair(server, &[B]);
        ours.run("up").succeeds();
        DbmateRan::of(&theirs, "up").succeeds();
        for project in [&ours, &theirs] {
            project.migration(A.0, A.1);
        }
        ours.run("up").succeeds().stderr_contains("out of order");
        DbmateRan::of(&theirs, "up").succeeds();
        ours.run("rollback").succeeds();
        DbmateRan::of(&theirs, "rollback").succeeds();
        tables(&ours, "b");
        tables(&theirs, "a");
    });
}

#[test]
fn an_edited_migration_is_refused() {
    for_each_major(|server| {
        let (ours, theirs) = pair(server, &[A]);
        ours.run("up").succeeds();
        DbmateRan::of(&theirs, "up").succeeds();
        for project in [&ours, &theirs] {
            project.migration(A.0, A.1.replace("x int", "x bigint"));
        }
        ours.run("up")
            .exits(4)
            .stderr_contains("1_a was edited after it was applied");
        DbmateRan::of(&theirs, "up").succeeds();
    });
}

#[test]
fn transactions_are_the_tools_own() {
    for_each_major(|server| {
        let commit = (
            "2_b.sql",
            "-- migrate:up\ncreate table b ();\ncommit;\nselect nope;\n-- migrate:down\n",
        );
        let (ours, theirs) = pair(server, &[A, commit]);
        ours.run("up").exits(2).stderr_contains("COMMIT");
        tables(&ours, "");
        DbmateRan::of(&theirs, "up").exits(2);
        tables(&theirs, "a,b");
        assert_eq!(theirs.query("select version from schema_migrations"), "1");

        let path = (
            "2_b.sql",
            "-- migrate:up\nset search_path = pg_catalog;\n-- migrate:down\n",
        );
        let (ours, theirs) = pair(server, &[A, path]);
        ours.run("up").succeeds();
        DbmateRan::of(&theirs, "up")
            .exits(2)
            .says("schema_migrations");
    });
}

#[test]
fn statements_outside_of_a_transaction_are_sent_one_by_one() {
    for_each_major(|server| {
        let two = (
            "2_b.sql",
            "-- migrate:up transaction:false\ncreate index concurrently i on a (x);\n\
             create index concurrently j on a (x);\n-- migrate:down\n",
        );
        let (ours, theirs) = pair(server, &[A, two]);
        ours.run("up").succeeds();
        DbmateRan::of(&theirs, "up").exits(2).says("25001");
    });
}

#[test]
fn any_number_may_run_at_once() {
    for_each_major(|server| {
        let slow = (
            "2_slow.sql",
            "-- migrate:up\nselect pg_advisory_lock_shared(1);\ncreate table slow ();\n-- migrate:down\n",
        );
        let (ours, theirs) = pair(server, &[A, slow]);
        let statuses = |project: &Project, at_least: usize, run: &(dyn Fn() -> i32 + Sync)| {
            // None of them may end well before so many are at it, or have failed.
            let gate = project.session();
            gate.query("select pg_advisory_lock(1)");
            thread::scope(|scope| {
                let runs: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
                let sql = format!(
                    "select count(*) from pg_stat_activity where datname = '{}' and wait_event_type = 'Lock'",
                    project.database.name()
                );
                eventually("enough of them wait at the gate", || {
                    let waiting: usize = project.query(&sql).parse().unwrap();
                    let ended = runs.iter().filter(|run| run.is_finished()).count();
                    waiting + ended >= at_least
                });
                drop(gate);
                let mut statuses: Vec<_> =
                    runs.into_iter().map(|run| run.join().unwrap()).collect();
                statuses.sort_unstable();
                statuses
            })
        };
        assert_eq!(statuses(&ours, 1, &|| ours.run("up").status), [0, 0, 0, 0]);
        let dbmates = statuses(&theirs, 4, &|| DbmateRan::of(&theirs, "up").status);
        assert!(dbmates.contains(&2), "{dbmates:?}");
    });
}

#[test]
fn up_creates_no_database_on_another_machine_and_drop_asks() {
    for_each_major(|server| {
        // An address of this machine that doesn't look like one.
        let remote = format!("0.0.0.0:{}", tcp_port_to(server));
        let (ours, theirs) = pair(server, &[A]);
        for project in [&ours, &theirs] {
            DbmateRan::of(project, "drop").succeeds();
        }
        let run = |args: &str| {
            let mut command = ours.command(args.split(' '));
            let name = ours.database.name();
            command.env(
                "DATABASE_URL",
                format!("postgres://postgres@{remote}/{name}"),
            );
            ours.run_command(&mut command)
        };
        run("up").exits(3).stderr_contains("`proj-migrate create`");
        run("up --create").succeeds();
        DbmateRan::at(&theirs, &remote, "up")
            .succeeds()
            .says("Creating: ");
        run("drop").exits(4).stderr_contains("`--yes`");
        run("drop --yes").succeeds();
        DbmateRan::at(&theirs, &remote, "drop").succeeds();
        run("create").succeeds();
    });
}
