//! `dump`: what the schema file holds, when it is written, and that the same schema gives the
//! same bytes. What pg_dump says of every kind of object is in `tests/dump/`.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't run the program or read what it wrote fails"
)]

#[path = "../support/mod.rs"]
mod support;

mod asked;
mod diffs;
mod places;
mod runs;

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use support::{Project, Server, for_each_major, psql};

/// A schema with a bit of everything that people write daily.
pub(crate) const APP: &str = "-- migrate:up
create schema app;
create type app.mood as enum ('sad', 'it''s ok');
create domain app.email as text check (value like '%@%');
create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create table app.users (
    id bigint generated always as identity primary key,
    email app.email not null unique,
    mood app.mood default 'sad',
    kind varchar not null check (kind in ('a', 'b')),
    \"Order\" int default 1
);
create index on app.users (mood) where kind in ('a', 'c');
create trigger touch before update on app.users for each row execute function app.touch();
comment on table app.users is 'who uses it';
comment on column app.users.email is 'it''s unique';
create table app.accounts (id serial primary key, user_id bigint references app.users);
create view app.sad as select id from app.users where mood = 'sad';
-- migrate:down
drop schema app cascade;
";

pub(crate) fn migrated(server: &Server) -> Project {
    let project = server.project();
    project.migration("0001_app.sql", APP);
    project.run("up --no-dump-schema").succeeds();
    project
}

/// Runs a file of the project with psql, in another project's database.
#[track_caller]
pub(crate) fn psql_loads(from: &Project, file: &str, into: &Project) {
    let ran = Command::new(psql())
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"])
        .arg(into.database.url())
        .arg("-f")
        .arg(from.path().join(file))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
}

#[test]
fn the_file_is_written_when_it_differs_and_check_shows_how() {
    for_each_major(|server| {
        let project = migrated(server);
        project
            .run("dump --check")
            .exits(1)
            .stderr_contains("db/schema.sql is absent or empty");
        project
            .run("dump")
            .succeeds()
            .stdout("")
            .stderr_contains("wrote db/schema.sql: ");
        let written = project.read("db/schema.sql");
        assert_eq!(project.run("dump -").succeeds().out, written);
        project
            .run("dump")
            .succeeds()
            .stderr_contains("db/schema.sql is up to date");
        project.run("dump --check").succeeds().stdout("");

        project.query("alter table app.users add column x int");
        let ran = project.run("dump --check").exits(1);
        assert!(ran.out.contains("\n+    x integer"), "{}", ran.out);
        assert_eq!(project.read("db/schema.sql"), written, "only compared");
        project.run("dump").succeeds();
        project.run("dump --check").succeeds();
    });
}

#[test]
fn a_database_loaded_from_the_file_gives_the_same_file_and_has_nothing_pending() {
    for_each_major(|server| {
        let project = migrated(server);
        project.run("dump").succeeds();
        let copy = server.project();
        copy.migration("0001_app.sql", APP);
        psql_loads(&project, "db/schema.sql", &copy);
        copy.run("dump").succeeds();
        assert_eq!(copy.read("db/schema.sql"), project.read("db/schema.sql"));
        assert_eq!(copy.applied(), "0001");
        copy.run("status --exit-code").succeeds();
        copy.run("up --no-dump-schema")
            .succeeds()
            .stderr_contains("nothing to do");
    });
}

#[test]
fn the_same_schema_gives_the_same_bytes_whatever_its_history_and_settings() {
    for_each_major(|server| {
        let project = migrated(server);
        let other = server.project();
        other.query("create table waste (x int); drop table waste; create schema app");
        other.query("create table app.users (x int); drop table app.users; drop schema app");
        other.migration("0001_app.sql", APP);
        let name = other.query("select quote_ident(current_database())");
        for setting in [
            "datestyle = 'SQL, DMY'",
            "timezone = 'Asia/Tokyo'",
            "quote_all_identifiers = on",
            "search_path = app, public",
            "extra_float_digits = -5",
        ] {
            other.query(&format!("alter database {name} set {setting}"));
        }
        other
            .run("up --no-dump-schema --migrations-table public.schema_migrations")
            .succeeds();
        let text = project.run("dump -").succeeds().out;
        let arguments = "dump - --migrations-table public.schema_migrations";
        assert_eq!(other.run(arguments).succeeds().out, text);
    });
}

#[test]
fn our_own_tables_are_no_part_of_the_schema() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.run("up --no-dump-schema").succeeds();
        project.run("protect").succeeds();
        let document = project.run("dump - --format json").succeeds().json();
        let objects = document["result"]["model"]["objects"].as_array().unwrap();
        let names: Vec<_> = (objects.iter())
            .map(|object| object["id"]["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["a"]);
        let text = project.run("dump -").succeeds().out;
        assert_eq!(text.matches("CREATE TABLE IF NOT EXISTS").count(), 1);
        assert!(!text.contains("_settings"), "{text}");
    });
}

/// Stops the other thread, also when the test fails.
struct Stopping<'a>(&'a AtomicBool);

impl Drop for Stopping<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_schema_that_changes_meanwhile_is_never_mixed_with_another() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (x int); create view v as select x from a");
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let stopping = Stopping(&stop);
            scope.spawn(|| {
                // One state has x everywhere, the other one y.
                let session = project.session();
                while !stop.load(Ordering::Relaxed) {
                    for (from, to) in [("x", "y"), ("y", "x")] {
                        session.query(&format!(
                            "begin; alter table a rename {from} to {to};
                             drop view v; create view v as select {to} from a; commit"
                        ));
                    }
                }
            });
            for _ in 0..30 {
                let ran = project.run("dump -");
                if ran.status == 5 {
                    ran.stderr_contains("cannot read the schema: others changed it");
                    continue;
                }
                let text = ran.succeeds().out;
                let has = |part: &str| text.contains(part);
                assert!(has("    x integer") != has("    y integer"), "{text}");
                assert_eq!(has("    x integer"), has("SELECT x"), "{text}");
            }
            drop(stopping);
        });
        project.run("dump -").succeeds();
    });
}

#[test]
fn our_own_tables_are_left_out_before_there_is_a_ledger() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (id int primary key)");
        let before = project.run("dump -").succeeds().transcript();
        project.write("db/seeds/t.csv", "id\n1\n");
        project.run("seed").succeeds();
        assert_eq!(project.run("dump -").succeeds().transcript(), before);
    });
}
