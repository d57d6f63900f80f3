//! Whom a migration waits for is named while it waits and in the end; what it may wait for.

mod support;

use std::thread;

use regex::Regex;
use rustix::process::Signal;
use support::{
    Project, Role, Server, Session, each_major, eventually, for_each_major, for_each_major_at_once,
    for_the_newest_major,
};

/// One try. It is looked at after a second, and on a busy machine that look takes its time.
const ONE_TRY: &str = "--lock-timeout 8s --lock-retry-for 0";

/// A migration that needs `a` alone, and a session that reads it with this name.
fn read(project: &Project) -> Session {
    project.query("create table a (x int); insert into a values (1); create table b (x int)");
    project.migration("1_a.sql", "-- migrate:up\nalter table a add y int;\n");
    report(project)
}

/// A session that has read `a`, and whose transaction is open.
fn report(project: &Project) -> Session {
    let reader = project.session();
    reader.query("set application_name = 'night report'");
    reader.query("begin; select from a");
    reader
}

/// As [`read`], with a table that belongs to this role, who may create the ledger.
fn read_by_others(project: &Project, role: &Role) -> Session {
    drop(read(project));
    let name = role.name();
    project.query(&format!(
        "alter table a owner to {name}; grant all on schema public to {name}"
    ));
    report(project)
}

/// Takes everything from the role, so that it can be dropped.
fn disown(project: &Project, role: &Role) {
    let name = role.name();
    project.query(&format!(
        "reassign owned by {name} to postgres; drop owned by {name}"
    ));
}

/// Runs `sql` on a session of its own; returns once it waits for a lock.
fn wait_in_vain(project: &Project, name: &str, sql: &'static str) {
    let session = project.session();
    session.query(&format!("set application_name = '{name}'"));
    // Ends with the database, or with the test: whether it gets its lock is of no interest.
    thread::spawn(move || session.try_query(sql).map(drop));
    let waits = format!(
        "select count(*) from pg_stat_activity where datname = current_database() \
         and application_name = '{name}' and wait_event_type = 'Lock'"
    );
    eventually("it waits", || project.query(&waits) == "1");
}

#[test]
fn blockers_and_theirs_are_named_while_waiting_and_in_the_end() {
    for_each_major_at_once(|server| {
        let project = server.project();
        let reader = read(&project);
        let root = project.session();
        root.query("begin; lock table b");
        let chained = "begin; select from a; select from b";
        wait_in_vain(&project, "middle man", chained);
        project
            .run("up --lock-timeout 3s --lock-retry-for 4s")
            .exits(5)
            .stderr_contains("1_a: waiting for ACCESS EXCLUSIVE on public.a, ")
            .stderr_contains(
                "\n  behind pid [pid] (user postgres, application night report, client local \
                 socket, idle in transaction, transaction open for […]): begin; select",
            )
            .stderr_contains("\n    behind pid [pid] (user postgres, client local socket, idle in")
            .stderr_contains("= waited for: ACCESS EXCLUSIVE on public.a")
            .stderr_contains("= which is behind: pid [pid]")
            .stderr_contains("rolled back: nothing of 1_a remains")
            .stderr_contains("it was tried 2 times, for 4 s of waiting")
            .stderr_contains("select pg_terminate_backend(");
        let json = project
            .run(&format!("up {ONE_TRY} --format json"))
            .exits(5)
            .json();
        let lock_wait = &json["error"]["lock_wait"];
        assert_eq!(lock_wait["tries"], 1);
        assert_eq!(lock_wait["gave_up"], "budget-spent");
        assert_eq!(lock_wait["sought"]["relation"], "public.a");
        let names = |depth: u64| -> Vec<String> {
            let blockers = lock_wait["blockers"].as_array().unwrap();
            let mut names: Vec<_> = (blockers.iter())
                .filter(|blocker| blocker["depth"] == depth)
                .map(|blocker| blocker["application"].as_str().unwrap_or("?").to_owned())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(1), ["middle man", "night report"]);
        assert_eq!(names(2), ["?"]);
        drop(reader);
    });
}

#[test]
fn a_prepared_transaction_is_named_with_how_to_end_it() {
    each_major(|major| {
        let server = Server::scratch_with(major, &["max_prepared_transactions=5".to_owned()]);
        let project = server.project();
        drop(read(&project));
        project.query("begin; update a set x = 2; prepare transaction 'half ''way'");
        project
            .run(&format!("up {ONE_TRY}"))
            .exits(5)
            .stderr_contains("behind: the prepared transaction 'half 'way' (user postgres,")
            .stderr_contains("`commit prepared 'half ''way'` or `rollback prepared`");
        project.query("rollback prepared 'half ''way'");
        project.run("up").succeeds();
    });
}

#[test]
fn what_a_role_may_not_see_is_left_out() {
    for_each_major_at_once(|server| {
        let role = Role::create(server);
        let project = server.project();
        let reader = read_by_others(&project, &role);
        project
            .run_as(&role, &format!("up {ONE_TRY}"))
            .exits(5)
            .stderr_contains("= behind: pid [pid] (user postgres, application night report)\n");
        reader.query("commit");
        disown(&project, &role);
    });
}

/// The run itself, the guard or other runs may need the last one more.
#[test]
fn without_a_free_connection_the_work_goes_on_unwatched() {
    for_each_major(|server| {
        let role = Role::create(server);
        let name = role.name();
        server.query(&format!("alter role {name} connection limit 1"));
        let project = server.project();
        let reader = read_by_others(&project, &role);
        project
            .run_as(&role, "up --lock-timeout 400ms --lock-retry-for 0")
            .exits(5)
            .never_says("night report")
            .stderr_contains("look for long ones");
        let mut command = project.command(["up", "--lock-timeout", "400ms"]);
        command.env("DATABASE_URL", project.database.url_as(name));
        let run = support::Running::start(&project, command);
        run.says("trying again in");
        reader.query("commit");
        run.wait().succeeds().never_says("night report");
        disown(&project, &role);
    });
}

/// `lock_timeout` counts each wait anew.
#[test]
fn waits_of_a_transaction_that_holds_strong_locks_are_capped_together() {
    for_each_major_at_once(|server| {
        thread::scope(|scope| {
            scope.spawn(|| waits_one_by_one(server, "alter table a add y int"));
            scope.spawn(|| waits_one_by_one(server, "create table n ()"));
        });
    });
}

fn waits_one_by_one(server: &Server, first: &str) {
    // A lock on a table that nobody knows yet stops nobody.
    let is_capped = first.starts_with("alter");
    let project = server.project();
    project.query("create table a (x int); create table b (x int); create table c (x int)");
    project.migration(
        "1_a.sql",
        format!("-- migrate:up\n{first};\nalter table b add y int;\nalter table c add y int;\n"),
    );
    let readers = ["b", "c"].map(|table| {
        let reader = project.session();
        reader.query(&format!("begin; select from {table}"));
        reader
    });
    let run = project.start("up --lock-timeout 12s");
    let has_waited = |table: &str| {
        let waits = format!(
            "select count(*) from pg_locks join pg_stat_activity using (pid) \
             where relation = '{table}'::regclass and not granted \
             and clock_timestamp() - query_start > '6500ms'"
        );
        eventually("it has waited", || project.query(&waits) == "1");
    };
    has_waited("b");
    readers[0].query("commit");
    if is_capped {
        run.says("1_a: it waited for others longer than 12 s in all while it held strong locks; trying again in");
        readers[1].query("commit");
        // The pause may take twice the time-out.
        run.signal(Signal::INT);
        run.wait().exits(130);
        project.run("up").succeeds();
    } else {
        has_waited("c");
        readers[1].query("commit");
        run.wait().succeeds().never_says("trying again");
    }
    assert_eq!(project.applied(), "1");
}

#[test]
fn a_concurrent_build_waits_as_long_as_it_may_and_names_whom_for() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (x int)");
        project.migration(
            "1_index.sql",
            "-- migrate:up transaction:false\ncreate index concurrently a_x on a (x);\n",
        );
        let old = project.session();
        old.query(
            "set application_name = 'night report'; begin; select from a; update a set x = 1",
        );
        project
            .run("up --lock-timeout 100ms --concurrent-wait-for 1s500ms")
            .exits(2);
        project
            .run("up --lock-timeout 100ms --concurrent-wait-for 1500ms")
            .exits(5)
            .stderr_contains("1_index: waiting for another transaction to end, ")
            .stderr_contains("application night report")
            .stderr_contains("error: it waited for other transactions longer than 1.5 s in all\n")
            .stderr_contains("statement 1 failed");
        // Dropping what it left waits for the same transaction, and no longer.
        for _ in 0..2 {
            project
                .run("up --concurrent-wait-for 1500ms")
                .exits(5)
                .stderr_contains("1_index: waiting for another transaction to end, ")
                .stderr_contains("application night report")
                .stderr_contains("it waited for other transactions longer than 1.5 s in all\n");
            assert_eq!(
                project.query("select indisvalid from pg_index where indexrelid = 'a_x'::regclass"),
                "f"
            );
        }
        old.query("commit");
        project
            .run("up --concurrent-wait-for 1500ms")
            .succeeds()
            .stderr_contains("dropped the INVALID index public.a_x");
        project.query("drop index a_x; delete from schema_migrations");
        let old = report(&project);
        old.query("update a set x = 1");
        let run = project.start("up --lock-timeout 100ms");
        run.says("waiting for another transaction to end");
        old.query("commit");
        run.wait().succeeds();
        assert_eq!(
            project.query("select indisvalid from pg_index where indexrelid = 'a_x'::regclass"),
            "t"
        );
    });
}

/// Half a minute, because that is what it is about: on one major.
#[test]
fn half_a_minute_of_work_is_told_and_not_repeated_unasked() {
    for_the_newest_major(half_a_minute_of_work);
}

fn half_a_minute_of_work(server: &Server) {
    let project = server.project();
    let reader = read(&project);
    let text = "-- migrate:up\nselect pg_sleep(36);\nalter table a add y int;\n";
    project.migration("1_a.sql", text);
    let ran = project.run("up --lock-timeout 300ms").exits(5);
    // A busy machine is late with both, by less than what is left of the sleep.
    let lines = "1_a: statement 1 of 2, 1[0-9] s so far\n1_a: statement 1 of 2, 3[0-9] s so far\n";
    let is_said = Regex::new(lines).is_ok_and(|lines| lines.is_match(&ran.err));
    assert!(is_said, "{}", ran.err);
    ran.never_says("trying again")
        .stderr_contains("it was tried once: it had worked for 3")
        .stderr_contains("which is not repeated unasked")
        .stderr_contains("`--lock-retry-for 5min`");
    drop(reader);
}
