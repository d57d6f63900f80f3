//! What a dry run shows and tries, and that it leaves nothing behind.

#![expect(clippy::unwrap_used, reason = "a fixture fails by panicking")]

mod support;

use std::process::Command;

use support::{Pooler, Project, Server, Session, for_each_major, psql};

/// `a`, `b`, `c` and `d`, all pending.
fn four(server: &Server) -> Project {
    let project = server.project();
    for (version, name) in [("1", "a"), ("2", "b"), ("3", "c"), ("10", "d")] {
        project.table(version, name);
    }
    project
}

#[test]
fn a_dry_run_shows_takes_no_lock_and_writes_nothing() {
    for_each_major(|server| {
        let project = four(server);
        // Whoever needed the lock would wait, and give up.
        let holder = project.session();
        holder.query(
            "begin; select pg_advisory_xact_lock(('x' || left(encode(sha256( \
             'proj-migrate lock public.schema_migrations'), 'hex'), 16))::bit(64)::bigint)",
        );
        for command in [
            "up --dry-run",
            "up --dry-run=plan",
            "up --dry-run --lock-wait 0s",
        ] {
            project
                .run(command)
                .succeeds()
                .stdout_contains(
                    "would apply  1_a  (db/migrations/1_a.sql, 1 statement, one transaction)",
                )
                .stdout_contains("would apply  10_d");
        }
        project
            .run("up --dry-run=sql --count 1")
            .succeeds()
            .stdout_contains("create table a (x int);")
            .never_says("create table b");
        assert_eq!(project.tables(), "");
    });
}

#[test]
fn dry_run_execute_tries_everything_and_rolls_it_back() {
    for_each_major(|server| {
        let project = four(server);
        let tried = project.run("up --dry-run=execute").succeeds();
        tried
            .stdout_contains("would apply  1_a")
            .stdout_contains("would apply  10_d")
            .stderr(
                "host [socket] (port 5432), database [database], role postgres\n\
                 4 migrations tried and rolled back: nothing was changed\n\
                 a rollback does not undo everything: what was done outside of the database stays\n",
            );
        assert_eq!(project.tables(), "");
        project.run("up --to 2").succeeds();
        project.migration(
            "3_c.sql",
            "-- migrate:up\ncreate table c (x int);\nselect 1/0;\n",
        );
        project
            .run("up --dry-run=execute")
            .exits(3)
            .stderr_contains("db/migrations/3_c.sql:3:")
            .stderr_contains("division by zero");
        assert_eq!(project.tables(), "a,b,schema_migrations");
        assert_eq!(project.applied(), "1,2");
    });
}

#[test]
fn constraints_begin_each_step_as_they_begin_a_transaction() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a (id int primary key);\n\
             create table b (a int references a deferrable initially deferred);\n\
             create table c (a int references a deferrable);\n",
        );
        let circle = "insert into b values (1);\ninsert into a values (1);\n";
        // What a step creates begins as it says, too.
        let new = "create table d (a int references a deferrable initially deferred);\n\
            insert into d values (2);\ninsert into a values (2);\n";
        project.migration("2_b.sql", format!("-- migrate:up\n{circle}{new}"));
        project.run("up --dry-run=execute").succeeds();
        for wrong in [
            "insert into b values (3);\n",
            "insert into c values (3);\ninsert into a values (3);\n",
        ] {
            project.migration("2_b.sql", format!("-- migrate:up\n{wrong}"));
            project
                .run("up --dry-run=execute")
                .exits(3)
                .stderr_contains("23503");
        }
    });
}

#[test]
fn a_trial_tells_durations_locks_and_rewrites_and_what_stays() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table old (id serial primary key, x int); insert into old (x) values (1); \
             create table other (id int primary key); create table \"Gone\" (); create table read ()",
        );
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table new (id int);\nselect count(*) from read;\n\
             alter table old add column y text;\nalter table old alter column x type bigint;\n\
             insert into old (x) values (2);\nalter table new alter column id type bigint;\n",
        );
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate index on other (id);\ndrop table \"Gone\";\ntruncate other;\nselect pg_sleep(0.02);\n",
        );
        let ran = project.run("up --dry-run=execute").succeeds();
        for line in [
            "would apply  1_a  (",
            "  1  create table new (id int)  (",
            "  3  alter table old add column y text  (",
            "       ACCESS EXCLUSIVE on public.old, held ",
            ": stops reads and writes\n",
            "       writes all of public.old anew: ",
            "       ROW EXCLUSIVE on public.old, held ",
            "       SHARE on public.other, held ",
            ": stops writes\n",
            "       ACCESS EXCLUSIVE on public.\"Gone\", held ",
        ] {
            assert!(ran.out.contains(line), "{line}\n{}", ran.out);
        }
        for part in [
            "new, held",
            "of public.new",
            "of public.other",
            "on public.read",
        ] {
            assert!(!ran.out.contains(part), "{part}\n{}", ran.out);
        }
        ran.stderr_contains("sequences stay moved: public.old_id_seq")
            .stderr_contains("dead rows stay until vacuum: public.old");
        assert_eq!(project.query("select count(*), sum(x) from old"), "1|1");

        let json = project
            .run("up --dry-run=execute --format json")
            .succeeds()
            .json();
        let second = &json["result"]["tried"][1]["statements"];
        let held = |index: usize| second[index]["locks"][0]["held_us"].as_u64().unwrap();
        // A lock is held to the end of its migration, longest by who took it first.
        assert!(held(0) > held(1) && held(1) > 20_000, "{second}");
        assert_eq!(second[0]["locks"][0]["mode"], "share");
    });
}

#[test]
fn what_cannot_be_tried_is_named() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let refused = |text: &str| {
            project.migration("2_b.sql", text);
            project
                .run("up --dry-run=execute")
                .exits(4)
                .stderr_contains("cannot try 2_b")
        };
        refused("-- migrate:up transaction:false\nvacuum;\n")
            .stderr_contains("it runs outside of a transaction");
        refused("-- migrate:up\nset transaction isolation level serializable;\nselect 1;\n")
            .stderr_contains("would not be the first in it");
        project.query("create type mood as enum ('ok')");
        project.migration(
            "1_a.sql",
            "-- migrate:up\nalter type mood add value 'sad';\n",
        );
        refused("-- migrate:up\ncreate table b (m mood default 'sad');\n")
            .stderr_contains("added in the same trial, by 1_a");
        // What fails in a run of its own fails here, too.
        project.run("up --dry-run=execute --count 1").succeeds();
        project.migration(
            "1_a.sql",
            "-- migrate:up\nalter type mood add value 'sad';\ncreate table b (m mood default 'sad');\n",
        );
        project
            .run("up --dry-run=execute --count 1")
            .exits(3)
            .stderr_contains("55P04");
    });
}

#[test]
fn others_are_kept_waiting_only_for_as_long_as_was_said() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table old (x int)");
        project.migration(
            "1_a.sql",
            "-- migrate:up\nalter table old add column y int;\nselect pg_sleep(600);\n",
        );
        project.run("protect").succeeds();
        project
            .run("up --dry-run=execute")
            .exits(4)
            .stderr_contains("it is protected")
            .stderr_contains("`--on-live 200ms`");
        let ran = project.run("up --dry-run=execute --on-live 3s").exits(5);
        ran.stderr_contains("statement 2 of 1_a would keep others waiting for longer than 3 s")
            .stderr_contains("ACCESS EXCLUSIVE on public.old")
            .stderr_contains("db/migrations/1_a.sql:3:1");
        // The file may say otherwise, and isn't asked.
        project.migration(
            "1_a.sql",
            "-- migrate:up\nset statement_timeout = 0;\nselect pg_sleep(600);\n",
        );
        project
            .run("up --dry-run=execute --on-live 3s")
            .exits(5)
            .stderr_contains("may have held a strong lock all the while");
        project.migration(
            "1_a.sql",
            "-- migrate:up\nalter table old add column y int;\n",
        );
        project.run("up --dry-run=execute --on-live 10s").succeeds();
        project
            .run("down --dry-run=execute --on-live 10s")
            .succeeds();
        for wrong in [
            "up --on-live 1s",
            "up --dry-run --on-live 1s",
            "up --dry-run=execute --on-live 0s",
        ] {
            project.run(wrong).exits(2).stderr_contains("--on-live");
        }
    });
}

#[test]
fn a_trial_behind_a_pooler_takes_a_limit() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let pooler = Pooler::of(1, &project);
        pooler
            .run(&project, "up --dry-run=execute")
            .exits(4)
            .stderr_contains("there is a pooler in between");
        pooler
            .run(&project, "up --dry-run=execute --on-live 5s")
            .succeeds();
        let next = Session::open(&pooler.url(&project));
        assert_eq!(next.query("select current_setting('lock_timeout')"), "0");
        assert_eq!(project.tables(), "");
    });
}

#[test]
fn a_trial_waits_for_locks_as_a_run_does_and_names_who_has_them() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table old (x int)");
        project.migration(
            "1_a.sql",
            "-- migrate:up\nalter table old add column y int;\n",
        );
        let reader = project.session();
        reader.query("begin; select from old");
        // It is looked at after a second, and on a busy machine that look takes its time.
        let command = "up --dry-run=execute --lock-timeout 8s --lock-retry-for 0";
        project
            .run(command)
            .exits(5)
            .stderr_contains("select from old");
        let running = project.start("up --dry-run=execute --lock-timeout 200ms");
        running.says("trying again");
        reader.query("commit");
        running.wait().succeeds();
    });
}

/// What a dry run that succeeds writes, word for word.
fn script(project: &Project, args: &str) -> String {
    let output = project.command(args.split_whitespace()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// psql's end on this script, run against the project's database.
fn run_by_psql(project: &Project, script: &str) -> (bool, String) {
    let path = project.write("script.sql", script);
    let mut command = Command::new(psql());
    command
        .env_clear()
        .env("LC_ALL", "C")
        .args(["-X", "-q", "-o", "/dev/null", "-f"]);
    let ran = command
        .arg(path)
        .arg(project.database.url())
        .output()
        .unwrap();
    (
        ran.status.success(),
        String::from_utf8_lossy(&ran.stderr).into_owned(),
    )
}

/// What a ledger says that both a run and psql have written.
const LEDGER: &str = "select string_agg(concat_ws(' ', version, name, checksum, up_checksum, \
    down_checksum, md5(script), applied_seq, release, run_id is null, duration_ms is null), ',' order by applied_seq) \
    from schema_migrations";

#[test]
fn psql_does_with_the_sql_what_a_run_would_do() {
    for_each_major(|server| {
        let [ours, theirs] = [server.project(), server.project()];
        for project in [&ours, &theirs] {
            project.table("1", "a");
            project.migration(
                "2_b.sql",
                "-- migrate:up transaction:false\n-- why\ncreate index concurrently a_x on a (x) -- here\n;\n\
                 begin;\ninsert into a values (1);\ncommit;\nset work_mem = '7MB';\nvacuum a;\n\
                 -- migrate:down transaction:false\ndrop index concurrently a_x;\n",
            );
            project.migration(
                "3_c.sql",
                "-- migrate:up\nset transaction isolation level serializable;\n\
                 create table c (t text, n int);\ncopy c from stdin;\nä\\tb\t1\n\\.\n\
                 create function f() returns text language sql as $$ select ';--'; $$;\n\
                 set search_path = '';\nselect 1 -- the end",
            );
            project.table("4", "d");
        }
        ours.run("up --release r1").succeeds();
        let text = script(&theirs, "up --dry-run=sql --release r1");
        let (succeeded, said) = run_by_psql(&theirs, &text);
        assert!(succeeded && said.is_empty(), "{said}\n{text}");
        for question in [
            LEDGER,
            "select string_agg(c::text, ',') from c",
            "select f()",
        ] {
            assert_eq!(theirs.query(question), ours.query(question), "{question}");
        }
        assert_eq!(
            theirs.tables(),
            ours.tables().replace(",schema_migrations_progress", "")
        );
        theirs.run("up").succeeds().stderr_contains("nothing to do");
        theirs.run("status --exit-code").succeeds();

        // The same script finds another ledger now, and changes nothing.
        let before = theirs.query(LEDGER);
        let (succeeded, said) = run_by_psql(&theirs, &text);
        assert!(!succeeded && !said.is_empty());
        assert_eq!(theirs.query(LEDGER), before);

        theirs
            .run("down --count 2 --dry-run=sql")
            .exits(4)
            .stderr_contains("3_c is irreversible");
        let text = script(&theirs, "down --dry-run=sql");
        assert!(run_by_psql(&theirs, &text).0, "{text}");
        ours.run("down").succeeds();
        assert_eq!(theirs.query(LEDGER), ours.query(LEDGER));
    });
}

#[test]
fn psql_stops_at_what_is_not_as_planned() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.run("up").succeeds();
        project.table("2", "b");
        let text = script(&project, "up --dry-run=sql");
        let key = "('x' || left(encode(sha256('proj-migrate lock public.schema_migrations'), 'hex'), 16))::bit(64)::bigint";
        let holder = project.session();
        holder.query(&format!("begin; select pg_advisory_xact_lock({key})"));
        let (succeeded, said) = run_by_psql(&project, &text);
        assert!(
            !succeeded && said.contains("another run holds the lock"),
            "{said}"
        );
        holder.query("rollback");
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate table b ();\nselect 1/0;\n",
        );
        let failing = script(&project, "up --dry-run=sql");
        assert!(!run_by_psql(&project, &failing).0);
        assert_eq!(project.tables(), "a,schema_migrations");
        project.query("insert into schema_migrations (version) values ('3')");
        let (succeeded, said) = run_by_psql(&project, &text);
        assert!(
            !succeeded && said.contains("the ledger has changed"),
            "{said}"
        );
        assert_eq!(project.tables(), "a,schema_migrations");
    });
}

#[test]
fn a_ledger_of_dbmates_gets_its_columns_by_psql_too() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table schema_migrations (version varchar primary key); insert into schema_migrations values ('1')");
        project.table("1", "a");
        project.table("2", "b");
        let text = script(&project, "up --dry-run=sql --adopt");
        let (succeeded, said) = run_by_psql(&project, &text);
        assert!(succeeded, "{said}\n{text}");
        project
            .run("status --exit-code")
            .succeeds()
            .never_says("unverified");
        assert_eq!(project.applied(), "1,2");
    });
}
