//! `redo`: the latest migrations reverted and applied again, or nothing at all.

mod support;

use support::{Project, Server, for_each_major};

fn applied(server: &Server) -> Project {
    let project = server.project();
    project.table("1", "a");
    project.table("3", "c");
    project.run("up --release r1").succeeds();
    // Needs c, though its version is lower.
    project.migration(
        "2_b.sql",
        "-- migrate:up\ncreate view b as select x from c;\n-- migrate:down\ndrop view b;\n",
    );
    project.run("up --release r2").succeeds();
    project
}

fn lines(out: &str) -> Vec<String> {
    let words = |line: &str| {
        line.split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    };
    out.lines().map(words).collect()
}

#[test]
fn redo_reverts_and_applies_again_in_the_order_of_application_with_their_releases() {
    for_each_major(|server| {
        let project = applied(server);
        let ran = project
            .run("redo")
            .succeeds()
            .stderr_contains("1 migration reverted, 1 applied again");
        assert_eq!(lines(&ran.out), ["reverted 2_b", "applied 2_b"]);
        project.query("insert into c values (1)");
        let ran = project.run("redo --count 2").succeeds();
        assert_eq!(
            lines(&ran.out),
            ["reverted 2_b", "reverted 3_c", "applied 3_c", "applied 2_b"]
        );
        assert_eq!(project.applied(), "1,3,2");
        assert_eq!(project.query("select count(*) from c"), "0");
        assert_eq!(
            project.query(
                "select string_agg(release, ' ' order by applied_seq) from schema_migrations"
            ),
            "r1 r1 r2"
        );
        project.run("redo --count 99").succeeds();
        assert_eq!(project.applied(), "1,3,2");
        project.run("status --exit-code").succeeds();
    });
}

#[test]
fn redo_leaves_what_is_pending_alone_and_an_empty_ledger_as_it_is() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project
            .run("redo")
            .succeeds()
            .stderr_contains("nothing to do");
        project.run("up").succeeds();
        project.table("2", "b");
        project.run("redo").succeeds();
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn an_edited_migration_is_reverted_as_it_was_and_applied_as_it_is() {
    for_each_major(|server| {
        let project = applied(server);
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate table bb ();\n-- migrate:down\ndrop table bb;\n",
        );
        project
            .run("redo")
            .exits(4)
            .stderr_contains("2_b was edited after it was applied")
            .stderr_contains("`--from stored`");
        project.run("redo --from stored").succeeds();
        assert_eq!(
            project.query("select to_regclass('b') is null, to_regclass('bb')"),
            "t|bb"
        );
        project.run("redo").succeeds();
    });
}

#[test]
fn what_could_not_be_applied_again_is_not_reverted() {
    for_each_major(|server| {
        let project = applied(server);
        project.migration("2_b.sql", "-- migrate:upp\n");
        project.run("redo --from stored").exits(2);
        project.remove("db/migrations/2_b.sql");
        project
            .run("redo")
            .exits(4)
            .stderr_contains("2_b cannot be applied again: no file")
            .stderr_contains("nothing was reverted");
        project.migration("4_d.sql", "-- migrate:up\ncreate table d ();\n");
        project.run("up").succeeds();
        project
            .run("redo")
            .exits(4)
            .stderr_contains("4_d is irreversible");
        assert_eq!(project.applied(), "1,3,2,4");
    });
}

#[test]
fn a_second_half_that_fails_says_what_is_reverted_and_that_up_goes_on() {
    for_each_major(|server| {
        let project = applied(server);
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate view b as select y from c;\n-- migrate:down\ndrop view b;\n",
        );
        project
            .run("redo --count 2 --from stored")
            .exits(3)
            .stdout_contains("applied  3_c")
            .stderr_contains(
                "rolled back: nothing of 2_b remains; 1 migration before it is committed",
            )
            .stderr_contains("reverted and not applied again: 2_b")
            .stderr_contains("fix the file and run `proj-migrate up` again");
        assert_eq!(project.applied(), "1,3");
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate view b as select x from c;\n-- migrate:down\ndrop view b;\n",
        );
        project.run("up").succeeds();
        assert_eq!(project.applied(), "1,3,2");
    });
}

#[test]
fn redo_is_refused_on_a_protected_database() {
    for_each_major(|server| {
        let project = applied(server);
        project.run("protect").succeeds();
        project
            .run("redo")
            .exits(4)
            .stderr_contains("`redo` is refused: the database [database] is protected");
        project.run("redo --allow-protected").succeeds();
    });
}

#[test]
fn what_others_apply_again_in_between_is_applied_once() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.table("2", "b");
        project.run("up").succeeds();
        let reader = project.session();
        reader.query("begin; lock table a in access share mode");
        let running = project.start("redo --count 2 --lock-timeout 50ms");
        running.says("trying again");
        project
            .query("create table b (x int); insert into schema_migrations (version) values ('2')");
        running.wait().succeeds();
        let versions =
            "select string_agg(version, ',' order by applied_seq) from schema_migrations";
        assert_eq!(project.query(versions), "1,2");
    });
}
