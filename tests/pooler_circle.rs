//! Behind PgBouncer the lock is held by a transaction, and somebody else's CREATE INDEX CONCURRENTLY
//! waits for transactions: what a run does so that neither waits for the other for ever. And whom its
//! own sections wait for is named, although any of the pooler's backends may run them.

mod support;

use std::thread;

use support::{Pooler, Project, Session, eventually, for_each_major};

/// From now on whoever tries this lock, as a guard does last, is at it until somebody waits for its
/// transaction: an index build that came at just that moment.
const SLOW: &str = "alter function pg_catalog.pg_try_advisory_xact_lock_shared(bigint) rename to quick;
    create function pg_catalog.pg_try_advisory_xact_lock_shared(key bigint) returns boolean language plpgsql as $$
    begin
        -- The worker's transactions write.
        while current_setting('transaction_read_only')::boolean and not exists (select from pg_locks w join pg_locks m using (virtualxid)
            where m.pid = pg_backend_pid() and not w.granted) loop
            perform pg_sleep(0.01);
        end loop;
        return pg_catalog.quick(key);
    end $$";

/// Whether the guard is at it.
const TRIES: &str = "select count(*) from pg_stat_activity where datname = current_database() \
    and state = 'active' and query like '%pg_try_advisory_xact_lock_shared%' and pid <> pg_backend_pid()";

/// How many advisory locks are held.
const HELD: &str = "select count(*) from pg_locks where locktype = 'advisory' \
    and database = (select oid from pg_database where datname = current_database())";

/// `up` through a pool of two, while another session builds an index on the table `t`; `meanwhile`
/// is done when both are at it.
fn beside_a_build(project: &Project, meanwhile: impl FnOnce()) {
    project.query("create table t (x int, y int)");
    project.query(SLOW);
    let pooler = Pooler::of(2, project);
    let url = project.database.url();
    let run = pooler.start(project, "up");
    eventually("the guard takes the lock", || project.query(TRIES) == "1");
    let builder = thread::spawn(move || {
        Session::open(&url).query("create index concurrently theirs on t (x)");
    });
    meanwhile();
    run.wait().succeeds();
    assert!(builder.join().is_ok(), "their index is built");
    assert_eq!(project.applied(), "1");
    assert_eq!(project.query(HELD), "0");
    let client = Session::open(&pooler.url(project));
    assert_eq!(client.query("show statement_timeout"), "0");
}

#[test]
fn a_section_and_an_index_build_of_somebody_else_do_not_wait_for_each_other() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false\ncreate index concurrently ours on t (y);\n",
        );
        beside_a_build(&project, || ());
        let indexes = "select string_agg(relname, ',' order by relname) from pg_class c \
            join pg_index i on i.indexrelid = c.oid where i.indrelid = 't'::regclass and i.indisvalid";
        assert_eq!(project.query(indexes), "ours,theirs");
    });
}

#[test]
fn an_index_build_of_somebody_else_does_not_wait_for_a_long_section() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table gate (x int)");
        project.migration(
            "1_x.sql",
            "-- migrate:up transaction:false lock-timeout:5min\ninsert into gate values (1);\n",
        );
        let reader = project.session();
        reader.query("begin; lock table gate in share mode");
        beside_a_build(&project, || {
            let built = "select count(*) from pg_index where indexrelid = to_regclass('theirs') and indisvalid";
            eventually("their index is built", || project.query(built) == "1");
            // The lock is held all the same.
            project
                .run("up --lock-wait 300ms")
                .exits(5)
                .stderr_contains("application proj-migrate");
            reader.query("commit");
        });
    });
}

#[test]
fn whom_a_section_waits_for_is_named_where_a_third_connection_is_to_be_had() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (x int)");
        project.migration(
            "1_index.sql",
            "-- migrate:up transaction:false\ncreate index concurrently on t (x);\n",
        );
        project.migration(
            "2_column.sql",
            "-- migrate:up transaction:false lock-timeout:4s\n-- soon\nalter table t add y int;\n",
        );
        let report = project.session();
        report.query("set application_name = 'night report'");
        report.query("begin; insert into t values (1)");
        let pooler = Pooler::of(3, &project);
        let run = pooler.start(&project, "up --to 1");
        run.says("1_index: waiting for another transaction to end");
        run.says("application night report");
        report.query("commit");
        run.wait().succeeds();
        report.query("begin; select from t");
        pooler
            .run(&project, "up --lock-retry-for 15s")
            .exits(5)
            .stderr_contains("2_column: waiting for ACCESS EXCLUSIVE on public.t")
            .stderr_contains("= waited for: ACCESS EXCLUSIVE on public.t")
            .stderr_contains("application night report");
        report.query("commit");
        pooler.run(&project, "up").succeeds();
    });
}
