//! Sections of more statements than are in flight at once: when one of their replies is an error,
//! COMMIT was never sent, and the connection must be usable again.

mod support;

use support::{Project, Server, eventually, for_each_major};

/// As in `tests/lock.rs`.
const HOLD: &str = "begin; select pg_advisory_xact_lock(('x' || left(encode(sha256(
    'proj-migrate lock public.schema_migrations'), 'hex'), 16))::bit(64)::bigint)";

fn with_a_long_section(server: &Server) -> Project {
    let project = server.project();
    project.migration("0001_a.sql", "-- migrate:up\ncreate table a (x int);\n");
    project.run("up").succeeds();
    let rows = "insert into a values (1);\n".repeat(3_000);
    project.migration(
        "0002_b.sql",
        format!("-- migrate:up\nalter table a add y int;\n{rows}"),
    );
    project
}

#[test]
fn a_long_section_waits_for_the_lock() {
    for_each_major(|server| {
        let project = with_a_long_section(server);
        let holder = project.session();
        holder.query(HOLD);
        let run = project.start("up");
        eventually("it waits", || run.err().contains("waiting for the lock"));
        holder.query("commit");
        run.wait().succeeds();
        assert_eq!(project.query("select count(*) from a"), "3000");
    });
}

#[test]
fn a_long_section_is_tried_again_after_a_lock_time_out() {
    for_each_major(|server| {
        let project = with_a_long_section(server);
        let holder = project.session();
        holder.query("begin; lock table a");
        let run = project.start("up --lock-timeout 10ms");
        eventually("it tries again", || run.err().contains("trying again"));
        holder.query("commit");
        run.wait().succeeds();
        assert_eq!(project.query("select count(*) from a"), "3000");
    });
}
