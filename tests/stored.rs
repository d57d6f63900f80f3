//! `down` by the script that the ledger stores: who may have written it, whether it is what was
//! applied, and what of it is kept.

mod support;

use support::{Project, Role, Server, each_major, for_each_major};

/// `1_a`, applied and edited since.
fn modified(server: &Server) -> Project {
    let project = server.project();
    project.table("1", "a");
    project.run("up").succeeds();
    project.migration(
        "1_a.sql",
        "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table a cascade;\n",
    );
    project
}

fn stored_script(project: &Project) -> String {
    project.query("select script from schema_migrations")
}

#[test]
fn a_modified_migration_names_both_texts_and_shows_the_one_it_runs() {
    for_each_major(|server| {
        let project = modified(server);
        for command in ["down", "down --dry-run", "down --all --dry-run=execute"] {
            project
                .run(command)
                .exits(4)
                .stderr_contains("`--from stored` (as it was applied) or `--from file`");
        }
        project
            .run("down --from stored --dry-run=sql")
            .succeeds()
            .stdout_contains("drop table a;")
            .never_says("cascade");
        project
            .run("down --from file --dry-run=sql")
            .succeeds()
            .stdout_contains("drop table a cascade;")
            .never_says("stored script");
        project
            .run("down --from stored")
            .succeeds()
            .stdout_contains("stored script")
            .stderr_contains("its checksum is right")
            .stderr_contains("    drop table a;");
        assert_eq!(project.applied(), "");
    });
}

#[test]
fn a_stored_script_of_a_modified_migration_must_be_what_was_applied() {
    for_each_major(|server| {
        let project = modified(server);
        project.query(
            "update schema_migrations set script = replace(script, 'drop table a', 'drop table b')",
        );
        for trust in ["", "--trust-stored"] {
            project
                .run(&format!("down --from stored {trust}"))
                .exits(4)
                .stderr_contains("1_a cannot be reverted by its stored script: the stored script does not match its checksum")
                .stderr_contains("`--from file`");
        }
        project.query("update schema_migrations set down_checksum = null, script = replace(script, 'table b', 'table a')");
        project
            .run("down --from stored")
            .exits(4)
            .stderr_contains("does not match its checksum");
        project.query("update schema_migrations set script = 'gone'");
        project
            .run("down --from stored")
            .exits(4)
            .stderr_contains("is not a migration");
        project.run("down --from file").succeeds();
        assert_eq!(project.tables(), "schema_migrations");
    });
}

#[test]
fn without_a_stored_script_only_the_file_is_left() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.run("up --no-store-script").succeeds();
        assert_eq!(stored_script(&project), "");
        project.migration(
            "1_a.sql",
            "-- migrate:up\n-- b\n-- migrate:down\ndrop table a;\n",
        );
        project
            .run("down --from stored")
            .exits(4)
            .stderr_contains("by its stored script: the ledger stores no script")
            .stderr_contains("`--from file`")
            .never_says("the file is gone");
        project.run("down --from file").succeeds();
    });
}

#[test]
fn whoever_may_write_the_ledger_may_have_written_the_script() {
    for_each_major(|server| {
        let role = Role::create(server);
        let name = role.name();
        let project = modified(server);
        let all = "revoke all on schema_migrations from public";
        let cases = [
            (
                format!("grant select, delete on schema_migrations to {name}"),
                false,
            ),
            (format!("grant insert on schema_migrations to {name}"), true),
            (format!("grant update on schema_migrations to {name}"), true),
            (
                format!("grant update (checksum) on schema_migrations to {name}"),
                true,
            ),
            (
                "grant insert on schema_migrations to public".to_owned(),
                true,
            ),
            (
                format!("grant all on schema_migrations to {name}; alter role {name} superuser"),
                false,
            ),
        ];
        for (grant, is_refused) in cases {
            project.query(&grant);
            let ran = project.run("down --from stored --dry-run");
            match is_refused {
                true => {
                    let whom = if grant.contains("public") {
                        "public"
                    } else {
                        "[role]"
                    };
                    ran.exits(4)
                        .stderr_contains(&format!("may write the ledger: {whom}\n"))
                        .stderr_contains("`--trust-stored`");
                    project
                        .run("down --from stored --dry-run --trust-stored")
                        .succeeds();
                    // A file is not written by whoever writes the ledger.
                    project.run("down --from file --dry-run").succeeds();
                }
                false => drop(ran.succeeds()),
            }
            project.query(&format!(
                "{all}; revoke all on schema_migrations from {name}; \
                 revoke update (checksum) on schema_migrations from {name}; alter role {name} nosuperuser"
            ));
        }
        project.run("down --from stored").succeeds();
    });
}

/// On a server of its own: a role that may write every table may write the ledgers of all other tests.
#[test]
fn who_may_write_every_table_may_write_the_ledger() {
    // There is no such right before 14.
    each_major(|major| {
        if major < 14 {
            return;
        }
        let server = Server::scratch(major);
        let role = Role::create(&server);
        let project = modified(&server);
        project.run("down --from stored --dry-run").succeeds();
        project.query(&format!("grant pg_write_all_data to {}", role.name()));
        project
            .run("down --from stored --dry-run")
            .exits(4)
            .stderr_contains("may write the ledger: [role]\n")
            .stderr_contains("`--trust-stored`");
        for trusted in ["--from stored --trust-stored", "--from file"] {
            project.run(&format!("down {trusted} --dry-run")).succeeds();
        }
    });
}

#[test]
fn a_deploying_role_that_does_not_own_the_ledger_is_a_writer_too() {
    for_each_major(|server| {
        let role = Role::create(server);
        let name = role.name();
        let project = modified(server);
        project.query(&format!(
            "grant select, insert, update, delete on schema_migrations to {name}; alter table a owner to {name}"
        ));
        project
            .run_as(&role, "down --from stored")
            .exits(4)
            .stderr_contains("may write the ledger: [role]");
        assert_eq!(project.applied(), "1");
        project
            .run_as(&role, "down --from stored --trust-stored")
            .succeeds();
        assert_eq!(project.applied(), "");
        project.query(&format!("drop owned by {name}"));
    });
}

#[test]
fn a_large_up_section_is_left_out_and_the_revert_still_works() {
    for_each_major(|server| {
        let project = server.project();
        let line = format!("insert into a values ('{}');\n", "x".repeat(1_000));
        let up = |lines: usize| {
            format!(
                "-- migrate:up\ncreate table a (t text);\n{}-- migrate:down\ndrop table a;\n",
                line.repeat(lines)
            )
        };
        project.migration("1_a.sql", up(100));
        project.run("up").succeeds();
        assert!(stored_script(&project) == up(100), "all of it");
        project.run("down").succeeds();
        project.migration("1_a.sql", up(300));
        project.run("up").succeeds();
        let kept = stored_script(&project);
        assert!(kept.len() < 200, "{kept}");
        assert!(
            kept.contains("bytes of the up section not stored"),
            "{kept}"
        );
        project.remove("db/migrations/1_a.sql");
        project
            .run("down")
            .succeeds()
            .stderr_contains("drop table a;");
        assert_eq!(project.tables(), "schema_migrations");
    });
}

#[test]
fn copy_data_are_never_stored_and_a_down_section_without_them_is_refused() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a (t text);\ncopy a from stdin;\nsecret\n\\.\n\
             -- migrate:down\ndrop table a;\n",
        );
        project.migration(
            "2_b.sql",
            "-- migrate:up\ntruncate a;\n-- migrate:down\ncopy a from stdin;\nsecret\n\\.\n",
        );
        project.run("up").succeeds();
        assert_eq!(
            project.query("select count(*) from schema_migrations where script like '%secret%'"),
            "0"
        );
        project.remove("db/migrations/1_a.sql");
        project.remove("db/migrations/2_b.sql");
        project
            .run("down")
            .exits(4)
            .stderr_contains("COPY data are never stored");
        assert_eq!(project.applied(), "1,2");
        project.run("repair --forget 2 --yes").succeeds();
        project.run("down").succeeds();
        assert_eq!(project.tables(), "schema_migrations,schema_migrations_log");
    });
}
