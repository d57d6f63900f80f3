//! A ledger whose table somebody keeps locked: looked at in vain, and waited for.

mod support;

use support::{Project, Server, Session, for_each_major};

/// A project with a ledger, and a session that has locked it.
fn locked(server: &Server) -> (Project, Session) {
    let project = server.project();
    project.table("1", "a");
    project.run("up").succeeds();
    let holder = project.session();
    holder.query("begin; lock table schema_migrations");
    (project, holder)
}

#[test]
fn status_names_whoever_keeps_the_ledger_locked_instead_of_hanging() {
    for_each_major(|server| {
        let (project, _holder) = locked(server);
        let pid = project.query(
            "select pid from pg_stat_activity where state = 'idle in transaction' \
             and datname = current_database()",
        );
        for command in ["status", "up --dry-run"] {
            project
                .run(&format!("{command} --lock-wait 6s"))
                .exits(5)
                .stderr_contains("waiting for the ledger, which is locked")
                .stderr_contains("the ledger's table was locked for ")
                .stderr_contains(&format!("select pg_terminate_backend({pid})"));
        }
        let ends = project
            .run("status --lock-wait 1s --format json")
            .exits(5)
            .json();
        assert_eq!(ends["error"]["kind"], "ledger-locked");
        let query = &ends["error"]["holder"]["query"];
        assert_eq!(query, "begin; lock table schema_migrations");
    });
}

#[test]
fn a_run_waits_for_a_locked_ledger() {
    for_each_major(|server| {
        let (project, holder) = locked(server);
        project.table("2", "b");
        let running = project.start("up");
        running.says("waiting for the ledger, which is locked");
        holder.query("commit");
        running.wait().succeeds().stdout_contains("applied  2_b");
    });
}

#[test]
fn whoever_waits_for_the_ledger_in_front_of_us_is_named_too() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.run("up").succeeds();
        let reader = project.session();
        reader.query("begin; select from schema_migrations");
        let url = project.database.url();
        let waiting = std::thread::spawn(move || {
            Session::open(&url).query("begin; lock table schema_migrations; commit");
        });
        support::eventually("it waits", || {
            let waits = "select count(*) from pg_locks where not granted \
                and relation = 'schema_migrations'::regclass";
            project.query(waits) == "1"
        });
        project
            .run("status --lock-wait 1s")
            .exits(5)
            .stderr_contains("its statement: begin; lock table schema_migrations");
        reader.query("commit");
        waiting.join().unwrap();
        project.run("status").succeeds();
    });
}
