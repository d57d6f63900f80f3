//! The ledger: edits are seen, dbmate's table is adopted in place and stays dbmate's.

mod support;

use support::{DbmateRan, Project, Server, for_each_major};

const A: &str =
    "-- migrate:up\n-- people\ncreate table a (x int);\n\n-- migrate:down\ndrop table a;\n";

fn applied(server: &Server) -> Project {
    let project = server.project();
    project.migration("1_a.sql", A);
    project.run("up").succeeds();
    project
}

#[test]
fn up_refuses_an_edited_migration_and_shows_what_kind_of_edit_it_is() {
    for_each_major(|server| {
        let project = applied(server);
        project.migration("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        for (edited, kind, removed, added) in [
            (
                A.replace("-- people", "-- everybody"),
                "only comments and white space differ",
                "-- people",
                "+-- everybody",
            ),
            (
                A.replace("drop table a", "drop table if exists a"),
                "only the down section differs",
                "-drop table a;",
                "+drop table if exists a;",
            ),
            (
                A.replace("x int", "x bigint"),
                "the up section differs",
                "-create table a (x int);",
                "+create table a (x bigint);",
            ),
        ] {
            project.migration("1_a.sql", &edited);
            for command in ["up", "up --dry-run", "up --dry-run=execute", "up --to 1"] {
                project
                    .run(command)
                    .exits(4)
                    .stderr_contains("1_a was edited after it was applied")
                    .stderr_contains(kind)
                    .stderr_contains(removed)
                    .stderr_contains(added)
                    .stderr_contains("nothing was changed");
            }
            project
                .run("status --exit-code")
                .exits(1)
                .stdout_contains("modified");
        }
        assert_eq!(project.query("select to_regclass('b')"), "");
        project.migration("1_a.sql", A);
        project.run("up").succeeds().stdout_contains("applied  2_b");
    });
}

#[test]
fn an_edit_is_seen_where_no_script_is_stored() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", A);
        project.run("up --no-store-script").succeeds();
        assert_eq!(
            project.query("select script is null from schema_migrations"),
            "t"
        );
        project.migration("1_a.sql", A.replace("x int", "x bigint"));
        project
            .run("up")
            .exits(4)
            .stderr_contains("the up section differs")
            .stderr_contains("no difference can be shown");
    });
}

#[test]
fn line_ends_bom_and_final_newlines_are_no_edits() {
    for_each_major(|server| {
        let project = applied(server);
        for same in [
            A.replace('\n', "\r\n"),
            format!("\u{feff}{A}"),
            A.trim_end().to_owned(),
            format!("{A}\n\n"),
            format!("\u{feff}{}\r\n\r\n", A.replace('\n', "\r\n")),
        ] {
            project.migration("1_a.sql", &same);
            project
                .run("up --strict")
                .succeeds()
                .stderr_contains("nothing to do");
            project.run("status --exit-code").succeeds();
        }
    });
}

#[test]
fn the_row_says_what_was_applied_when_and_by_whom() {
    for_each_major(|server| {
        let project = applied(server);
        assert_eq!(
            project.query(
                "select version, name, script, applied_by, applied_seq, now() - applied_at < '1 hour', \
                 duration_ms >= 0, run_id is not null, tool_version <> '', \
                 checksum = 'sha256:' || encode(sha256(script::bytea), 'hex') from schema_migrations"
            ),
            format!("1|a|{A}|postgres|1|t|t|t|t|t")
        );
    });
}

#[test]
fn a_ledger_in_another_schema_is_named_and_not_doubled() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        project.query("create schema app");
        project
            .run("up --migrations-table app.schema_migrations")
            .succeeds();
        project
            .run("up")
            .exits(4)
            .stderr_contains("there is one in schema app")
            .stderr_contains("--migrations-table app.schema_migrations");
        assert_eq!(
            project.query("select to_regclass('public.schema_migrations')"),
            ""
        );
        project
            .run("up --migrations-table app.schema_migrations")
            .succeeds()
            .stderr_contains("nothing to do");
    });
}

const ROWS: &str = "select version, name, checksum is not null, applied_seq, applied_at is not null, \
    applied_by from schema_migrations order by applied_seq";

#[test]
fn a_dbmate_table_is_adopted_in_place_and_dbmate_still_works_on_it() {
    for_each_major(|server| {
        let project = server.project();
        project.table("20240101000000", "a");
        project.table("20240102000000", "b");
        DbmateRan::of(&project, "up").succeeds();

        // Looking changes nothing.
        let columns = "select string_agg(attname, ',') from pg_attribute \
            where attrelid = 'schema_migrations'::regclass and attnum > 0";
        project
            .run("status")
            .succeeds()
            .stdout_contains("unverified");
        project.run("up --dry-run").succeeds();
        project
            .run("up")
            .succeeds()
            .stderr_contains("nothing to do");
        assert_eq!(project.query(columns), "version");

        project.table("20240103000000", "c");
        project
            .run("up")
            .succeeds()
            .stderr_contains(
                "adopted \"public\".\"schema_migrations\", a dbmate ledger: 2 rows are unverified",
            )
            .stdout_contains("applied  20240103000000_c");
        assert_eq!(
            project.query(ROWS),
            "20240101000000||f|1|f|\n20240102000000||f|2|f|\n20240103000000|c|t|3|t|postgres"
        );

        DbmateRan::of(&project, "status")
            .succeeds()
            .says("Pending: 0");
        project.table("20240104000000", "d");
        DbmateRan::of(&project, "up")
            .succeeds()
            .says("Applied: 20240104000000_d.sql");
        DbmateRan::of(&project, "rollback")
            .succeeds()
            .says("Rolled back: 20240104000000_d.sql");
        DbmateRan::of(&project, "up").succeeds();

        project
            .run("status")
            .succeeds()
            .stdout_contains("unverified")
            .never_says("pending");
        project
            .run("up --adopt")
            .succeeds()
            .stderr_contains("stamped");
        assert_eq!(
            project.query(ROWS),
            "20240101000000|a|t|1|f|\n20240102000000|b|t|2|f|\n20240103000000|c|t|3|t|postgres\n\
             20240104000000|d|t|5|t|postgres"
        );
        project
            .run("status --exit-code")
            .succeeds()
            .never_says("unverified");

        // And dbmate's are reverted like ours, in the order of application.
        project.run("down --count 2").succeeds();
        DbmateRan::of(&project, "status")
            .succeeds()
            .says("Applied: 2");
        project.run("down --all").succeeds();
        DbmateRan::of(&project, "status")
            .succeeds()
            .says("Applied: 0");
    });
}

#[test]
fn rows_found_at_adoption_are_numbered_in_version_order() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table schema_migrations (version varchar(128) primary key); \
             insert into schema_migrations values ('10'), ('9'), ('0002'); \
             create table t9 (x int); create table t10 (x int)",
        );
        for version in ["0002", "9", "10", "11"] {
            project.table(version, &format!("t{version}"));
        }
        project.run("up").succeeds();
        assert_eq!(
            project.query("select version, applied_seq from schema_migrations order by 2"),
            "0002|1\n9|2\n10|3\n11|4"
        );
        project.run("down --to 9").succeeds();
    });
}

#[test]
fn an_owner_is_told_the_alter_where_columns_cannot_be_added() {
    for_each_major(|server| {
        let role = support::Role::create(server);
        let user = role.name();
        let project = server.project();
        project.query(&format!(
            "create table schema_migrations (version varchar(128) primary key); \
             grant select, insert, delete on schema_migrations to {user}; \
             create table a (x int); grant insert on a to {user}"
        ));
        project.migration("1_a.sql", "-- migrate:up\ninsert into a values (1);\n");
        project.migration("2_b.sql", "-- migrate:up\ninsert into a values (2);\n");
        let warned = project
            .run_as(&role, "up")
            .succeeds()
            .stderr_contains("lacks columns that this role cannot add")
            .err;
        assert_eq!(
            project.query("select * from schema_migrations order by 1"),
            "1\n2"
        );
        // What it tells is what adoption would do.
        let start = warned.find("alter table").unwrap();
        let sql: Vec<_> = warned[start..]
            .lines()
            .take_while(|line| line.trim_end().ends_with(';'))
            .collect();
        project.query(&sql.join("\n"));
        project
            .run("up --adopt")
            .succeeds()
            .stderr_contains("stamped");
        project.run_as(&role, "status --exit-code").succeeds();
    });
}

#[test]
fn adopting_leaves_a_checksum_that_is_not_ours_alone() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a ();\n");
        project.run("up").succeeds();
        project.query("update schema_migrations set checksum = 'md5:0'");
        project
            .run("up --adopt")
            .succeeds()
            .never_says("stamped with")
            .stderr_contains("without a checksum");
        assert_eq!(
            project.query("select checksum from schema_migrations"),
            "md5:0"
        );
    });
}
