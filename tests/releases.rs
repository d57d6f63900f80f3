//! Releases: a label for what several runs applied, by which it is reverted as a whole; and
//! the release before, whose files are older than the ledger.

mod support;

use support::{Project, for_each_major};

const LABELS: &str = "select string_agg(concat(version, ':', release), ' ' order by applied_seq) \
    from schema_migrations";

fn reverted(out: &str) -> String {
    let labels = out
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1));
    labels.collect::<Vec<_>>().join(" ")
}

/// 1 without a release; 4, then 2 and 3 in runs of release 1.4.2, the second one after a failure.
fn released(server: &support::Server) -> Project {
    let project = server.project();
    project.table("1", "a");
    project.run("up").succeeds();
    project.table("4", "d");
    project.run("up --release 1.4.2").succeeds();
    project.migration(
        "2_b.sql",
        "-- migrate:up\ncreate view b as select x from d;\n-- migrate:down\ndrop view b;\n",
    );
    project.migration(
        "3_c.sql",
        "-- migrate:up\ncreate view c as select y from b;\n",
    );
    project.run("up --release 1.4.2").exits(3);
    project.migration(
        "3_c.sql",
        "-- migrate:up transaction:false\ncreate view c as select x from b;\n\
         -- migrate:down transaction:false\ndrop view c;\n",
    );
    let mut again = project.command(["up"]);
    project
        .run_command(again.env("PROJ_MIGRATE_RELEASE", "1.4.2"))
        .succeeds();
    project
}

#[test]
fn a_release_is_reverted_whole_over_several_runs_in_reverse_order_of_application() {
    for_each_major(|server| {
        let project = released(server);
        assert_eq!(project.query(LABELS), "1: 4:1.4.2 2:1.4.2 3:1.4.2");
        project
            .run("down --release 1.4.2 --dry-run")
            .succeeds()
            .stderr_contains("3 migrations would be reverted");
        let ran = project.run("down --release 1.4.2").succeeds();
        assert_eq!(reverted(&ran.out), "3_c 2_b 4_d");
        assert_eq!(project.applied(), "1");
        project
            .run("down --release 1.4.2")
            .succeeds()
            .stderr_contains("nothing that is applied is of release 1.4.2")
            .stderr_contains("nothing to do");
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn a_revert_of_a_release_that_failed_is_finished_by_the_next_one() {
    for_each_major(|server| {
        let project = released(server);
        project.query("create view other as select x from d");
        project.run("down --release 1.4.2").exits(3);
        assert_eq!(project.applied(), "1,4");
        project.query("drop view other");
        let ran = project.run("down --release 1.4.2").succeeds();
        assert_eq!(reverted(&ran.out), "4_d");
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn a_release_that_others_were_applied_onto_is_not_reverted_alone() {
    for_each_major(|server| {
        let project = released(server);
        project.table("5", "e");
        project.run("up --release 1.5.0").succeeds();
        project
            .run("down --release 1.4.2")
            .exits(4)
            .stderr_contains("1 migration of other releases came after it")
            .stderr_contains("applied since: 5_e")
            .stderr_contains("`proj-migrate down --to 1` reverts all of them");
        assert_eq!(project.applied(), "1,4,2,3,5");
        // The newest first, then the one below.
        project.run("down --release 1.5.0").succeeds();
        project.run("down --release 1.4.2").succeeds();
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn a_release_is_reverted_from_a_checkout_without_its_files() {
    for_each_major(|server| {
        let project = released(server);
        for file in ["2_b", "3_c", "4_d"] {
            project.remove(&format!("db/migrations/{file}.sql"));
        }
        project
            .run("down --release 1.4.2")
            .succeeds()
            .stdout_contains("reverted  4_d");
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn a_misspelt_release_names_those_there_are() {
    for_each_major(|server| {
        let project = released(server);
        project
            .run("down --release 1.42")
            .succeeds()
            .stderr_contains("nothing that is applied is of release 1.42")
            .stderr_contains("the ledger knows: 1.4.2");
        assert_eq!(project.applied(), "1,4,2,3");
    });
}

#[test]
fn the_variable_labels_up_and_does_not_steer_down() {
    for_each_major(|server| {
        let project = released(server);
        let mut down = project.command(["down"]);
        let ran = project
            .run_command(down.env("PROJ_MIGRATE_RELEASE", "1.4.2"))
            .succeeds();
        assert_eq!(reverted(&ran.out), "3_c");
        // What is typed wins.
        let mut up = project.command(["up", "--release", "typed"]);
        project
            .run_command(up.env("PROJ_MIGRATE_RELEASE", "1.4.2"))
            .succeeds();
        assert_eq!(project.query(LABELS), "1: 4:1.4.2 2:1.4.2 3:typed");
    });
}

#[test]
fn status_shows_the_release_where_there_is_one() {
    for_each_major(|server| {
        let project = released(server);
        let table = project.run("status").succeeds().out;
        assert!(
            table.lines().next().unwrap_or_default().contains("release"),
            "{table}"
        );
        let labelled = table.lines().filter(|line| line.contains(" 1.4.2"));
        assert_eq!(labelled.count(), 3, "{table}");
        project
            .run("status --format json")
            .stdout_contains("\"release\":\"1.4.2\"")
            .stdout_contains("\"release\":null");
        project.run("down --release 1.4.2").succeeds();
        project.run("status").succeeds().never_says("release");
    });
}

#[test]
fn the_release_before_starts_on_a_newer_ledger_and_says_so_in_one_line() {
    for_each_major(|server| {
        let project = released(server);
        project.remove("db/migrations/4_d.sql");
        let ahead = "warning: the ledger is ahead of these files by 1 migration: 4_d\n";
        for command in ["up", "up --strict", "status", "status --exit-code"] {
            let ran = project.run(command).succeeds();
            let warnings = ran.err.lines().filter(|line| line.contains("warning"));
            assert_eq!(warnings.count(), 1, "{command}: {}", ran.err);
            assert!(ran.err.contains(ahead), "{command}: {}", ran.err);
        }
        assert_eq!(project.applied(), "1,4,2,3");
    });
}

#[test]
fn a_label_is_one_line_and_not_empty() {
    for_each_major(|server| {
        let project = server.project();
        for command in ["up", "down"] {
            for label in ["", " ", "a\nb"] {
                let mut run = project.command([command, "--release", label]);
                project
                    .run_command(&mut run)
                    .exits(2)
                    .stderr_contains("a label in one line");
            }
        }
    });
}
