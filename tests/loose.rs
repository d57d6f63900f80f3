//! Sections without transaction: statement by statement, and what a failure says and leaves.

mod support;

use support::{Project, Server, for_each_major};

/// The third of five statements fails.
fn failing_midway(server: &Server) -> Project {
    let project = server.project();
    project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
    project.migration(
        "2_b.sql",
        "-- migrate:up transaction:false\n\
         insert into a values (1), (1);\n\
         create index concurrently a_x on a (x);\n\
         create unique index concurrently a_unique on a (x);\n\
         create table b (x int);\n\
         insert into b values (1);\n\
         -- migrate:down\n\
         drop table b;\n\
         drop index a_x;\n\
         delete from a;\n",
    );
    project.migration("3_c.sql", "-- migrate:up\ncreate table c (x int);\n");
    project
}

#[test]
fn a_failing_statement_is_counted_and_what_went_before_it_stays() {
    for_each_major(|server| {
        let project = failing_midway(server);
        project
            .run("up")
            .exits(3)
            .stderr_contains("db/migrations/2_b.sql:4:")
            .stderr_contains("could not create unique index \"a_unique\"")
            .stderr_contains("statement: 3 of 5, up section of 2_b")
            .stderr_contains(
                "statements 1–2 of 5 took effect and stay; statement 3 failed; 4–5 were not run",
            )
            .stderr_contains("not run: 3_c")
            .stderr_contains("INVALID");

        assert_eq!(project.query("select version from schema_migrations"), "1");
        assert_eq!(project.query("select count(*) from a"), "2");
        assert_eq!(
            project.query("select to_regclass('a_x') is null, to_regclass('b') is null"),
            "f|t"
        );
        assert_eq!(
            project.query(
                "select version, direction, statements, statements_done, statement_begun, error ~ 'a_unique' \
                 from schema_migrations_progress"
            ),
            "2|up|5|2|3|t"
        );
        project
            .run("status --exit-code")
            .exits(1)
            .stdout_contains("partial")
            .stdout_contains("up stopped at statement 3 of 5");
        for command in ["up", "up --to 3"] {
            project
                .run(command)
                .exits(3)
                .stderr_contains("2_b: going on with statement 3 of 5 of its up section")
                .stderr_contains("could not create unique index");
        }
        project
            .run("up --to 1")
            .exits(4)
            .stderr_contains("2_b is partial: its up section stopped at statement 3 of 5")
            .stderr_contains("statement: create unique index concurrently a_unique on a (x)");
        assert_eq!(
            project.query("select count(*) from pg_index where not indisvalid"),
            "0"
        );
    });
}

/// The SQL that the refusal tells, as a user would copy it.
#[expect(
    clippy::expect_used,
    reason = "a refusal without its SQL fails the test"
)]
fn told(err: &str, from: &str, to: Option<&str>) -> String {
    let (_, rest) = err.split_once(from).expect("the refusal tells the SQL");
    let sql = to.map_or(rest, |to| rest.split_once(to).expect("in this order").0);
    sql.lines()
        .take_while(|line| line.is_empty() || line.starts_with("    "))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_sql_told_by_the_refusal_ends_the_partial_state() {
    for_each_major(|server| {
        // Finished by hand, the file edited where it must not be.
        let project = failing_midway(server);
        project.run("up").exits(3);
        let text = project.read("db/migrations/2_b.sql");
        project.migration("2_b.sql", text.replacen("(1), (1)", "(1), (2)", 1));
        let refused = project
            .run("up")
            .exits(4)
            .stderr_contains(
                "statements 1–2 took effect and stay; they were edited in the file since",
            )
            .err;
        project.query("create table b (x int)");
        project.query(&told(&refused, "stamps it:\n", None));
        project.run("up").succeeds().stdout_contains("applied  3_c");
        project.run("up --adopt").succeeds();
        project
            .run("status --exit-code")
            .succeeds()
            .never_says("unverified");

        // Undone by hand, without the file.
        let project = failing_midway(server);
        project.run("up").exits(3);
        project.remove("db/migrations/2_b.sql");
        let refused = project
            .run("up")
            .exits(4)
            .stderr_contains("its file is gone")
            .err;
        project.query("drop index a_x; truncate a");
        project.query(&told(&refused, "undone:\n", Some("finished")));
        project.migration("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        project
            .run("up")
            .succeeds()
            .stdout_contains("applied  2_b")
            .stdout_contains("applied  3_c");
    });
}

#[test]
fn a_failing_down_section_without_transaction_leaves_the_version_applied_and_partial() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a (x int);\ncreate index a_x on a (x);\n\
             -- migrate:down transaction:false\n\
             drop index concurrently a_x;\ndrop table missing;\ndrop table a;\n",
        );
        project.run("up").succeeds();
        project
            .run("down")
            .exits(3)
            .stderr_contains("statement: 2 of 3, down section of 1_a")
            .stderr_contains("statement 1 of 3 took effect and stays");
        assert_eq!(project.query("select version from schema_migrations"), "1");
        project
            .run("up")
            .exits(4)
            .stderr_contains("its down section stopped at statement 2 of 3")
            .stderr_contains("`proj-migrate down` goes on with the revert");
        project.query("create table missing ()");
        project
            .run("down")
            .succeeds()
            .stderr_contains("1_a: going on with statement 2 of 3 of its down section")
            .stdout_contains("reverted  1_a");
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
        project.run("up").succeeds().stdout_contains("applied  1_a");
    });
}

#[test]
fn what_a_section_sets_lasts_until_its_end() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up transaction:false\n\
             create schema s;\nset search_path = s;\nset default_transaction_read_only = on;\n\
             set default_transaction_read_only = off;\ncreate table a (x int);\n\
             create temp table left_over (x int);\nset statement_timeout = '1ms';\n",
        );
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate table b as select current_setting('search_path') as path, \
             to_regclass('left_over') as temp, current_setting('statement_timeout') as timeout;\n",
        );
        project.run("up").succeeds();
        assert_eq!(project.query("select to_regclass('s.a')"), "s.a");
        assert_eq!(project.query("table b"), "\"$user\", public||0");
    });
}

#[test]
fn a_unit_of_the_users_own_takes_effect_whole_or_not_at_all() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up transaction:false\n\
             create table a (x int);\nbegin;\ncreate table b (x int);\nselect 1/0;\ncommit;\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("division by zero")
            .stderr_contains("statement: 4 of 5");
        assert_eq!(
            project.query("select to_regclass('a'), to_regclass('b')"),
            "a|"
        );
        assert_eq!(
            project.query("select statements_done from schema_migrations_progress"),
            "1"
        );
    });
}

#[test]
fn a_progress_table_with_a_trigger_is_refused_before_it_runs_anything() {
    for_each_major(|server| {
        let project = failing_midway(server);
        project.run("up").exits(3);
        project.query(
            "truncate schema_migrations_progress;
             create table fired ();
             create function fire() returns trigger language plpgsql as
                 $$ begin insert into fired default values; return new; end $$;
             create trigger t before insert or update on schema_migrations_progress
                 for each row execute function fire()",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("not an ordinary table without triggers");
        assert_eq!(project.query("select count(*) from fired"), "0");
    });
}

#[test]
fn a_section_is_recorded_with_the_time_that_it_took() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up transaction:false\nselect pg_sleep(0.2);\nselect pg_sleep(0.2);\n",
        );
        project.run("up").succeeds();
        let took = "select duration_ms >= 400 from schema_migrations";
        assert_eq!(project.query(took), "t");
    });
}
