//! Files that can't be loaded: where, what is in the database then, what to do.

use crate::support::{Role, Server, each_major, for_each_major, for_the_newest_major};

/// Files that are refused before the server is asked, and what is said.
const BAD_FILES: &[(&str, &str)] = &[
    ("create table a ();\ncommit;\n", "COMMIT in a schema file"),
    (
        "create table a ();\n\\connect other\n",
        "psql meta-command `\\connect`",
    ),
    ("create database x;\n", "CREATE DATABASE in a schema file"),
    (
        "<<<<<<< HEAD\ncreate table a ();\n=======\n>>>>>>> branch\n",
        "a merge conflict that nobody has resolved",
    ),
    (
        "PGDMP\u{1}\u{2}",
        "an archive of pg_dump's, which is no SQL",
    ),
    (
        "create table a (b text default 'x);\n",
        "this string is never closed",
    ),
    (
        "copy a from stdin;\n1\n",
        "the data of this COPY is never closed",
    ),
];

#[test]
fn a_bad_file_is_told_before_anything_runs() {
    for_the_newest_major(|server| {
        let project = server.project();
        for (text, said) in BAD_FILES {
            project.write("db/schema.sql", text);
            project
                .run("load")
                .exits(2)
                .stderr_contains(said)
                .stderr_contains("in 1 schema file: nothing was run");
        }
        project.remove("db/schema.sql");
        project
            .run("load")
            .exits(2)
            .stderr_contains("the schema file `db/schema.sql` does not exist");
        project
            .run("load -s db")
            .exits(2)
            .stderr_contains("db: a folder where a schema file is expected");
    });
}

#[test]
fn a_statement_that_fails_is_shown_and_leaves_nothing() {
    for_each_major(|server| {
        let project = server.project();
        project.write(
            "db/schema.sql",
            "create schema app;\ncreate table app.a (\n    id int,\n    at nonsense\n);\n",
        );
        project
            .run("load")
            .exits(3)
            .stderr_contains("error: type \"nonsense\" does not exist\n --> db/schema.sql:4:8\n")
            .stderr_contains("= statement: 2 of 2 of db/schema.sql\n")
            .stderr_contains("rolled back: nothing of db/schema.sql is in the database\n")
            .stderr_contains("hint: it must be made above this statement: if somebody edited");
        assert_eq!(project.query("select to_regnamespace('app') is null"), "t");

        // The server parses what it skips, too.
        let text = "create table a (id nope);\ncreate tabel b ();\nselect 1;\n";
        project.write("db/schema.sql", text);
        project
            .run("load")
            .exits(3)
            .stderr_contains("error: type \"nope\" does not exist\n --> db/schema.sql:1:20\n");

        project.write(
            "db/schema.sql",
            "create table a (id int);\ncopy a from stdin;\n1\nx\n\\.\n",
        );
        project
            .run("load")
            .exits(3)
            .stderr_contains(" --> db/schema.sql:4:1\n");
        project.write(
            "db/schema.sql",
            "create table a ();\nalter table a owner to nobody_here;\n",
        );
        project
            .run("load")
            .exits(3)
            .stderr_contains("hint: create the role first, or write the file without owners");
        assert_eq!(project.tables(), "");
    });
}

#[test]
fn a_deferred_constraint_that_fails_leaves_nothing() {
    for_each_major(|server| {
        let project = server.project();
        project.write(
            "db/schema.sql",
            "create table a (id int primary key);\n\
             create table b (a int references a deferrable initially deferred);\ninsert into b values (1);\n",
        );
        project
            .run("load")
            .exits(3)
            .stderr_contains("cannot load db/schema.sql: cannot satisfy the deferred constraints");
        assert_eq!(project.tables(), "");
    });
}

#[test]
fn every_extension_that_the_server_lacks_is_named_at_once() {
    for_each_major(|server| {
        let project = server.project();
        project.write(
            "db/schema.sql",
            "create table a ();\ncreate extension if not exists plpgsql;\n\
             create extension if not exists one_of_none;\ncreate extension \"another-one\";\n",
        );
        project
            .run("load")
            .exits(4)
            .stderr_contains(
                "error: 2 extensions are not installed on this server: one_of_none, another-one\n \
                 --> db/schema.sql:3:32\n",
            )
            .stderr_contains("nothing was changed");
        assert_eq!(project.tables(), "");
    });
}

#[test]
fn a_file_of_another_major_is_warned_about_and_named_when_it_fails() {
    for_each_major(|server| {
        let project = server.project();
        let major = server.major;
        let head = format!("-- PostgreSQL {} schema\n", major + 1);
        project.write("db/schema.sql", format!("{head}create table a ();\n"));
        let warning = format!(
            "was written from PostgreSQL {}, and this server is {major}",
            major + 1
        );
        project.run("load").succeeds().stderr_contains(&warning);
        project.write(
            "db/schema.sql",
            format!("{head}create table b () with (of_later = on);\n"),
        );
        project
            .run("load --force")
            .exits(3)
            .stderr_contains(&format!(
                "hint: the file was written from PostgreSQL {}, and this server is {major}: load it",
                major + 1
            ));
        project.write(
            "db/schema.sql",
            format!("-- PostgreSQL {major} schema\ncreate table c ();\n"),
        );
        project
            .run("load --force")
            .succeeds()
            .never_says("was written from");
    });
}

/// What hands do to a schema file, and merges. What is said of each is a transcript.
const EDITED: &[(&str, &str)] = &[
    (
        "no_semicolon",
        "CREATE TABLE a (\n    id integer\n)\n\nCREATE TABLE b (\n    id integer\n);\n",
    ),
    (
        "no_comma",
        "CREATE TABLE a (\n    id integer\n    name text\n);\n",
    ),
    (
        "wrong_order",
        "CREATE TABLE a (\n    id integer\n);\n\nCREATE INDEX i ON b (id);\n\nCREATE TABLE b (\n    id integer\n);\n",
    ),
    ("no_schema", "CREATE TABLE app.a (\n    id integer\n);\n"),
    (
        "twice",
        "CREATE TABLE a (\n    id integer\n);\n\nCREATE TABLE a (\n    id integer\n);\n",
    ),
    (
        "a_column_of_a_view",
        "CREATE TABLE a (\n    id integer\n);\n\nCREATE VIEW v AS\n SELECT a.nope\n   FROM a;\n",
    ),
    (
        "a_function_body",
        "CREATE FUNCTION f() RETURNS integer\n    LANGUAGE plpgsql\n    AS $$\nbegin\n  retrun 1;\nend $$;\n",
    ),
    (
        "an_open_dollar_quote",
        "CREATE FUNCTION f() RETURNS integer\n    LANGUAGE plpgsql\n    AS $$\nbegin\n  return 1;\nend;\n",
    ),
    (
        "a_row_of_a_copy",
        "CREATE TABLE a (\n    id integer,\n    t text\n);\n\nCOPY a (id, t) FROM stdin;\n1\tx\n2\n\\.\n",
    ),
    (
        "a_version_twice",
        "CREATE TABLE schema_migrations (version varchar PRIMARY KEY);\n\nINSERT INTO schema_migrations (version) VALUES\n    \
         ('0001'),\n    ('0001');\n",
    ),
    (
        "a_merge_conflict",
        "CREATE TABLE a (\n<<<<<<< HEAD\n    id integer\n=======\n    id bigint\n>>>>>>> branch\n);\n",
    ),
    (
        "a_part",
        "-- PostgreSQL schema\n-- dump options: {\"schema\":[\"app\"]}\n\nCREATE SCHEMA app;\n\nCREATE TABLE app.a (\n    \
         at public.mood\n);\n",
    ),
];

#[test]
fn what_hands_and_merges_do_to_a_file_is_shown_at_its_place() {
    for_the_newest_major(|server| {
        for (name, text) in EDITED {
            let project = server.project();
            project.write("db/schema.sql", text);
            project.run("load").reads(&format!("load/{name}"));
            assert_eq!(project.tables(), "", "{name}");
        }
    });
}

#[test]
fn what_only_a_newer_major_knows_names_both() {
    each_major(|major| {
        if major >= 18 {
            return;
        }
        let server = Server::shared(major);
        let project = server.project();
        project.write(
            "db/schema.sql",
            "-- PostgreSQL 18 schema, written by proj-migrate\n\nCREATE TABLE a (\n    id integer,\n    \
             CONSTRAINT c CHECK ((id > 0)) NOT ENFORCED\n);\n",
        );
        let hint = format!(
            "hint: the file was written from PostgreSQL 18, and this server is {major}: load it into a \
             server of 18, or write it anew from one of {major}\n"
        );
        project
            .run("load")
            .exits(3)
            .stderr_contains(" --> db/schema.sql:5:39\n")
            .stderr_contains("rolled back: nothing of db/schema.sql is in the database\n")
            .stderr_contains(&hint);
    });
}

#[test]
fn an_extension_that_the_role_may_not_make_is_a_matter_for_a_superuser() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        let database = project.database.name();
        project.query(&format!(
            "grant create on schema public to {0}; grant create on database {database} to {0}",
            role.name()
        ));
        let extension = "select name from pg_available_extensions e join pg_available_extension_versions v \
                         using (name) where superuser and not trusted and installed_version is null limit 1";
        let extension = project.query(extension);
        if extension.is_empty() {
            return;
        }
        let create = format!("CREATE EXTENSION IF NOT EXISTS \"{extension}\"");
        project.write(
            "db/schema.sql",
            format!("{create};\nCREATE TABLE public.a (\n    id integer\n);\n"),
        );
        project
            .run_as(&role, "load")
            .exits(3)
            .stderr_contains(&format!(
                "hint: let a superuser run `create extension \"{extension}\"` in this database, then load"
            ));
        project.query(&create);
        project.run_as(&role, "load").succeeds();
        project.query(&format!("drop owned by {}", role.name()));
    });
}
