//! `kill -9` at any instant: ledger and tables agree, and the next run finishes.

mod support;

use std::thread;
use std::time::Instant;

use support::{Project, Server, eventually, for_each_major};

/// How many migrations there are to be killed in.
const MIGRATIONS: usize = 40;

/// Each migration makes a table and enters it in the table of its predecessor.
fn chain(server: &Server) -> Project {
    let project = server.project();
    project.migration("00_t0.sql", "-- migrate:up\ncreate table t0 (x int);\n");
    for number in 1..MIGRATIONS {
        let before = number - 1;
        project.migration(
            &format!("{number:02}_t{number}.sql"),
            format!(
                "-- migrate:up\ncreate table t{number} (x int);\n\
                 insert into t{before} values ({number});\n\
                 select pg_sleep(0.002);\n\
                 create index t{number}_x on t{number} (x);\n"
            ),
        );
    }
    project
}

/// Versions that the ledger claims, and those whose objects are all there.
fn claimed_and_there(project: &Project) -> (String, String) {
    let has_ledger = !project
        .query("select to_regclass('schema_migrations')")
        .is_empty();
    let claimed = if has_ledger {
        project.query("select version::int from schema_migrations order by 1")
    } else {
        String::new()
    };
    let there = project.query(
        "select substr(c.relname, 2)::int from pg_class c
          where c.relkind = 'r' and c.relname ~ '^t[0-9]+$'
            and (c.relname = 't0' or exists (select from pg_index i where i.indrelid = c.oid))
          order by 1",
    );
    (claimed, there)
}

/// Waits until nobody of the binary's is connected any more: what it sent has run to its end.
fn settled(project: &Project) {
    let left = "select count(*) from pg_stat_activity \
        where datname = current_database() and application_name = 'proj-migrate'";
    eventually("the killed run's backends have ended", || {
        project.query(left) == "0"
    });
}

#[test]
fn an_up_killed_at_twenty_random_instants_leaves_ledger_and_tables_in_agreement() {
    for_each_major(|server| {
        // How long a run takes that nobody kills, here and now.
        let calm = chain(server);
        let begun = Instant::now();
        calm.run("up --count 4").succeeds();
        let whole_run = begun.elapsed();

        let project = chain(server);
        let mut done = Vec::new();
        for _ in 0..20 {
            let run = project.start("up --count 4");
            // Not awaited but hit upon: the instant is the point.
            thread::sleep(whole_run.mul_f64(fastrand::f64() * 1.5));
            run.kill();
            settled(&project);
            let (claimed, there) = claimed_and_there(&project);
            assert_eq!(claimed, there);
            done.push(claimed.lines().count());
        }
        project.run("up").succeeds();
        let (claimed, there) = claimed_and_there(&project);
        assert_eq!(claimed, there);
        assert_eq!(claimed.lines().count(), MIGRATIONS);
        assert!(
            done.iter().any(|done| (1..MIGRATIONS).contains(done)),
            "{done:?}"
        );
    });
}

#[test]
fn a_run_killed_in_a_section_without_transaction_is_partial_and_goes_on() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        project.migration(
            "2_b.sql",
            "-- migrate:up transaction:false\n\
             create table b (x int);\n\
             create index concurrently a_x on a (x);\n\
             create table c (x int);\n",
        );
        let old = project.session();
        old.query("begin isolation level repeatable read; select 1");
        let run = project.start("up");
        eventually("the index is being built", || {
            project.query(
                "select count(*) from pg_stat_progress_create_index \
                 where datname = current_database() and phase = 'waiting for old snapshots'",
            ) == "1"
        });
        run.kill();
        // From 14 on the server notices, and gives the index up.
        if server.major < 14 {
            old.query("commit");
        }
        settled(&project);
        old.query("commit");
        let next = if server.major < 14 { 3 } else { 2 };

        project
            .run("status --exit-code")
            .exits(1)
            .stdout_contains("partial")
            .stdout_contains("up stopped at statement 2 of 3");
        let applied = "select version from schema_migrations";
        assert_eq!(project.query(applied), "1");
        project
            .run("up")
            .succeeds()
            .stderr_contains(&format!("2_b: going on with statement {next} of 3"))
            .stdout_contains("applied  2_b");
        assert_eq!(project.query("select to_regclass('c')"), "c");
    });
}

/// Nobody is left who could cancel it.
#[test]
fn the_server_ends_what_it_does_for_a_run_that_was_killed() {
    for_each_major(|server| {
        for marker in ["up", "up transaction:false"] {
            let project = server.project();
            project.migration(
                "1_a.sql",
                format!("-- migrate:{marker}\ncreate table a ();\nselect pg_sleep(600);\n"),
            );
            let run = project.start("up");
            let asleep = "select pid from pg_stat_activity where wait_event = 'PgSleep' \
                and datname = current_database()";
            eventually("it sleeps", || !project.query(asleep).is_empty());
            run.kill();
            if server.major < 14 {
                // README says so.
                let pid = project.query(asleep);
                project.query(&format!("select pg_terminate_backend({pid})"));
            }
            settled(&project);
            let left = if marker == "up" { "t" } else { "f" };
            let rolled_back = "select to_regclass('a') is null";
            assert_eq!(project.query(rolled_back), left, "{marker}");
        }
    });
}
