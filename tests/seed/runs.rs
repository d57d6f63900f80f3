//! A run as a whole: sets, lists, protected databases, pending migrations, the lock, its end.

use std::fmt::Write as _;

use rustix::process::Signal;

use crate::loading::with_tables;
use crate::support::{Project, Server, eventually, for_each_major, for_the_newest_major};

fn with_sets(server: &Server) -> Project {
    let project = with_tables(server);
    project.write("db/seeds/users.csv", "id,email\n1,a@x\n");
    project.write("db/seeds/dev/users.csv", "id,email\n2,b@x\n");
    project.write(
        "db/seeds/demo/01_tasks.sql",
        "insert into tasks (user_id) select 1;\n",
    );
    project.write("db/seeds/notes.txt", "not a seed");
    project
}

#[test]
fn sets_load_behind_the_root_when_they_are_named() {
    for_each_major(|server| {
        let project = with_sets(server);
        project.run("seed --list").reads("seed/list_new");
        project.run("seed").succeeds();
        assert_eq!(project.query("select count(*) from users"), "1");
        project.run("seed dev").reads("seed/set");
        assert_eq!(project.query("select count(*) from users"), "2");
        project.write("db/seeds/users.csv", "id,email\n1,new@x\n");
        project.remove("db/seeds/dev/users.csv");
        project.write("db/seeds/dev/more.sql", "select 1;\n");
        project.run("seed --list").reads("seed/list");
        project
            .run("seed --list dev")
            .stdout_contains("missing  dev/users.csv");
        project.run("seed devv").reads("seed/unknown_set");
        project
            .run("seed --seeds-dir nowhere")
            .reads("seed/no_folder");
        project.run("seed --dry-run dev demo").reads("seed/plan");
    });
}

#[test]
fn every_end_is_an_envelope() {
    for_the_newest_major(|server| {
        let project = with_sets(server);
        project
            .run("seed --dry-run --format json")
            .reads_json("seed/json_plan");
        project.run("seed --format json").reads_json("seed/json");
        project.run("seed --format json").succeeds();
        project
            .run("seed --list --format json")
            .reads_json("seed/json_list");
        project.table("0002", "later");
        project.run("seed --strict --format json").exits(4);
        project.run("protect").succeeds();
        project.run("seed --reset --format json").exits(4);
    });
}

#[test]
fn a_protected_database_takes_the_root_only() {
    for_each_major(|server| {
        let project = with_sets(server);
        project.run("protect").succeeds();
        project.run("seed dev").reads("seed/protected");
        project
            .run("seed --reset")
            .exits(4)
            .stderr_contains("`seed --reset` is refused");
        assert_eq!(project.query("select count(*) from users"), "0");
        project.run("seed").succeeds();
        project.run("seed dev --dry-run").succeeds();
        project.run("seed dev --allow-protected").succeeds();
        assert_eq!(project.query("select count(*) from users"), "2");
    });
}

#[test]
fn pending_migrations_are_warned_about_or_refused() {
    for_each_major(|server| {
        let project = with_sets(server);
        project.table("0002", "later");
        project.run("seed --strict").reads("seed/strict");
        assert_eq!(project.query("select count(*) from users"), "0");
        project
            .run("seed")
            .succeeds()
            .stderr_contains("warning: 1 migration pending: 0002_later");
        project.run("up").succeeds();
        project.run("seed --strict").succeeds();
        // Without any migrations, seeds do as well.
        let bare = server.project();
        std::fs::remove_dir_all(bare.path().join("db/migrations")).unwrap();
        bare.query("create table a (x int)");
        bare.write("db/seeds/a.csv", "x\n1\n");
        bare.run("seed").succeeds();
    });
}

#[test]
fn a_changed_script_runs_again_with_a_warning() {
    for_each_major(|server| {
        let project = with_tables(server);
        let script = "insert into users (email) values ('a@x')";
        project.write("db/seeds/a.sql", format!("{script};\n"));
        project.run("seed").succeeds();
        // Line ends are no change.
        project.write("db/seeds/a.sql", format!("{script};\r\n"));
        project.run("seed").stderr_contains("nothing to do");
        project.write(
            "db/seeds/a.sql",
            format!("{script} on conflict do nothing;\n"),
        );
        project.run("seed").succeeds().never_says("warning");
        project.write(
            "db/seeds/a.sql",
            "insert into tasks (user_id) values (1);\n",
        );
        project
            .run("seed")
            .succeeds()
            .stderr_contains("db/seeds/a.sql has changed and runs again");
        project.run("seed --force").succeeds();
        assert_eq!(project.query("select count(*) from tasks"), "2");
    });
}

#[test]
fn reset_empties_the_seeded_tables_and_no_others() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.write("db/seeds/01_users.csv", "id,email\n1,a@x\n");
        project.write(
            "db/seeds/02_tasks.sql",
            "insert into tasks (user_id, title) values (1, 'seeded');\n",
        );
        project.run("seed").succeeds();
        project.query(
            "insert into users (email) values ('by hand'); insert into tasks (user_id) values (2)",
        );
        project.run("seed --reset").reads("seed/reset");
        let rows =
            "select (select count(*) from users), (select string_agg(title, ',') from tasks)";
        assert_eq!(project.query(rows), "1|seeded");
        // Others that refer to them are in the way only when they have rows.
        project.query("create table notes (user_id int references users)");
        project.run("seed --reset").succeeds();
        project.query("insert into notes values (1)");
        project.run("seed --reset").reads("seed/reset_refused");
        assert_eq!(project.query("select count(*) from notes"), "1");
        assert_eq!(project.query(rows), "1|seeded");
    });
}

#[test]
fn scripts_run_as_in_psql_and_leave_no_setting_behind() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.query("create schema app; create table app.things (x text)");
        project.write(
            "db/seeds/01_a.sql",
            "set search_path = app;\nset datestyle = 'German';\ncopy things from stdin;\n1\n2\n\\.\n\
             reset all;\nset search_path = app;\ninsert into things values (current_setting('search_path'));\nset role pg_monitor;\n",
        );
        project.write(
            "db/seeds/02_b.sql",
            "insert into app.things select current_setting('search_path') || ' ' || current_setting('datestyle') || ' ' || current_user;\n",
        );
        project.write("db/seeds/03_users.csv", "id,email\n1,a@x\n");
        project.run("seed").succeeds();
        assert_eq!(
            project.query("select x from app.things order by x"),
            "\"$user\", public ISO, MDY postgres\n1\n2\napp"
        );
    });
}

#[test]
fn the_lock_is_the_one_of_up() {
    for_each_major(|server| {
        let project = with_sets(server);
        project.migration("0002_slow.sql", "-- migrate:up\nselect pg_sleep(60);\n");
        let sleeping = project.start("up");
        let sleepers = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        eventually("up sleeps", || project.query(sleepers) == "1");
        project
            .run("seed --lock-wait 100ms")
            .exits(5)
            .stderr_contains("the lock that runs share was not free");
        let waiting = project.start("seed");
        waiting.says("waiting for the lock");
        sleeping.signal(Signal::TERM);
        sleeping.wait().exits(143);
        waiting.wait().succeeds();
        assert_eq!(project.query("select count(*) from users"), "1");
        // Nothing to do: no lock is needed.
        let holder = project.session();
        holder.query("begin; select pg_advisory_xact_lock((('x' || substr(encode(sha256('proj-migrate lock public.schema_migrations'), 'hex'), 1, 16))::bit(64))::bigint)");
        project
            .run("seed --lock-wait 1ms")
            .succeeds()
            .stderr_contains("nothing to do");
        project.run("seed --force --lock-wait 1ms").exits(5);
    });
}

#[test]
fn many_runs_at_once_load_once() {
    for_each_major(|server| {
        let project = with_tables(server);
        project.write(
            "db/seeds/a.sql",
            "insert into users (email) values ('once');\n",
        );
        let runs: Vec<_> = (0..8).map(|_| project.start("seed")).collect();
        for run in runs {
            run.wait().succeeds();
        }
        assert_eq!(project.query("select count(*) from users"), "1");
    });
}

#[test]
fn a_lock_on_a_table_is_tried_again() {
    for_each_major(|server| {
        let project = with_sets(server);
        let other = project.session();
        other.query("begin; lock table users in access exclusive mode");
        project
            .run("seed --lock-timeout 10ms --lock-retry-for 50ms")
            .exits(5)
            .stderr_contains("trying again in");
        let seeding = project.start("seed --lock-timeout 10ms");
        seeding.says("trying again in");
        other.query("commit");
        seeding.wait().succeeds();
        assert_eq!(project.query("select count(*) from users"), "1");
    });
}

/// Rows that keep a server busy: a trigger waits at the last of them.
fn with_slow_rows(server: &Server) -> Project {
    let project = with_tables(server);
    project.query(
        "create function slow() returns trigger language plpgsql as $$ begin \
         if new.email = 'last' then perform pg_sleep(60); end if; return new; end $$; \
         create trigger slow before insert on users for each row execute function slow()",
    );
    let mut text = "email\n".to_owned();
    for number in 0..1_000 {
        writeln!(text, "user{number}").unwrap();
    }
    project.write(
        "db/seeds/01_first.sql",
        "insert into users (email) values ('first');\n",
    );
    project.write("db/seeds/02_users.csv", text + "last\n");
    project
}

#[test]
fn a_signal_or_a_kill_leaves_nothing() {
    for_each_major(|server| {
        for others in [0, 1] {
            let project = with_slow_rows(server);
            // With a row below, all of them go through a temporary table.
            project.query(&format!(
            "insert into users (id, email) overriding system value select 9999, 'here' from generate_series(1, {others})"
        ));
            let nothing = format!("{others}|t|0|0");
            let asleep = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
            let left = "select (select count(*) from users), to_regclass('schema_seeds') is null, \
             (select count(*) from pg_class where relname like 'proj\\_migrate\\_seed%'), \
             (select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))";
            // A process that has ended is heard of a moment later.
            let backends = "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'proj-migrate'";
            let ended = || {
                eventually("its backends have ended", || project.query(backends) == "0");
            };
            let running = project.start("seed");
            eventually("the last row is waited for", || {
                project.query(asleep) == "1"
            });
            running.signal(Signal::INT);
            running.wait().reads("seed/interrupted");
            assert_eq!(project.query(left), nothing);
            ended();
            let running = project.start("seed");
            eventually("the last row is waited for", || {
                project.query(asleep) == "1"
            });
            project.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");
            running
                .wait()
                .exits(3)
                .stderr_contains("terminating connection");
            let running = project.start("seed");
            eventually("the last row is waited for", || {
                project.query(asleep) == "1"
            });
            running.kill();
            project.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");
            ended();
            assert_eq!(project.query(left), nothing);
        }
    });
}
