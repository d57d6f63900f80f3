//! INVALID indexes: never skipped over, and never dropped when they are somebody else's.

use crate::interruption::{ended, holding};
use crate::support::{Project, eventually, for_each_major};

const CONCURRENTLY: &str = "-- migrate:up transaction:false\ncreate table a ();\ncreate index concurrently if not exists i on t (x);\n";

/// Makes `i` on `t` an INVALID index.
fn leave_invalid(project: &Project) {
    project.query("create table t (x int); insert into t values (1), (1)");
    let session = project.session();
    let failed = session.try_query("create unique index concurrently i on t (x)");
    assert!(failed.is_err());
}

#[test]
fn an_invalid_index_that_was_there_before_stops_the_run_and_stays() {
    for_each_major(|server| {
        let project = server.project();
        leave_invalid(&project);
        project.migration("1_x.sql", CONCURRENTLY);
        for _ in 0..2 {
            project
                .run("up")
                .exits(3)
                .stderr_contains("the index public.i is there already, and it is INVALID")
                .stderr_contains("drop index concurrently public.i");
        }
        assert_eq!(
            project.query("select indisvalid from pg_index where indexrelid = 'i'::regclass"),
            "f"
        );
        project.query("drop index concurrently i");
        project.run("up").succeeds();
        assert_eq!(
            project.query("select indisvalid from pg_index where indexrelid = 'i'::regclass"),
            "t"
        );
    });
}

#[test]
fn other_invalid_indexes_stay_as_they_are() {
    for_each_major(|server| {
        let project = server.project();
        leave_invalid(&project);
        project.query("alter index i rename to other_ccnew");
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate unique index concurrently on t (x);\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("dropped the INVALID index public.t_x_idx");
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate index j on t (x);\nreindex index concurrently j;\n",
        );
        let holder = holding(&project, "lock table t in access share mode");
        let run = project.start("up");
        eventually("it is being rebuilt", || {
            project.query("select count(*) from pg_class where relname = 'j_ccnew'") == "1"
        });
        run.kill();
        project.query("select pg_terminate_backend(worker_pid) from schema_migrations_progress");
        ended(&project);
        holder.query("commit");
        project
            .run("up")
            .succeeds()
            .stderr_contains("dropped the INVALID index public.j_ccnew");
        assert_eq!(
            project.query("select indexrelid::regclass from pg_index where not indisvalid"),
            "other_ccnew"
        );
    });
}

#[test]
fn an_index_that_another_session_builds_is_neither_dropped_nor_passed_over() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (x int)");
        project.migration("1_x.sql", CONCURRENTLY);
        let holder = holding(&project, "lock table t in access exclusive mode");
        let run = project.start("up");
        let waits = "select count(*) from pg_stat_activity where query like 'create index concurrently%' \
             and wait_event_type = 'Lock' and datname = current_database()";
        eventually("it waits for the table", || project.query(waits) == "1");
        run.kill();
        project.query("select pg_terminate_backend(worker_pid) from schema_migrations_progress");
        ended(&project);
        holder.query("commit");

        // Another one builds an index of the same name now.
        let old = holding(&project, "lock table t in access share mode");
        let url = project.database.url();
        let builder = std::thread::spawn(move || {
            let session = crate::support::Session::open(&url);
            session.query("create index concurrently i on t (x)");
        });
        eventually("another one builds it", || {
            project.query("select count(*) from pg_index where not indisvalid") == "1"
        });
        project
            .run("up --lock-wait 1s")
            .exits(3)
            .stderr_contains("the INVALID index public.i may be being built by another session");
        old.query("commit");
        builder.join().unwrap();
        project.run("up").succeeds();
        assert_eq!(
            project.query("select indisvalid from pg_index where indexrelid = 'i'::regclass"),
            "t"
        );
    });
}

#[test]
fn a_signal_while_a_leftover_is_dropped_is_an_interrupt() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (x int)");
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate index concurrently i on t (x);\n",
        );
        let holder = holding(&project, "select * from t");
        project
            .run("up --concurrent-wait-for 300ms")
            .exits(5)
            .stderr_contains("the INVALID index public.i is left behind")
            .never_says("there is no transaction in progress");
        let run = project.start("up");
        run.says("waiting for another transaction to end");
        run.signal(rustix::process::Signal::INT);
        run.wait()
            .exits(130)
            .never_says("pg_cancel_backend")
            .never_says("there is no transaction in progress");
        holder.query("commit");
        project.run("up").succeeds();
    });
}
