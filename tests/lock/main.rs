//! Runs at once: each version is applied exactly once, waiting costs one connection each, and a
//! holder that never ends is named.

#[path = "../support/mod.rs"]
mod support;

mod failed;

use rustix::process::Signal;
use support::{
    Project, Running, Server, Session, Wire, eventually, for_each_major, for_the_newest_major,
};

/// Connections of the binary to the project's database.
const OURS: &str = "select count(*) from pg_stat_activity \
    where datname = current_database() and application_name = 'proj-migrate'";

/// Takes the lock of the ledger `public.schema_migrations`; README says how its key is made.
const HOLD: &str = "begin; select pg_advisory_xact_lock(('x' || left(encode(sha256(
    'proj-migrate lock public.schema_migrations'), 'hex'), 16))::bit(64)::bigint)";

/// Tables, rows and two indexes that are built concurrently, in four migrations.
fn with_concurrent_indexes(server: &Server) -> Project {
    let project = server.project();
    project.migration(
        "0001_a.sql",
        "-- migrate:up\ncreate table a (x int, y int);\n\
         insert into a select n, n from generate_series(1, 100) n;\n\
         -- migrate:down\ndrop table a;\n",
    );
    project.migration("0002_b.sql", "-- migrate:up\ncreate table b (x int);\n");
    project.migration(
        "0003_indexes.sql",
        "-- migrate:up transaction:false\n\
         create index concurrently a_x on a (x);\n\
         create index concurrently a_y on a (y);\n",
    );
    project.migration(
        "0004_c.sql",
        "-- migrate:up\ninsert into b values (1);\ncreate table c (x int);\n",
    );
    project
}

#[test]
fn fifty_ups_apply_every_version_once_and_wait_on_one_connection_each() {
    for_each_major(|server| {
        assert_eq!(
            server.query("show max_connections"),
            "100",
            "the default is the claim"
        );
        let project = with_concurrent_indexes(server);
        // A snapshot older than the index: the winner can't finish building it.
        let old = project.session();
        old.query("begin isolation level repeatable read; select 1");

        let runs: Vec<_> = (0..50).map(|_| project.start("up")).collect();
        let building = "select count(*) from pg_stat_progress_create_index \
            where phase = 'waiting for old snapshots' and datname = current_database()";
        eventually("one of them builds the index", || {
            project.query(building) == "1"
        });
        let waits = |run: &&Running<'_>| run.err().contains("waiting for the lock");
        eventually("the others wait", || {
            runs.iter().filter(waits).count() >= 49
        });
        eventually("nobody is between two looks", || {
            // The builder's own, its guard's and its watcher's.
            project.query(OURS) == "52"
        });

        old.query("commit");
        let mut said_applied = Vec::new();
        for run in runs {
            let ran = run.wait().succeeds();
            let applied = ran.out.lines().filter(|line| line.starts_with("applied"));
            said_applied.extend(applied.map(|line| line[9..13].to_owned()));
        }
        said_applied.sort();
        assert_eq!(said_applied, ["0001", "0002", "0003", "0004"]);
        assert_eq!(
            project.query("select version, applied_seq from schema_migrations order by 2"),
            "0001|1\n0002|2\n0003|3\n0004|4"
        );
        assert_eq!(
            project.query("select (select count(*) from a), (select count(*) from b)"),
            "100|1"
        );
        assert_eq!(
            project.query(
                "select count(*) from pg_index where indrelid = 'a'::regclass and indisvalid"
            ),
            "2"
        );
        assert_eq!(
            project.query("select count(*) from schema_migrations_progress"),
            "0"
        );
    });
}

/// A waiter looks at the lock on the connection it has: opening a second one in vain, a hundred at
/// once, is what exhausts a server.
#[test]
fn waiters_open_no_second_connection_for_a_section_without_transaction() {
    for_each_major(|server| {
        let project = with_concurrent_indexes(server);
        project.run("up --to 0002").succeeds();
        let holder = project.session();
        holder.query(HOLD);
        let wire = Wire::tap(&project);
        let mut command = project.command(["up"]);
        command.env("DATABASE_URL", wire.url(&project));
        let run = Running::start(&project, command);
        run.says("waiting for the lock");
        assert_eq!(wire.connections(), 1);
        holder.query("commit");
        run.wait().succeeds();
        let connections = wire.connections();
        // A slow machine's build may be watched.
        assert!(
            (2..=3).contains(&connections),
            "the guard's, once the lock is free"
        );
    });
}

#[test]
fn waiters_name_a_holder_that_never_ends_and_give_up_after_lock_wait() {
    for_each_major(|server| {
        let project = with_concurrent_indexes(server);
        let holder = project.session();
        holder.query("set application_name = 'night shift'");
        holder.query(HOLD);
        let pid = holder.query("select pg_backend_pid()");
        for command in ["up", "up --dry-run=execute --to 0002"] {
            let run = project.start(&format!("{command} --lock-wait 300ms"));
            run.says(&format!("pid {pid} ("));
            run.wait()
                .exits(5)
                .stderr_contains("application night shift")
                .stderr_contains("idle in transaction");
        }
        assert_eq!(
            project.query("select to_regclass('a')"),
            "",
            "nothing was run"
        );
        holder.query("rollback");
        project.run("up --to 0001").succeeds();
        holder.query(HOLD);
        project
            .run("down --all --lock-wait 300ms")
            .exits(5)
            .stderr_contains("night shift");
    });
}

#[test]
fn an_up_and_a_down_at_once_end_as_if_one_ran_after_the_other() {
    for_each_major(|server| {
        let project = server.project();
        for number in 1..=4 {
            project.migration(
                &format!("000{number}_t{number}.sql"),
                format!(
                    "-- migrate:up\ncreate table t{number} (x int);\n-- migrate:down\ndrop table t{number};\n"
                ),
            );
        }
        for round in 0..12 {
            let runs = match round % 3 {
                0 => ["up", "down --all", "up"],
                1 => ["down --count 2", "up", "down --all"],
                _ => ["up --count 1", "down", "up"],
            };
            for run in runs.map(|args| project.start(args)) {
                run.wait().succeeds();
            }
            let recorded =
                project.query("select 't' || right(version, 1) from schema_migrations order by 1");
            let there =
                project.query("select relname from pg_class where relname ~ '^t[0-9]$' order by 1");
            assert_eq!(recorded, there, "round {round}");
        }
    });
}

#[test]
fn first_runs_at_once_share_one_new_database_and_one_adoption() {
    for_each_major(|server| {
        let project = with_concurrent_indexes(server);
        server.query(&format!("drop database {}", project.database.name()));
        let runs: Vec<_> = (0..8).map(|_| project.start("up --to 0001")).collect();
        for run in runs {
            run.wait().succeeds();
        }
        assert_eq!(
            project.query("select version from schema_migrations"),
            "0001"
        );

        project.query(
            "drop table schema_migrations; create table schema_migrations (version varchar primary key); \
             insert into schema_migrations values ('0001')",
        );
        let runs: Vec<_> = (0..8).map(|_| project.start("up --adopt")).collect();
        for run in runs {
            run.wait().succeeds();
        }
        assert_eq!(
            project.query(
                "select version, applied_seq, checksum is null from schema_migrations order by 2"
            ),
            "0001|1|f\n0002|2|f\n0003|3|f\n0004|4|f"
        );
    });
}

/// Five migrations, the first applied; the third is guarded, the fourth waits for the session
/// returned, the fifth begins behind its COMMIT.
fn held_up_behind_a_guard(server: &Server) -> (Project, Session) {
    let project = server.project();
    project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
    project.run("up").succeeds();
    for (name, statements) in [
        ("2_b.sql", "create table b ();"),
        (
            "3_c.sql",
            "set transaction isolation level serializable; create table c ();",
        ),
        ("4_d.sql", "alter table a add y int;"),
        ("5_e.sql", "create table e ();"),
    ] {
        project.migration(name, format!("-- migrate:up\n{statements}\n"));
    }
    let reader = project.session();
    reader.query("begin; lock table a in access share mode");
    (project, reader)
}

/// Waits until the fourth of them waits for its table.
fn await_the_fourth(project: &Project) {
    let waiting = "select count(*) from pg_locks where relation = 'a'::regclass and not granted";
    eventually("the fourth waits", || project.query(waiting) == "1");
}

/// The modes in which advisory locks of the project's database are held.
const MODES: &str = "select string_agg(mode, ',') from pg_locks where locktype = 'advisory' \
    and database = (select oid from pg_database where datname = current_database())";

#[test]
fn the_migration_behind_a_guarded_one_has_the_lock_alone() {
    for_each_major(|server| {
        let (project, reader) = held_up_behind_a_guard(server);
        let running = project.start("up --lock-timeout 0");
        await_the_fourth(&project);
        assert_eq!(project.query(MODES), "ExclusiveLock");
        reader.query("rollback");
        running.wait().succeeds();
    });
}

/// As long as a frozen client's transaction may keep the lock: on one major.
#[test]
fn half_a_minute_after_a_run_was_stopped_others_get_its_lock() {
    for_the_newest_major(|server| {
        let (project, reader) = held_up_behind_a_guard(server);
        let running = project.start("up --lock-timeout 0");
        await_the_fourth(&project);
        running.signal(Signal::STOP);
        reader.query("rollback");
        let begun = "select count(*) from pg_stat_activity where datname = current_database() \
            and state = 'idle in transaction' and application_name = 'proj-migrate'";
        eventually("the fifth has begun", || project.query(begun) == "1");
        eventually("the lock is free", || project.query(MODES).is_empty());
        project.run("up").succeeds().stdout_contains("applied  5_e");
        running.signal(Signal::CONT);
        running.wait().exits(3).stdout_contains("applied  4_d");
    });
}
