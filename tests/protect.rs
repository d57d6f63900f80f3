//! Protected databases: what would empty one must be meant, whoever asks and from wherever.

mod support;

use support::{Fate, Fault, FaultyWire, Project, Role, Server, Until, Way, for_each_major};

/// Two runs, two migrations each, the second one of release 2.
fn two_runs(server: &Server) -> Project {
    let project = server.project();
    project.table("1", "a");
    project.table("2", "b");
    project.run("up").succeeds();
    project.table("3", "c");
    project.table("4", "d");
    project.run("up --release 2").succeeds();
    project
}

#[test]
fn a_protected_database_is_reverted_by_run_and_release_only_unless_allowed() {
    for_each_major(|server| {
        let project = two_runs(server);
        project
            .run("protect")
            .succeeds()
            .stdout("database [database] is protected now\n");
        project
            .run("protect")
            .succeeds()
            .stdout("database [database] is protected already\n");
        for command in ["down", "down --count 2", "down --to 1", "down --all"] {
            project
                .run(command)
                .exits(4)
                .stderr_contains(&format!("`{command}` is refused"))
                .stderr_contains("the database [database] is protected")
                .stderr_contains("`--last-run` and `--release` are allowed")
                .stderr_contains("--allow-protected");
        }
        assert_eq!(project.applied(), "1,2,3,4");
        project.run("down --all --dry-run").succeeds();
        // Trying it takes locks there, for which there is an option of its own.
        let trial = "down --all --dry-run=execute";
        project.run(trial).exits(4).stderr_contains("--on-live");
        project.run(&format!("{trial} --on-live 1min")).succeeds();
        project.run("status").succeeds();
        project.run("down --release 2").succeeds();
        assert_eq!(project.applied(), "1,2");
        project.run("up").succeeds();
        project.run("down --last-run").succeeds();
        project.run("down --count 1 --allow-protected").succeeds();
        assert_eq!(project.applied(), "1");
        project
            .run("protect --off")
            .succeeds()
            .stdout("database [database] is no longer protected\n");
        project
            .run("protect --off")
            .succeeds()
            .stdout("database [database] is not protected\n");
        project.run("down --all").succeeds();
    });
}

#[test]
fn the_mark_stands_where_no_ledger_was_and_says_who_set_it() {
    for_each_major(|server| {
        let project = server.project();
        project.run("protect --off").succeeds();
        assert_eq!(project.tables(), "");
        project.run("protect").succeeds();
        assert_eq!(
            project.query(
                "select name, value, set_by, set_at is not null from schema_migrations_settings"
            ),
            "protected|on|postgres|t"
        );
        project.table("1", "a");
        project.run("up").succeeds();
        project.run("down").exits(4);
    });
}

#[test]
fn protect_needs_no_migrations_folder() {
    for_each_major(|server| {
        let project = server.project();
        project.run("protect -d absent").succeeds();
        project
            .run("protect -d absent --format json")
            .succeeds()
            .stdout_contains("\"command\":\"protect\"")
            .stdout_contains("\"protected\":true,\"changed\":false");
    });
}

#[test]
fn a_superusers_setting_protects_whatever_session_and_role_say() {
    for_each_major(|server| {
        let project = two_runs(server);
        let name = project.database.name();
        for value in ["on", "'true'", "'yes, please'"] {
            project.query(&format!(
                "alter database {name} set proj_migrate.protected = {value}"
            ));
            project.run("down --all").exits(4);
        }
        let role = Role::create(server);
        project.query(&format!(
            "grant select on schema_migrations to {}",
            role.name()
        ));
        role.set("proj_migrate.protected = off");
        project.run_as(&role, "down --all").exits(4);
        project
            .run("protect --off")
            .exits(4)
            .stderr_contains("protected by its setting proj_migrate.protected")
            .stderr_contains("`alter database \"[database]\" reset proj_migrate.protected`");
        project.query(&format!(
            "alter database {name} set proj_migrate.protected = off"
        ));
        project.run("down --all").succeeds();
        project.query(&format!(
            "revoke all on schema_migrations from {}",
            role.name()
        ));
    });
}

#[test]
fn a_mark_that_cannot_be_read_counts_as_one() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = two_runs(server);
        project.query(&format!(
            "grant all on schema_migrations to {0}; grant {0} to postgres",
            role.name()
        ));
        project.run("protect").succeeds();
        project
            .run_as(&role, "down --all")
            .exits(4)
            .stderr_contains("whether the database [database] is protected cannot be told")
            .stderr_contains("grant you SELECT");
        project.query("drop table schema_migrations_settings; create view schema_migrations_settings as select 1 as name");
        project
            .run("down --all")
            .exits(4)
            .stderr_contains("cannot be told");
        project
            .run("protect")
            .exits(3)
            .stderr_contains("the settings table is not an ordinary table");
    });
}

#[test]
fn others_may_neither_read_nor_change_the_mark() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        project.query(&format!(
            "alter default privileges in schema public grant all on tables to {}",
            role.name()
        ));
        project.run("protect").succeeds();
        assert_eq!(
            project.query(&format!(
                "select has_table_privilege('{}', 'schema_migrations_settings', 'select,insert,delete')",
                role.name()
            )),
            "f"
        );
        project.query(&format!(
            "alter default privileges in schema public revoke all on tables from {}",
            role.name()
        ));
    });
}

/// The server ends what keeps others waiting also while we are slow to look what a statement did.
#[test]
fn a_trial_that_is_slow_itself_keeps_nobody_waiting_either() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table old (x int)");
        let text = "-- migrate:up\nselect 1;\nalter table old add column y int;\nselect 1;\n";
        project.migration("1_a.sql", text);
        let through = |wire: &FaultyWire, limit: &str| {
            let mut command = project.command(["up", "--dry-run=execute", "--on-live", limit]);
            command.env("DATABASE_URL", wire.patient_url(project.database.name()));
            project.run_command(&mut command)
        };
        let wire = FaultyWire::new(server, None);
        through(&wire, "10s").succeeds();
        let heard = wire.traffic()[0].to_client.clone();
        let kinds: String = heard.iter().map(|(kind, _)| kind).collect();
        // Three settings, then the one statement of the three that returns no row.
        let settings = kinds.find("ZCCCZCZ");
        assert!(settings.is_some(), "{kinds}");
        let fault = Fault {
            connection: 0,
            way: Way::ToClient,
            message: settings.unwrap_or_default() + "ZCCCZC".len(),
            fate: Fate::Held(Until::Meanwhile),
        };
        // A machine that stands still may have used up the time before.
        let is_told = (0..3).any(|_| {
            let wire = FaultyWire::new(server, Some(fault));
            let ran = through(&wire, "1s").exits(5);
            let told = "statement 2 of 1_a would keep others waiting for longer than 1 s";
            wire.has_failed() && ran.err.contains(told)
        });
        assert!(is_told);
    });
}
