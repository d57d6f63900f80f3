//! What the lost session had set, the next one sets again.

use crate::support::for_each_major;

#[test]
fn settings_before_the_point_are_set_again() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create schema s");
        let text = "-- migrate:up transaction:false\nset search_path = s;\n\
             select pg_catalog.set_config('app.one', '1', false);\nbegin;\nset app.two = '2';\ncommit;\n\
             begin;\nset app.three = '3';\nrollback;\nprepare p as select 4;\ncreate table a ();\nselect 1/0;\n\
             create table b as select current_setting('app.one') as one, current_setting('app.two') as two, \
             current_setting('app.three', true) as three;\nexecute p;\n";
        project.migration("1_x.sql", text);
        project.run("up").exits(3);
        project.migration("1_x.sql", text.replace("1/0", "1"));
        project.run("up").succeeds();
        assert_eq!(
            project.query("select one, two, coalesce(three, '') from s.b"),
            "1|2|"
        );
    });
}

#[test]
fn a_read_only_section_runs_and_resumes() {
    for_each_major(|server| {
        let project = server.project();
        let text = "-- migrate:up transaction:false\nset default_transaction_read_only = on;\nselect 2;\n\
             begin;\nselect 4;\ncommit;\nselect 1/0;\nset default_transaction_read_only = off;\ncreate table a ();\n";
        project.migration("1_x.sql", text);
        project
            .run("up")
            .exits(3)
            .stderr_contains("statement: 6 of 8");
        project.migration("1_x.sql", text.replace("1/0", "1"));
        project
            .run("up")
            .succeeds()
            .stderr_contains("going on with statement 6 of 8");
    });
}

#[test]
fn a_deferred_constraint_fails_with_its_statement() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table t (x int unique deferrable initially deferred); insert into t values (1)",
        );
        for statement in [
            "insert into t values (1)",
            "begin; insert into t values (1); commit",
        ] {
            project.migration(
                "1_x.sql",
                format!("-- migrate:up transaction:false\nselect 1;\n{statement};\n"),
            );
            project
                .run("up")
                .exits(3)
                .stderr_contains("duplicate key value");
            assert_eq!(project.query("select count(*) from t"), "1");
            assert_eq!(
                project.query("select statements_done from schema_migrations_progress"),
                "1",
                "{statement}"
            );
            project.query("delete from schema_migrations_progress");
        }
    });
}
