//! The file between a run that stopped and the next one.

use crate::support::{Project, Server, for_each_major};

const TEXT: &str =
    "-- migrate:up transaction:false\ncreate table a ();\nselect 1/0;\ncreate table b ();\n";

fn stopped(server: &Server) -> Project {
    let project = server.project();
    project.migration("1_x.sql", TEXT);
    project.run("up").exits(3);
    project
}

#[test]
fn what_failed_and_what_comes_behind_it_may_be_edited() {
    for_each_major(|server| {
        let project = stopped(server);
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\n-- done\ncreate table a ();\ncreate table c ();\n",
        );
        project
            .run("up")
            .succeeds()
            .stderr_contains("1_x: going on with statement 2 of 2");
        assert_eq!(
            project.tables(),
            "a,c,schema_migrations,schema_migrations_progress"
        );
        project.run("status --exit-code").succeeds();
    });
}

#[test]
fn what_is_done_may_not_be_edited() {
    for_each_major(|server| {
        for edited in [
            TEXT.replace("table a", "table z"),
            TEXT.replace("create table a ();\n", ""),
            TEXT.replace("transaction:false", ""),
        ] {
            let project = stopped(server);
            project.migration("1_x.sql", &edited);
            project
                .run("up")
                .exits(4)
                .stderr_contains("1_x is partial")
                .stderr_contains("put them back as they were");
            project.migration("1_x.sql", TEXT.replace("1/0", "1"));
            project.run("up").succeeds();
        }
    });
}

#[test]
fn a_temporary_table_that_is_lost_refuses_with_the_reason() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate temp table a (x int);\nselect 1/0;\nselect 2;\n\
             -- migrate:down\nselect 1;\n",
        );
        project.run("up").exits(3);
        project
            .run("up")
            .exits(4)
            .stderr_contains("statement 1 made what only the lost session had")
            .stderr_contains("`proj-migrate down` reverts what it did");
        project.run("down").succeeds();
        project.run("status").succeeds().stdout_contains("pending");
    });
}

#[test]
fn a_row_that_an_earlier_version_wrote_is_read_and_resumed() {
    for_each_major(|server| {
        let project = stopped(server);
        project.query(
            "alter table schema_migrations_progress drop column done_checksum, drop column begun_text, \
             drop column told_by, drop column object, drop column indexes_before",
        );
        project.run("status").succeeds().stdout_contains("partial");
        project
            .run("up")
            .exits(3)
            .stderr_contains("division by zero");
        project.migration("1_x.sql", TEXT.replace("1/0", "1"));
        project.run("up").succeeds();
    });
}
