//! A run as a whole: its envelope, and what is left when it is interrupted or killed.

use rustix::process::Signal;

use crate::support::{Project, eventually, for_each_major, for_the_newest_major};

/// Wakes nobody up: the backend is ended with its sleep.
fn end_sleepers(project: &Project) {
    project.query(
        "select pg_terminate_backend(pid) from pg_stat_activity \
         where datname = current_database() and wait_event = 'PgSleep'",
    );
}

#[test]
fn every_end_is_an_envelope() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.query("create table users (id serial primary key); create table never (n int not null check (n > 5 and n < 5))");
        let json = |args: &str| project.run(&format!("seed generate {args} --format json"));
        json("users=5")
            .succeeds()
            .stdout_contains("\"rows\":5")
            .stdout_contains("\"table\":\"users\"");
        json("users=5 --out db/seeds").succeeds();
        json("never=1")
            .exits(4)
            .stdout_contains("\"kind\":\"not-generated\"");
        json("user=1").exits(2).stdout_contains("did you mean");
    });
}

#[test]
fn a_signal_or_a_kill_leaves_nothing() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table users (id serial primary key, name text not null); \
             create table tasks (id serial primary key, user_id int not null references users); \
             create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$; \
             create trigger slow after insert on tasks for each row when (new.id > 50) execute function slow()",
        );
        let asleep = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        let left = "select (select count(*) from users), (select count(*) from tasks), \
             (select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))";
        // A process that has ended is heard of a moment later.
        let backends = "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'proj-migrate'";
        let ended = || {
            eventually("its backends have ended", || project.query(backends) == "0");
        };
        let start = || {
            let running = project.start("seed generate tasks=60 users=10");
            eventually("a row is waited for", || project.query(asleep) == "1");
            running
        };
        let running = start();
        running.signal(Signal::INT);
        running.wait().exits(130);
        assert_eq!(project.query(left), "0|0|0");
        ended();
        let running = start();
        end_sleepers(&project);
        running
            .wait()
            .exits(3)
            .stderr_contains("terminating connection");
        start().kill();
        end_sleepers(&project);
        ended();
        assert_eq!(project.query(left), "0|0|0");
    });
}
