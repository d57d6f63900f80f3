//! Every kind of statement, interrupted in every way: the next run ends right.

use crate::interruption::Interruption::{self, *};
use crate::interruption::{ended, holding, interrupt};
use crate::support::{Project, Server, eventually, for_each_major};

/// What there is before the migration.
const BEFORE: &str = "
    create table t (x int);
    insert into t select generate_series(1, 100);
    create index d on t (x);
    create table log (what text);
    create type mood as enum ('a');
    create table p (x int) partition by list (x);
    create table c partition of p for values in (1);";

/// An open snapshot, and a lock that writers don't mind.
const OLD: &str = "lock table t, p, c in access share mode";
/// Nobody else may touch what is inserted into.
const LOG: &str = "lock table log in access exclusive mode";
/// Nobody else may touch the table.
const TABLE: &str = "lock table t in access exclusive mode";
/// Nobody else may add an enum value.
const ENUM: &str = "lock table pg_enum in share mode";

/// A statement, what holds it up, and a query that says `t` when it took effect once.
struct Kind {
    statement: &'static str,
    holds: &'static str,
    effect: &'static str,
    since: u32,
}

const KINDS: [Kind; 14] = [
    kind(
        "create index concurrently i on t (x)",
        OLD,
        "select count(*) = 1 from pg_index where indexrelid = 'i'::regclass and indisvalid",
    ),
    kind(
        "create unique index concurrently on t ((x + 0))",
        OLD,
        "select count(*) = 2 from pg_index where indrelid = 't'::regclass and indisvalid",
    ),
    kind(
        "create index concurrently if not exists i on public.t (x)",
        OLD,
        "select count(*) = 1 from pg_index where indexrelid = 'i'::regclass and indisvalid",
    ),
    kind(
        "drop index concurrently d",
        OLD,
        "select to_regclass('d') is null",
    ),
    kind(
        "reindex index concurrently d",
        OLD,
        "select count(*) = 1 from pg_index where indrelid = 't'::regclass and indisvalid",
    ),
    kind(
        "reindex (verbose) table concurrently t",
        OLD,
        "select count(*) = 1 from pg_index where indrelid = 't'::regclass and indisvalid",
    ),
    Kind {
        since: 14,
        ..kind(
            "alter table p detach partition c concurrently",
            OLD,
            "select not exists (select from pg_inherits where inhrelid = 'c'::regclass)",
        )
    },
    kind(
        "alter type mood add value 'b'",
        ENUM,
        "select enum_range(null::mood)::text = '{a,b}'",
    ),
    kind(
        "insert into log values ('x')",
        LOG,
        "select count(*) = 1 from log where what = 'x'",
    ),
    kind(
        "do $$ begin insert into log values ('x'); end $$",
        LOG,
        "select count(*) = 1 from log where what = 'x'",
    ),
    kind(
        "copy log from stdin;\nx\n\\.\n",
        LOG,
        "select count(*) = 1 from log where what = 'x'",
    ),
    kind(
        "begin; create table u (); insert into log values ('x'); commit",
        LOG,
        "select count(*) = 1 and to_regclass('u') is not null from log where what = 'x'",
    ),
    kind("vacuum t", TABLE, "select true"),
    kind(
        "alter table t add column y int",
        TABLE,
        "select count(*) = 1 from pg_attribute where attrelid = 't'::regclass and attname = 'y'",
    ),
];

const fn kind(statement: &'static str, holds: &'static str, effect: &'static str) -> Kind {
    Kind {
        statement,
        holds,
        effect,
        since: 13,
    }
}

/// The statement between two that count how often they run.
fn project_of(kind: &Kind, server: &Server) -> Project {
    let project = server.project();
    project.query(BEFORE);
    project.query("create table marks (what text)");
    let end = if kind.statement.ends_with('\n') {
        ""
    } else {
        ";\n"
    };
    project.migration(
        "1_x.sql",
        format!(
            "-- migrate:up transaction:false lock-timeout:10s\n\
             insert into marks values ('first');\n{}{end}insert into marks values ('last');\n",
            kind.statement
        ),
    );
    project
}

fn ends_right(project: &Project, kind: &Kind) {
    let what = kind.statement;
    assert_eq!(project.query(kind.effect), "t", "{what}: its effect, once");
    assert_eq!(
        project.query("select string_agg(what, ',' order by what) from marks"),
        "first,last",
        "{what}: its neighbours, once"
    );
    let invalid = "select indexrelid::regclass from pg_index where not indisvalid";
    assert_eq!(project.query(invalid), "", "{what}: no invalid index");
    assert_eq!(project.applied(), "1", "{what}");
    assert_eq!(
        project.query("select count(*) from schema_migrations_progress"),
        "0",
        "{what}"
    );
}

fn every_kind(how: Interruption) {
    for_each_major(|server| {
        for kind in KINDS.iter().filter(|kind| kind.since <= server.major) {
            let project = project_of(kind, server);
            interrupt(&project, how, ("up", kind.holds, "up"));
            ends_right(&project, kind);
        }
    });
}

#[test]
fn after_kill_9_the_next_run_ends_right() {
    every_kind(Killed);
}

#[test]
fn the_next_run_waits_for_a_lost_backend_that_is_still_at_work() {
    every_kind(KilledAndAtWork);
}

#[test]
fn after_its_backend_was_terminated_the_next_run_ends_right() {
    every_kind(Terminated);
}

#[test]
fn after_a_cancelled_statement_the_next_run_ends_right() {
    every_kind(Cancelled);
}

#[test]
fn after_ctrl_c_the_next_run_ends_right() {
    every_kind(Interrupted);
}

/// The row says that the statement was begun, and it never reached the server. (That it took
/// effect and nobody noted it is what `kill -9` leaves.)
#[test]
fn what_was_noted_and_never_sent_is_run() {
    for_each_major(|server| {
        let builds = |kind: &&Kind| kind.statement.contains("index concurrently i");
        for kind in KINDS.iter().filter(builds) {
            let project = project_of(kind, server);
            let holder = holding(&project, kind.holds);
            let run = project.start("up");
            eventually("it is begun", || {
                project.query("select count(*) from pg_index where not indisvalid") == "1"
            });
            run.kill();
            project
                .query("select pg_terminate_backend(worker_pid) from schema_migrations_progress");
            ended(&project);
            holder.query("commit");
            project.query("drop index i");
            project.run("up").succeeds();
            ends_right(&project, kind);
        }
    });
}
