//! `down`: which migrations, in which order, from which text, and what refuses it.

mod support;

use support::{Project, Role, Server, for_each_major};

/// `a`, `b` and `c`, applied in one run, and `d` in a second one.
fn two_runs(server: &Server) -> Project {
    let project = server.project();
    for (version, name) in [("1", "a"), ("2", "b"), ("3", "c")] {
        project.table(version, name);
    }
    project.run("up").succeeds();
    project.table("4", "d");
    project.run("up").succeeds();
    project
}

/// Versions in the ledger, and the tables there are.
fn left(project: &Project) -> String {
    project.query(
        "select coalesce(string_agg(version, ',' order by version), '') from schema_migrations; \
         select coalesce(string_agg(relname, ',' order by relname), '') from pg_class \
         where relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^schema_'",
    )
}

#[test]
fn down_reverts_what_was_asked_for_latest_applied_first() {
    for_each_major(|server| {
        for (command, reverted, stays) in [
            ("down", "4_d", "1,2,3\na,b,c"),
            ("down --count 2", "4_d 3_c", "1,2\na,b"),
            ("down --count 99", "4_d 3_c 2_b 1_a", "\n"),
            ("down --to 2", "4_d 3_c", "1,2\na,b"),
            ("down --to 0002", "4_d 3_c", "1,2\na,b"),
            ("down --to 4", "", "1,2,3,4\na,b,c,d"),
            ("down --last-run", "4_d", "1,2,3\na,b,c"),
            ("down --all", "4_d 3_c 2_b 1_a", "\n"),
        ] {
            let project = two_runs(server);
            let ran = project.run(command).succeeds();
            let lines = ran
                .out
                .lines()
                .map(|line| line.split_whitespace().nth(1).unwrap());
            assert_eq!(lines.collect::<Vec<_>>().join(" "), reverted, "{command}");
            assert_eq!(left(&project), stays, "{command}");
        }
    });
}

#[test]
fn the_run_before_the_last_is_the_last_once_that_is_reverted() {
    for_each_major(|server| {
        let project = two_runs(server);
        project.run("down --last-run").succeeds();
        project.run("down --last-run").succeeds();
        assert_eq!(left(&project), "\n");
        project
            .run("down --last-run")
            .succeeds()
            .stderr_contains("nothing to do");
    });
}

#[test]
fn the_order_is_that_of_application_not_of_the_versions() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.table("3", "c");
        project.run("up").succeeds();
        // Needs c, though its version is lower.
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate view b as select x from c;\n-- migrate:down\ndrop view b;\n",
        );
        project.run("up").succeeds();
        project.run("down --to 1 --dry-run").succeeds().stdout(
            "would revert  2_b  (db/migrations/2_b.sql, 1 statement, one transaction)\n\
             would revert  3_c  (db/migrations/3_c.sql, 1 statement, one transaction)\n",
        );
        project
            .run("down")
            .succeeds()
            .stdout_contains("reverted  2_b");
        project.run("up").succeeds();
        project.run("down --to 1").succeeds();
        assert_eq!(left(&project), "1\na");
    });
}

#[test]
fn a_dry_run_reverts_nothing() {
    for_each_major(|server| {
        let project = two_runs(server);
        let before = left(&project);
        project
            .run("down --all --dry-run")
            .succeeds()
            .stderr_contains("4 migrations would be reverted; nothing was changed");
        project
            .run("down --dry-run=sql")
            .succeeds()
            .stdout_contains("drop table d;");
        project
            .run("down --all --dry-run=execute")
            .succeeds()
            .stdout_contains("would revert  4_d")
            .stdout_contains("would revert  1_a");
        assert_eq!(left(&project), before);
        project.query("drop table b");
        project
            .run("down --all --dry-run=execute")
            .exits(3)
            .stderr_contains("table \"b\" does not exist");
        assert_eq!(left(&project), "1,2,3,4\na,c,d");
    });
}

#[test]
fn a_missing_file_is_reverted_by_the_verified_stored_script() {
    for_each_major(|server| {
        let project = two_runs(server);
        project.remove("db/migrations/4_d.sql");
        project
            .run("down")
            .succeeds()
            .stdout_contains("reverted  4_d")
            .stdout_contains("stored script")
            .stderr_contains(
                "4_d is reverted by the script stored in the ledger; its checksum is right",
            )
            .stderr_contains("drop table d;");
        assert_eq!(left(&project), "1,2,3\na,b,c");
    });
}

#[test]
fn down_refuses_a_stored_script_that_cannot_be_trusted() {
    for_each_major(|server| {
        let other = Role::create(server);
        let project = two_runs(server);
        project.remove("db/migrations/4_d.sql");
        let before = left(&project);

        project.query(
            "update schema_migrations set script = replace(script, 'drop table d', 'drop table a')",
        );
        project
            .run("down")
            .exits(4)
            .stderr_contains("the stored script does not match its checksum");
        project.query("update schema_migrations set script = replace(script, 'drop table a', 'drop table d') where version = '4'");

        project.query(&format!(
            "grant update (script) on schema_migrations to {}",
            other.name()
        ));
        project
            .run("down")
            .exits(4)
            .stderr_contains("may write the ledger: [role]")
            .stderr_contains("--trust-stored");
        assert_eq!(left(&project), before);
        project.run("down --trust-stored").succeeds();
        assert_eq!(left(&project), "1,2,3\na,b,c");
    });
}

#[test]
fn down_refuses_a_missing_file_without_a_stored_script() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.run("up --no-store-script").succeeds();
        project.remove("db/migrations/1_a.sql");
        project
            .run("down")
            .exits(4)
            .stderr_contains("the file is gone and the ledger stores no script");
        assert_eq!(left(&project), "1\na");
    });
}

#[test]
fn an_irreversible_migration_refuses_the_whole_plan_and_names_how_far_it_goes() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.migration("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        project.table("3", "c");
        project.table("4", "d");
        project.run("up").succeeds();
        for command in [
            "down --all",
            "down --to 1",
            "down --count 3",
            "down --last-run",
        ] {
            project
                .run(command)
                .exits(4)
                .stderr_contains("2_b is irreversible: it has no down section")
                .stderr_contains("`proj-migrate down --to 2` reverts as far as can be");
            assert_eq!(left(&project), "1,2,3,4\na,b,c,d", "{command}");
        }
        project.run("down --to 2").succeeds();
        assert_eq!(left(&project), "1,2\na,b");
        project
            .run("down")
            .exits(4)
            .stderr_contains("2_b is irreversible")
            .never_says("as far as can be");
    });
}

#[test]
fn down_refuses_a_modified_file_until_told_which_text_reverts_it() {
    for_each_major(|server| {
        let edited = "-- migrate:up\ncreate table d (x int);\n-- migrate:down\ndrop table d, c;\n";
        let project = two_runs(server);
        project.migration("4_d.sql", edited);
        project
            .run("down")
            .exits(4)
            .stderr_contains("only the down section differs")
            .stderr_contains("-drop table d;")
            .stderr_contains("+drop table d, c;")
            .stderr_contains("--from");
        assert_eq!(left(&project), "1,2,3,4\na,b,c,d");
        project.run("down --from stored").succeeds();
        assert_eq!(left(&project), "1,2,3\na,b,c");

        let project = two_runs(server);
        project.migration("4_d.sql", edited);
        project.run("down --from file").succeeds();
        assert_eq!(left(&project), "1,2,3\na,b");
    });
}

#[test]
fn a_revert_that_fails_leaves_its_migration_applied_and_those_before_it_reverted() {
    for_each_major(|server| {
        let project = two_runs(server);
        project.query("create view v as select * from c");
        project
            .run("down --all")
            .exits(3)
            .stderr_contains("rolled back: 3_c is still applied")
            .stderr_contains("1 migration before it is reverted")
            .stderr_contains("not run: 2_b, 1_a");
        assert_eq!(left(&project), "1,2,3\na,b,c");
    });
}

#[test]
fn a_version_that_nobody_has_selects_nothing_whatever_looks_like_it() {
    for_each_major(|server| {
        let project = two_runs(server);
        let before = left(&project);
        for (args, status, said) in [
            ("down --to 10", 2, "--to 10: neither a file nor the ledger"),
            ("down --to 22", 2, "--to 22: neither a file nor the ledger"),
            ("down --to 0", 2, "--to 0: neither a file nor the ledger"),
            ("down --to 2_b", 2, "`--to 2_b` is not a version"),
            ("down --to b", 2, "`--to b` is not a version"),
            ("down --to -1", 2, "-1"),
            ("up --to 10", 2, "--to 10: neither a file nor the ledger"),
            ("baseline --to 22", 2, "--to 22: neither a file nor the"),
            ("repair 22 --yes", 2, "22: neither a file nor the ledger"),
            ("repair --forget 22 --yes", 2, "22: neither a file nor the"),
        ] {
            project
                .run(args)
                .exits(status)
                .stdout("")
                .stderr_contains(said)
                .never_says("did you mean");
        }
        // As hands and other tools leave it: two rows of one number, in two spellings.
        project.query("insert into schema_migrations (version) values ('0002')");
        project
            .run("repair --forget 002 --yes")
            .exits(2)
            .stderr_contains("002: 2 versions are of this number, and none is spelled so")
            .stderr_contains("they are: 0002, 2_b");
        project.run("down --to 002").exits(2);
        project.query("delete from schema_migrations where version = '0002'");
        assert_eq!(left(&project), before);
        project.run("down --to 002").succeeds();
        assert_eq!(left(&project), "1,2\na,b", "the one of that number");
    });
}
