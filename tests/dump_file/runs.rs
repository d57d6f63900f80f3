//! What runs do to the schema file: when they write it, what of it they keep, what they say when they
//! can't.

use crate::migrated;
use crate::support::for_each_major;

#[test]
fn a_run_rewrites_a_schema_file_that_is_there_unless_told_otherwise() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let has_file = || project.path().join("db/schema.sql").exists();
        project.run("up").succeeds();
        assert!(!has_file(), "nobody wants one");
        project.table("2", "b");
        project
            .run("up --dump-schema")
            .succeeds()
            .stderr_contains("wrote db/schema.sql");
        assert!(project.read("db/schema.sql").contains("TABLE public.b"));
        project.run("down").succeeds();
        assert!(!project.read("db/schema.sql").contains("TABLE public.b"));
        project.run("up --no-dump-schema").succeeds();
        assert!(!project.read("db/schema.sql").contains("TABLE public.b"));
        project.run("redo").succeeds();
        assert!(project.read("db/schema.sql").contains("TABLE public.b"));
        project.run("dump --check").succeeds();

        project.table("3", "c");
        let mut command = project.command(["up"]);
        command.env("DBMATE_NO_DUMP_SCHEMA", "true");
        project.run_command(&mut command).succeeds();
        project.run("dump --check").exits(1);
        project.run("dump").succeeds();
        project.run("protect").succeeds();
        project.run("down --last-run").succeeds();
        project.run("dump --check").exits(1);
    });
}

#[test]
fn a_file_that_cannot_be_written_is_a_warning_or_the_error_that_was_asked_for() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.table("2", "b");
        std::fs::create_dir_all(project.path().join("db/schema.sql")).unwrap();
        project
            .run("up --count 1")
            .succeeds()
            .stderr_contains("the migrations are committed, but db/schema.sql is not written anew");
        assert_eq!(project.applied(), "1");
        project
            .run("up --dump-schema")
            .exits(3)
            .stderr_contains("cannot write `db/schema.sql`")
            .stderr_contains("1 migration of this run is committed");
        assert_eq!(project.applied(), "1,2");
    });
}

/// Who has asked for more or less than the schema wants to find it after the next `up`, too.
#[test]
fn a_run_keeps_what_the_file_was_asked_for() {
    for_each_major(|server| {
        let project = migrated(server);
        project.query(
            "create schema audit; create table app.kinds (id int primary key, name text);
             insert into app.kinds values (1, 'x'); grant select on app.kinds to public;",
        );
        project
            .run("dump --exclude audit --data app.kinds --data app.users --privileges")
            .succeeds();
        let held = |part: &str| project.read("db/schema.sql").contains(part);
        let kept = || {
            let has = held("-- dump options: {\"exclude\":[\"audit\"],\"privileges\":true,");
            has && held("\n1\tx\n") && held("GRANT SELECT") && !held("audit;")
        };
        assert!(kept());
        project.migration("0002_t.sql", "-- migrate:up\ncreate table app.t ();\n");
        project.run("up").succeeds().stderr_contains("wrote");
        assert!(kept() && held("app.t ("));
        // A plain dump is asked for nothing, and says nothing of it.
        project.run("dump").succeeds();
        assert!(!held("dump options") && !held("\n1\tx\n"));
    });
}

/// The variable says it to the runs of everybody who has it; the file, to those who don't.
#[test]
fn a_run_keeps_the_preset_that_the_file_was_asked_for() {
    for_each_major(|server| {
        let project = migrated(server);
        project.query("create schema rdsadmin; create schema neon");
        let mut command = project.command(["dump"]);
        command.env("PROJ_MIGRATE_PRESET", "rds");
        project.run_command(&mut command).succeeds();
        let made = |name: &str| {
            let text = project.read("db/schema.sql");
            text.contains(&format!("\nCREATE SCHEMA {name};\n"))
        };
        project.table("0002", "b");
        project.run("up").succeeds();
        assert!(
            project
                .read("db/schema.sql")
                .contains("{\"preset\":\"rds\"}\n")
        );
        assert!(project.read("db/schema.sql").contains("public.b ("));
        assert!(made("neon") && !made("rdsadmin"));
        project.table("0003", "c");
        let mut command = project.command(["up"]);
        command.env("PROJ_MIGRATE_PRESET", "neon");
        project.run_command(&mut command).succeeds();
        assert!(made("rdsadmin") && !made("neon"));
    });
}

#[test]
fn a_run_does_without_what_is_gone_and_says_so() {
    for_each_major(|server| {
        let project = migrated(server);
        project.migration(
            "0002_kinds.sql",
            "-- migrate:up\ncreate schema audit;\ncreate table app.kinds (id int);\n\
             insert into app.kinds values (7);\n\
             -- migrate:down\ndrop table app.kinds;\ndrop schema audit;\n",
        );
        project.run("up").succeeds();
        project
            .run("dump --schema app --schema audit --exclude audit.x --data app.kinds")
            .succeeds();
        let held = |part: &str| project.read("db/schema.sql").contains(part);
        assert!(held("\n7\n"));
        project.run("down").succeeds().stderr_contains(
            "warning: `--schema audit`, which db/schema.sql was asked for: nothing is called so any more\n\
             hint: `proj-migrate dump` with other options writes the file without it\n\
             warning: `--data app.kinds`, which",
        );
        assert!(!held("\n7\n") && held("CREATE TABLE app.users"));
        project.run("up").succeeds().never_says("warning");
        assert!(held("\n7\n") && held("CREATE SCHEMA audit"));
    });
}
