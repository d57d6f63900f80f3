//! Files that change, vanish or come while a run is on: what was checked is what runs, and the
//! ledger holds the checksum of what ran.

mod support;

use support::{Project, Running, Server, eventually, for_each_major};

fn sleeps(project: &Project) -> bool {
    let name = project.database.name();
    let sleepers = project.query(&format!(
        "select count(*) from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    ));
    sleepers == "1"
}

/// A run of these arguments whose first migration waits until it is let go.
fn begun<'a>(project: &'a Project, args: &str) -> Running<'a> {
    let running = project.start(args);
    eventually("the first migration runs", || sleeps(project));
    running
}

/// Returns once it is awake: whoever looks for the next sleep must not find this one.
fn let_go(project: &Project) {
    let asleep = "from pg_stat_activity \
        where datname = current_database() and wait_event = 'PgSleep'";
    let since = project.query(&format!("select query_start {asleep}"));
    project.query(&format!("select pg_cancel_backend(pid) {asleep}"));
    let left = format!("select count(*) {asleep} and query_start = '{since}'");
    eventually("it is awake", || project.query(&left) == "0");
}

const SLOW: &str = "-- migrate:up\ndo $$ begin perform pg_sleep(60); exception when query_canceled then end $$;\n\
                    -- migrate:down\ndo $$ begin perform pg_sleep(60); exception when query_canceled then end $$;\n";

fn project(server: &Server) -> Project {
    let project = server.project();
    project.migration("0001_slow.sql", SLOW);
    for (version, name) in [("0002", "edited"), ("0003", "removed"), ("0004", "kept")] {
        project.table(version, name);
    }
    project
}

fn change(project: &Project) {
    project.migration(
        "0002_edited.sql",
        "-- migrate:up\ncreate table other ();\n-- migrate:down\ndrop table other;\n",
    );
    project.remove("db/migrations/0003_removed.sql");
    project.table("0005", "new");
}

#[test]
fn up_runs_and_records_the_files_as_they_were_when_it_began() {
    for_each_major(|server| {
        let project = project(server);
        let running = begun(&project, "up");
        change(&project);
        let_go(&project);
        running.wait().reads("changing_files/up");
        assert_eq!(project.applied(), "0001,0002,0003,0004");
        assert_eq!(project.tables(), "edited,kept,removed,schema_migrations");
        // What ran has its own checksum: the next run sees each difference.
        project.run("status").reads("changing_files/status");
        project.run("up").reads("changing_files/up_again");
        project.table("0002", "edited");
        project
            .run("up")
            .succeeds()
            .stdout_contains("applied  0005_new")
            .stderr_contains("0003_removed");
        // And the stored scripts are those that ran.
        project.run("down --to 2").succeeds();
        assert_eq!(project.tables(), "edited,schema_migrations");
    });
}

#[test]
fn a_run_that_waited_for_the_lock_applies_what_it_read_before() {
    for_each_major(|server| {
        let project = project(server);
        let holder = begun(&project, "up --to 1");
        let waiter = project.start("up");
        waiter.says("waiting for the lock");
        change(&project);
        let_go(&project);
        holder.wait().succeeds();
        waiter.wait().succeeds();
        assert_eq!(project.applied(), "0001,0002,0003,0004");
        assert_eq!(project.tables(), "edited,kept,removed,schema_migrations");
    });
}

#[test]
fn down_and_redo_run_the_files_as_they_were_when_they_began() {
    for_each_major(|server| {
        let project = server.project();
        project.table("0001", "edited");
        project.migration("0002_slow.sql", SLOW);
        let up = begun(&project, "up");
        let_go(&project);
        up.wait().succeeds();
        let edited =
            "-- migrate:up\ncreate table other ();\n-- migrate:down\ndrop table nowhere;\n";
        let down = begun(&project, "down --all");
        project.migration("0001_edited.sql", edited);
        let_go(&project);
        down.wait()
            .succeeds()
            .stdout_contains("reverted  0001_edited");
        assert_eq!(project.tables(), "schema_migrations");

        project.table("0001", "edited");
        let up = begun(&project, "up");
        let_go(&project);
        up.wait().succeeds();
        let redo = begun(&project, "redo --count 2");
        project.remove("db/migrations/0001_edited.sql");
        let_go(&project);
        eventually("it is applied again", || sleeps(&project));
        let_go(&project);
        redo.wait()
            .succeeds()
            .stdout_contains("applied  0001_edited");
        assert_eq!(project.tables(), "edited,schema_migrations");
    });
}

/// It isn't kept in memory but read again when its turn comes, so it can't be run as it was.
#[test]
fn a_large_file_that_changed_meanwhile_is_rolled_back() {
    for_each_major(|server| {
        let large = |statement: &str| {
            let filling = format!("-- {}\n", "x".repeat(1_000)).repeat(1_500);
            format!("-- migrate:up\ncreate table a ();\n{filling}{statement}\n")
        };
        for (edited, says) in [
            ("create table c ();", "was changed while"),
            // Where its statements end has moved: the server says what it makes of that.
            ("create table other ();", "error:"),
        ] {
            let project = server.project();
            project.migration("0001_slow.sql", SLOW);
            project.migration("0002_large.sql", large("create table b ();"));
            let running = begun(&project, "up");
            project.migration("0002_large.sql", large(edited));
            let_go(&project);
            running
                .wait()
                .exits(3)
                .stderr_contains(says)
                .stderr_contains(
                    "nothing of 0002_large remains; 1 migration before it is committed",
                );
            assert_eq!(project.applied(), "0001");
            assert_eq!(project.tables(), "schema_migrations");
        }
    });
}
