//! `load`: the schema from a file. What pg_dump and dbmate write loads, too; what can't be loaded
//! leaves nothing behind, and says where and what to do.

#[path = "../support/mod.rs"]
mod support;

mod bad_input;

use std::fmt::Write as _;

use support::{
    Project, Running, Server, eventually, for_each_major, for_the_newest_major, pg_dump,
};

/// What dbmate writes, around any schema: pg_dump's settings, its own table, the versions.
const DBMATES: &str = "\\restrict dbmate

-- Dumped from database version 15.18
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE FUNCTION public.later() RETURNS bigint
    LANGUAGE sql
    AS $$select count(*) from public.users; -- not; there yet$$;

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);

CREATE TABLE public.users (
    id integer NOT NULL
);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

\\unrestrict dbmate


--
-- Dbmate schema migrations
--

INSERT INTO public.schema_migrations (version) VALUES
    ('0001'),
    ('0002');
";

#[test]
fn what_dbmate_wrote_is_loaded_and_up_goes_on_from_there() {
    for_each_major(|server| {
        let project = server.project();
        project.table("0001", "users");
        project.table("0002", "gone");
        project.table("0003", "posts");
        project.write("db/schema.sql", DBMATES);
        project
            .run("load")
            .succeeds()
            .stdout("loaded  db/schema.sql: 18 statements  (… ms)\n")
            .stderr_contains(
                "2 migrations are recorded as applied, 2 of them without a checksum: \
                 `proj-migrate up --adopt` stamps them\n",
            );
        project.run("status --quiet").exits(1);
        project.run("up --adopt").succeeds();
        assert_eq!(project.applied(), "0001,0002,0003");
        assert_eq!(project.tables(), "posts,schema_migrations,users");
        assert_eq!(
            project.query("select later()"),
            "0",
            "its body was not checked early"
        );
    });
}

#[test]
fn what_pg_dump_wrote_is_loaded_with_its_data() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "0001_a.sql",
            "-- migrate:up\ncreate table \"A b\" (id int, note text);\n",
        );
        project.run("up").succeeds();
        project.query(
            "insert into \"A b\" values (1, E'tab\\t\\\\ and\\nline'), (2, '\\.'), (3, null)",
        );
        let Some(dump) = pg_dump(&project) else {
            return;
        };
        let copy = server.project();
        copy.write("db/structure.sql", &dump);
        copy.migration(
            "0001_a.sql",
            "-- migrate:up\ncreate table \"A b\" (id int, note text);\n",
        );
        copy.run("load -s db/structure.sql")
            .succeeds()
            .stderr_contains("1 migration is recorded as applied\n");
        let rows = "select * from \"A b\" order by id";
        assert_eq!(copy.query(rows), project.query(rows));
        copy.run("status")
            .succeeds()
            .stdout_contains("0001     a     applied");
        copy.run("up").succeeds().stderr_contains("nothing to do");
    });
}

#[test]
fn a_file_that_records_nothing_is_warned_about() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.write("db/schema.sql", "create table a ();\n");
        project
            .run("load")
            .succeeds()
            .stderr_contains("warning: db/schema.sql records no migration as applied")
            .stderr_contains("no migration is recorded as applied\n");
    });
}

#[test]
fn only_an_empty_database_is_loaded() {
    for_each_major(|server| {
        for (what, named) in [
            ("create table t (id serial)", "table public.t"),
            ("create view v as select 1", "view public.v"),
            ("create type mood as enum ('a')", "type public.mood"),
            (
                "create function f() returns int language sql as 'select 1'",
                "routine public.f",
            ),
            (
                "create schema app; create sequence app.\"S s\"",
                "sequence app.\"S s\"",
            ),
        ] {
            let project = server.project();
            project.write("db/schema.sql", "create table a ();\n");
            project.query(what);
            project
                .run("load")
                .exits(4)
                .stderr_contains("is not empty")
                .stderr_contains(named)
                .stderr_contains("nothing was changed");
            assert_eq!(
                project.query("select to_regclass('a') is null"),
                "t",
                "{what}"
            );
            project.run("load --force").succeeds();
            assert_eq!(
                project.query("select to_regclass('a') is null"),
                "f",
                "{what}"
            );
        }
    });
}

#[test]
fn our_own_tables_and_extensions_make_no_database_full() {
    for_each_major(|server| {
        let project = server.project();
        project.write(
            "db/schema.sql",
            "create table a ();\ninsert into schema_migrations (version) values ('0001');\n",
        );
        project.run("protect").succeeds();
        project.run("up").succeeds();
        project.run("load").succeeds();
        project
            .run("load")
            .exits(4)
            .stderr_contains("its ledger has 1 version");
        project
            .run("load --force")
            .exits(4)
            .stderr_contains("is protected");
        project
            .run("load --force --allow-protected")
            .exits(3)
            .stderr_contains("relation \"a\" already exists")
            .stderr_contains("rolled back: nothing of db/schema.sql is in the database");
    });
}

/// So many tables under settings of the file's own, and `last` behind them.
fn large(tables: usize, last: &str) -> String {
    let mut text = "select pg_catalog.set_config('search_path', '', false);\ncreate schema app;\n\
                    set search_path = app;\n"
        .to_owned();
    for table in 0..tables {
        let _ = writeln!(
            text,
            "create table t{table} (id int primary key, x int default {table});"
        );
    }
    text.push_str("copy t7 (id, x) from stdin;\n1\t1\n\\.\n");
    text.push_str(last);
    text
}

#[test]
fn more_than_five_hundred_relations_take_several_transactions() {
    for_each_major(|server| {
        let project = server.project();
        let last = "insert into t8 values (1);\n";
        project.write("db/schema.sql", large(500, last));
        project
            .run("load")
            .succeeds()
            .stdout("loaded  db/schema.sql: 505 statements  (… ms)\n");
        let project = server.project();
        project.write("db/schema.sql", large(1_200, last));
        project
            .run("load")
            .succeeds()
            .stdout("loaded  db/schema.sql: 1205 statements, 3 transactions  (… ms)\n");
        let counts = "select (select count(*) from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r'), \
                      (select count(*) from app.t7), (select count(*) from app.t8)";
        assert_eq!(
            project.query(counts),
            "1200|1|1",
            "the path was set in each"
        );
    });
}

#[test]
fn a_large_file_that_fails_says_what_stays() {
    for_each_major(|server| {
        let project = server.project();
        project.write("db/schema.sql", large(1_200, "select nope;\n"));
        project
            .run("load")
            .exits(3)
            .stderr_contains(
                "its first 1003 of 1205 statements are committed, the rest was rolled back",
            )
            .stderr_contains("hint: begin anew with an empty database");
        let tables = "select count(*) from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r'";
        assert_eq!(project.query(tables), "1000");
    });
}

/// Begins to load a file whose last statement takes long, and waits until it does.
fn sleeping(server: &Server) -> Project {
    let project = server.project();
    project.write(
        "db/schema.sql",
        "create table a ();\nselect pg_catalog.pg_sleep(600);\n",
    );
    project
}

#[test]
fn a_signal_rolls_the_load_back() {
    for_the_newest_major(|server| {
        let project = sleeping(server);
        let running = project.start("load");
        let asleep = "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' \
                      and datname = current_database() and pid <> pg_backend_pid()";
        eventually("it sleeps", || project.query(asleep) == "1");
        running.signal(rustix::process::Signal::INT);
        running
            .wait()
            .exits(130)
            .stderr_contains("interrupted by SIGINT while db/schema.sql was loaded")
            .stderr_contains("rolled back: nothing of db/schema.sql is in the database");
        assert_eq!(project.tables(), "");
    });
}

#[test]
fn a_load_waits_for_a_run_at_work() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.write("db/schema.sql", "create table a ();\n");
        let holder = project.session();
        holder.query("begin; select pg_advisory_xact_lock(-6681604691600619045)");
        let running = project.start("load");
        running.says("waiting for the lock");
        holder.query("rollback");
        running.wait().succeeds();
        assert_eq!(project.tables(), "a");
    });
}

#[test]
fn a_missing_database_is_created_as_up_does() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.write("db/schema.sql", "create table a ();\n");
        let name = format!("{}_new", project.database.name());
        let url = server.url(&name);
        let load = |args: &[&str]| {
            project.run_command(&mut project.command([&["load", "-u", &url], args].concat()))
        };
        load(&["--no-create"])
            .exits(3)
            .stderr_contains("does not exist");
        load(&[]).succeeds().stderr_contains("created the database");
        server.query(&format!("drop database {name} with (force)"));
    });
}

#[test]
fn what_the_file_sets_ends_with_it() {
    for_each_major(|server| {
        let project = server.project();
        project.write(
            "db/schema.sql",
            "set search_path = nowhere;\nset role pg_monitor;\nreset role;\nset statement_timeout = '1min';\n\
             reset all;\ncreate table public.a ();\nset search_path = nowhere;\n",
        );
        project.run("load").succeeds();
        assert_eq!(project.tables(), "a");
    });
}

#[test]
fn line_breaks_inside_of_a_literal_are_the_schemas() {
    for_each_major(|server| {
        let text = "-- PostgreSQL schema\ncreate table a (b text default 'x\r\ny');\n";
        let length = "select length(pg_get_expr(adbin, adrelid)) from pg_attrdef";
        let project = server.project();
        project.write("db/schema.sql", text);
        project.run("load").succeeds();
        assert_eq!(project.query(length), "12");
        // Version control has made them all.
        let project = server.project();
        project.write(
            "db/schema.sql",
            text.replace("\r\n", "\n").replace('\n', "\r\n"),
        );
        project.run("load").succeeds();
        assert_eq!(project.query(length), "11");
    });
}

#[test]
fn the_file_may_be_named_or_come_from_standard_input() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.table("0001", "a");
        project.run("up").succeeds();
        project.run("dump other.sql").succeeds();
        let copy = server.project();
        let from = project.path().join("other.sql");
        copy.run(&format!("load {}", from.display()))
            .succeeds()
            .stdout_contains("other.sql: ");
        assert_eq!(copy.tables(), "a,schema_migrations");

        let copy = server.project();
        let piped = |text: &str| {
            copy.write("piped", text);
            let mut command = copy.command(["load", "-"]);
            command.stdin(std::fs::File::open(copy.path().join("piped")).unwrap());
            copy.run_command(&mut command)
        };
        piped("PGDMP\u{1}")
            .exits(2)
            .stderr_contains("an archive of pg_dump's, which is no SQL");
        piped("create table b ();\ncreate tabel c ();\n")
            .exits(3)
            .stderr_contains(" --> <stdin>:2:8\n")
            .stderr_contains("nothing of <stdin> is in the database");
        piped(&project.read("other.sql"))
            .succeeds()
            .stdout_contains("loaded  <stdin>: ");
        assert_eq!(copy.tables(), "a,schema_migrations");
    });
}

/// Whoever should write into the pipe may never do.
#[test]
fn a_signal_ends_the_wait_for_standard_input() {
    for_the_newest_major(|server| {
        let project = server.project();
        let mut command = project.command(["load", "-"]);
        let (reader, mut writer) = std::io::pipe().unwrap();
        command.stdin(reader.try_clone().unwrap());
        let running = Running::start(&project, command);
        std::io::Write::write_all(&mut writer, b"create").unwrap();
        eventually("it reads", || {
            rustix::io::ioctl_fionread(&reader).unwrap() == 0
        });
        running.signal(rustix::process::Signal::INT);
        running.wait().exits(130);
        drop(writer);
    });
}
