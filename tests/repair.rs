//! `repair`: what it writes and logs, who must agree, and what it refuses.

mod support;

use support::{Project, Role, Server, Terminal, eventually, for_each_major};

const EDITED_DOWN: &str =
    "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table if exists a;\n";
const EDITED_UP: &str =
    "-- migrate:up\ncreate table a (x bigint);\n-- migrate:down\ndrop table a;\n";

/// `1_a` and `2_b`, applied.
fn two(server: &Server) -> Project {
    let project = server.project();
    project.table("1", "a");
    project.table("2", "b");
    project.run("up").succeeds();
    project
}

/// The log without its times.
fn log(project: &Project) -> String {
    project.query(
        "select version, action, coalesce(reason, '-'), logged_by = session_user, \
         logged_at > now() - interval '1 minute', coalesce(old_row ->> 'version', '-') \
         from schema_migrations_log order by id",
    )
}

fn has_log(project: &Project) -> bool {
    project.query("select to_regclass('schema_migrations_log') is not null") == "t"
}

fn checksums(project: &Project) -> String {
    project.query("select version, checksum from schema_migrations order by 1")
}

#[test]
fn a_modified_migration_is_shown_stamped_and_logged() {
    for_each_major(|server| {
        let project = two(server);
        let before =
            project.query("select to_jsonb(l) from schema_migrations l where version = '1'");
        project.migration("1_a.sql", EDITED_DOWN);
        let mut command = project.command(["repair", "1", "--yes", "--reason", "it's \\ safer"]);
        project
            .run_command(&mut command)
            .succeeds()
            .stdout("re-stamped  1_a\n")
            .stderr_contains("only the down section differs: what was applied is the same")
            .stderr_contains("-drop table a;\n+drop table if exists a;\n")
            .stderr_contains(
                "1 row of the ledger written; logged in \"public\".\"schema_migrations_log\"",
            );
        assert_eq!(log(&project), "1|restamp|it's \\ safer|t|t|1");
        assert_eq!(
            project.query("select old_row from schema_migrations_log"),
            before,
            "the whole old row"
        );
        project
            .run("up --strict")
            .succeeds()
            .stderr_contains("nothing to do");
        // The stored script is the new one, and its checksum is right.
        project.remove("db/migrations/1_a.sql");
        project
            .run("down --all")
            .succeeds()
            .stderr_contains("drop table if exists a;");
    });
}

#[test]
fn an_edit_of_the_up_section_is_called_one_and_down_only_refuses_it() {
    for_each_major(|server| {
        let project = two(server);
        project.migration("1_a.sql", EDITED_UP);
        let before = checksums(&project);
        project
            .run("up")
            .exits(4)
            .stderr_contains("`proj-migrate repair 1` stamps it anew");
        project
            .run("repair 1 --down-only --yes")
            .exits(4)
            .stderr_contains("refused by --down-only")
            .stderr_contains("+create table a (x bigint);");
        assert_eq!(checksums(&project), before);
        assert!(!has_log(&project));
        project.run("repair 1 --yes").succeeds().stderr_contains(
            "the up section differs: the database does not have what the file says",
        );
        project.run("status --exit-code").succeeds();
        project.migration("1_a.sql", EDITED_UP.replace("drop", "-- gone\ndrop"));
        project.run("repair 0001 --down-only --yes").succeeds();
        assert_eq!(log(&project), "1|restamp|-|t|t|1\n1|restamp|-|t|t|1");
    });
}

#[test]
fn without_a_terminal_and_without_yes_it_shows_and_refuses() {
    for_each_major(|server| {
        let project = two(server);
        project.migration("1_a.sql", EDITED_DOWN);
        let before = checksums(&project);
        project
            .run("repair 1")
            .exits(4)
            .stdout("")
            .stderr_contains("+drop table if exists a;")
            .stderr_contains("run this again with `--yes`");
        project
            .run("repair 1 --format json")
            .exits(4)
            .stdout_contains("\"refusal\":{\"kind\":\"unconfirmed\",\"why\":\"nobody-to-ask\"}");
        assert_eq!(checksums(&project), before);
        assert!(!has_log(&project), "what only reads makes nothing");
    });
}

#[test]
fn at_a_terminal_it_asks() {
    for_each_major(|server| {
        let project = two(server);
        project.migration("1_a.sql", EDITED_DOWN);
        let before = checksums(&project);
        for (keys, status, says) in [
            (&b"n\n"[..], 4, "the answer was no"),
            (b"\n", 4, "the answer was no"),
            (b"\x03", 130, "SIGINT"),
            (b"yes\n", 0, "re-stamped"),
        ] {
            let mut terminal = Terminal::start(&project, "repair 1", &[]);
            eventually("it asks", || {
                terminal
                    .screen()
                    .0
                    .contains("write this to the ledger? [y/N]")
            });
            assert_eq!(checksums(&project), before);
            terminal.press(keys);
            let (screen, _) = terminal.end(status);
            assert!(screen.contains(says), "{screen}");
        }
        assert_ne!(checksums(&project), before);
        assert_eq!(log(&project), "1|restamp|-|t|t|1");
    });
}

#[test]
fn a_missing_one_is_forgotten_and_its_row_kept_in_the_log() {
    for_each_major(|server| {
        let project = two(server);
        project.remove("db/migrations/1_a.sql");
        project
            .run("repair --forget 1 --yes --format json")
            .succeeds()
            .stdout_contains("\"done\":[{\"version\":\"1\",\"label\":\"1_a\",\"action\":\"forget\",\"edit\":null}]");
        assert_eq!(project.applied(), "2");
        assert_eq!(
            project.tables(),
            "a,b,schema_migrations,schema_migrations_log"
        );
        assert_eq!(log(&project), "1|forget|-|t|t|1");
        assert_eq!(
            project.query(
                "select old_row ->> 'script' like '%create table a%' from schema_migrations_log"
            ),
            "t"
        );
        // The newest one's file is gone: future.
        project.remove("db/migrations/2_b.sql");
        project.table("1", "c");
        project.run("repair --forget 2 --yes").succeeds();
        assert_eq!(project.applied(), "");
    });
}

#[test]
fn one_marked_applied_is_recorded_and_not_run() {
    for_each_major(|server| {
        let project = two(server);
        project.migration(
            "3_c.sql",
            "-- migrate:up\nselect 1/0;\n-- migrate:down\nselect 1;\n",
        );
        project
            .run("repair --mark-applied 3 --yes --reason by_hand")
            .succeeds()
            .stdout("recorded  3_c\n")
            .stderr_contains("to record as applied, without running it: 3_c");
        assert_eq!(log(&project), "3|mark-applied|by_hand|t|t|-");
        project.run("status --exit-code").succeeds();
        project
            .run("repair --mark-applied 3 --yes")
            .succeeds()
            .stderr_contains("as it should be already: 3_c");
        // It belongs to no run: `--last-run` doesn't take it for one.
        project.run("down --last-run").exits(4);
        project
            .run("down")
            .succeeds()
            .stdout_contains("reverted  3_c");
    });
}

#[test]
fn wrong_states_are_refused_with_a_cure() {
    for_each_major(|server| {
        let project = two(server);
        project.query("insert into schema_migrations (version) values ('7')");
        project.table("5", "e");
        let before = checksums(&project);
        for (args, status, says) in [
            (
                "repair 5",
                4,
                "`proj-migrate repair --mark-applied 5` records that",
            ),
            ("repair 7", 4, "`proj-migrate repair --forget 7`"),
            (
                "repair --forget 1",
                4,
                "only rows without one are forgotten",
            ),
            ("repair --forget 5", 4, "it has no row to forget"),
            (
                "repair --mark-applied 7",
                4,
                "applied already, and its file is gone",
            ),
            (
                "repair 6",
                2,
                "6: neither a file nor the ledger knows this version",
            ),
            ("repair x", 2, "`x` is not a version"),
            ("repair", 2, "required"),
            ("repair 1 --forget 2", 2, "cannot be used with"),
            ("repair --forget 7 --down-only", 2, "cannot be used with"),
        ] {
            project
                .run(&format!("{args} --yes"))
                .exits(status)
                .stderr_contains(says);
        }
        assert_eq!(checksums(&project), before);
        assert!(!has_log(&project));
    });
}

#[test]
fn a_partial_one_and_a_bad_file_are_refused() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up transaction:false\ncreate table a ();\nselect nope;\n",
        );
        project.run("up").exits(3);
        project
            .run("repair --mark-applied 1 --yes")
            .exits(4)
            .stderr_contains("1_a is partial");
        project.migration("2_b.sql", "-- migrate:upp\n");
        project
            .run("repair --mark-applied 2 --yes")
            .exits(2)
            .stderr_contains("2_b.sql:1");
        assert_eq!(project.applied(), "");
    });
}

#[test]
fn rows_of_dbmate_are_stamped_and_the_ledger_may_be_made_for_a_mark() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.query(
            "create table schema_migrations (version varchar primary key); \
             insert into schema_migrations values ('1')",
        );
        project
            .run("repair 1 --yes")
            .succeeds()
            .stdout("stamped  1_a\n")
            .stderr_contains("unverified until now");
        project
            .run("status")
            .succeeds()
            .stderr_contains("1 applied");

        let project = server.project();
        project.table("1", "a");
        project.run("repair --mark-applied 1").exits(4);
        assert_eq!(project.tables(), "", "nobody agreed");
        project.run("repair --mark-applied 1 --yes").succeeds();
        assert_eq!(project.tables(), "schema_migrations,schema_migrations_log");
        assert_eq!(
            project.query(
                "select script like '%create table a%', duration_ms, run_id from schema_migrations"
            ),
            "t||"
        );
    });
}

#[test]
fn a_ledger_without_scripts_stays_without() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.run("up --no-store-script").succeeds();
        project.migration("1_a.sql", EDITED_DOWN);
        project
            .run("repair 1 --yes")
            .succeeds()
            .stderr_contains("no difference can be shown");
        assert_eq!(
            project.query("select script is null from schema_migrations"),
            "t"
        );
    });
}

#[test]
fn it_waits_for_the_lock_and_sees_what_changed_meanwhile() {
    for_each_major(|server| {
        let project = two(server);
        project.migration("1_a.sql", EDITED_DOWN);
        let other = project.session();
        other.query("begin; select pg_advisory_xact_lock(-6681604691600619045)");
        project
            .run("repair 1 --yes --lock-wait 100ms")
            .exits(5)
            .stderr_contains("waiting for the lock");
        assert!(!has_log(&project));
        let running = project.start("repair 1 --yes");
        running.says("waiting for the lock");
        other.query("delete from schema_migrations where version = '1'; commit");
        running
            .wait()
            .exits(4)
            .stderr_contains("1_a is not applied");
        assert_eq!(project.applied(), "2");
        assert!(!has_log(&project));
    });
}

#[test]
fn a_log_that_others_could_have_set_a_trap_in_is_not_written() {
    for_each_major(|server| {
        let project = two(server);
        project.migration("1_a.sql", EDITED_DOWN);
        let before = checksums(&project);
        project.query("create view schema_migrations_log as select 1 as version");
        project
            .run("repair 1 --yes")
            .exits(3)
            .stderr_contains("is not an ordinary table");
        assert_eq!(checksums(&project), before);
    });
}

#[test]
fn who_may_not_make_the_log_is_told_how_and_nothing_is_changed() {
    for_each_major(|server| {
        let role = Role::create(server);
        let other = Role::create(server);
        let project = two(server);
        let name = role.name();
        project.query(&format!(
            "grant select, insert, update, delete on schema_migrations to {name}; \
             grant usage on schema public to {name}; revoke create on schema public from public"
        ));
        project.migration("1_a.sql", EDITED_DOWN);
        let before = checksums(&project);
        project
            .run_as(&role, "repair 1 --yes")
            .exits(3)
            .stderr_contains("create table \"public\".\"schema_migrations_log\" (id bigint");
        assert_eq!(checksums(&project), before);
        project.query(&format!(
            "alter default privileges in schema public grant all on tables to {}",
            other.name()
        ));
        project.run("repair 1 --yes").succeeds();
        assert_eq!(
            project.query(&format!(
                "select has_table_privilege('{}', 'schema_migrations_log', 'insert, update, delete, select')",
                other.name()
            )),
            "f",
            "grants of others are revoked"
        );
        project.query(&format!(
            "alter default privileges in schema public revoke all on tables from {other}; \
             drop owned by {name}",
            other = other.name()
        ));
    });
}

#[test]
fn what_changes_while_it_asks_is_seen_before_it_writes() {
    for_each_major(|server| {
        let project = two(server);
        project.migration("1_a.sql", EDITED_DOWN);
        let asked = |terminal: &Terminal, times: usize| {
            eventually("it asks", || {
                terminal.screen().0.matches("[y/N]").count() == times
            });
        };
        let mut terminal = Terminal::start(&project, "repair 1", &[]);
        asked(&terminal, 1);
        // Another row is nothing that the question was about.
        project.query("insert into schema_migrations (version) values ('9')");
        terminal.press(b"y\n");
        terminal.end(0);

        project.migration("1_a.sql", EDITED_UP);
        let mut terminal = Terminal::start(&project, "repair 1", &[]);
        asked(&terminal, 1);
        project.query("update schema_migrations set checksum = null where version = '1'");
        terminal.press(b"y\n");
        asked(&terminal, 2);
        assert!(terminal.screen().0.contains("unverified until now"));
        terminal.press(b"n\n");
        terminal.end(4);
        assert_eq!(log(&project), "1|restamp|-|t|t|1");
    });
}
