//! `down` of what stopped midway.

use crate::interruption::Interruption::Killed;
use crate::interruption::interrupt;
use crate::support::for_each_major;

#[test]
fn down_reverts_what_was_never_applied_to_its_end_in_either_kind_of_section() {
    for_each_major(|server| {
        for options in ["", " transaction:false"] {
            let project = server.project();
            project.table("1", "first");
            project.migration(
                "2_x.sql",
                format!(
                    "-- migrate:up transaction:false\ncreate table a (x int);\nselect 1/0;\n\
                     -- migrate:down{options}\ndrop table if exists b;\ndrop table a;\n"
                ),
            );
            project.run("up").exits(3);
            project
                .run("down")
                .succeeds()
                .stdout_contains("reverted  2_x")
                .never_says("reverted  1_first");
            assert_eq!(project.applied(), "1", "{options}");
            project
                .run("status")
                .stdout_contains("pending")
                .never_says("partial");
            assert_eq!(project.query("select to_regclass('a') is null"), "t");
            project.run("up").exits(3);
            project
                .run("down --all")
                .succeeds()
                .stdout_contains("reverted  1_first");
            assert_eq!(
                project.query("select count(*) from schema_migrations_progress"),
                "0"
            );
        }
    });
}

#[test]
fn a_down_section_that_was_interrupted_goes_on() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (x int)");
        project.migration(
            "1_x.sql",
            "-- migrate:up\ncreate table a (x int);\ncreate index i on t (x);\n\
             -- migrate:down transaction:false\ndrop table a;\ndrop index concurrently i;\nselect 1;\n",
        );
        project.run("up").succeeds();
        let holds = "lock table t in access share mode";
        interrupt(&project, Killed, ("down", holds, "down"));
        assert_eq!(project.applied(), "");
        assert_eq!(project.query("select to_regclass('i') is null"), "t");
    });
}

#[test]
fn what_stopped_while_it_was_reverted_before_it_was_applied_goes_on_too() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate table a ();\nselect 1/0;\n\
             -- migrate:down transaction:false\ndrop table a;\nselect 1/0;\nselect 3;\n",
        );
        project.run("up").exits(3);
        project
            .run("down")
            .exits(3)
            .stderr_contains("statement: 2 of 3, down section");
        project
            .run("up")
            .exits(4)
            .stderr_contains("`proj-migrate down` goes on with the revert");
        project.run("down --resume skip").succeeds();
        assert_eq!(
            project.query("select count(*) from schema_migrations_progress"),
            "0"
        );
        project.run("status").stdout_contains("pending");
    });
}
