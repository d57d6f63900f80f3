//! What a dump is asked for beyond the whole schema.

use crate::psql_loads;
use crate::support::{self, for_each_major};

#[test]
fn rows_of_lookup_tables_come_along_sorted_and_their_sequences_behind_them() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create table kinds (id int generated always as identity primary key, name text, up text generated always as (upper(name)) stored);
             create table serials (id serial primary key, kind int references kinds);
             insert into kinds (name) select case n when 3 then e'a\\tb\\\\\\n\\\\.' else 'k' || n end from generate_series(1, 11) n;
             insert into serials (kind) values (1), (null)",
        );
        project
            .run("dump --data kinds --data public.serials")
            .succeeds();
        let copy = server.project();
        psql_loads(&project, "db/schema.sql", &copy);
        let rows = "select string_agg(k::text, '|' order by id) from kinds k";
        assert_eq!(copy.query(rows), project.query(rows));
        assert_eq!(
            copy.query("insert into kinds (name) values ('x') returning id"),
            "12"
        );
        assert_eq!(
            copy.query("insert into serials (kind) values (1) returning id"),
            "3"
        );
        let text = project.read("db/schema.sql");
        assert!(
            text.contains("\n2\tk2\n3\ta\\tb\\\\\\n\\\\.\n4\tk4\n"),
            "{text}"
        );
        project
            .run("dump --data nowhere")
            .exits(2)
            .stderr_contains("there is no table `nowhere` to take rows from");
    });
}

#[test]
fn owners_and_grants_come_along_when_asked_for() {
    for_each_major(|server| {
        let role = support::Role::create(server);
        let name = role.name();
        let project = server.project();
        project.query(&format!(
            "create schema app authorization {name};
             create table app.a (x int, y int);
             create function app.f() returns int language sql as 'select 1';
             revoke all on function app.f() from public;
             grant select, insert on app.a to {name} with grant option;
             grant update (y) on app.a to public;
             alter default privileges in schema app grant select on tables to {name}"
        ));
        project.run("dump").succeeds();
        assert!(!project.read("db/schema.sql").contains("GRANT"));
        project.run("dump --privileges").succeeds();
        let copy = server.project();
        psql_loads(&project, "db/schema.sql", &copy);
        copy.run("dump --privileges").succeeds();
        assert_eq!(copy.read("db/schema.sql"), project.read("db/schema.sql"));
        let lists = "select string_agg(l::text, ' ' order by l::text) from (
            select relacl from pg_class where relname = 'a' union all
            select attacl from pg_attribute where attacl is not null and attname = 'y' union all
            select proacl from pg_proc where proname = 'f' union all
            select defaclacl from pg_default_acl) x(l)";
        assert_eq!(copy.query(lists), project.query(lists));
        let owner = "select nspowner::regrole from pg_namespace where nspname = 'app'";
        assert_eq!(copy.query(owner), name);
    });
}

/// A slip of the pen must not become an empty file.
#[test]
fn a_name_that_nothing_has_is_told_with_the_nearest() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create schema app; create schema audit; create table app.kinds (id int); create table app.users ();
             create table app.days (day date) partition by list (day)",
        );
        for (arguments, said) in [
            (
                "--schema nope --data kinds",
                "error: there is no schema `nope` in the database\n\
                 hint: its schemas are: app, audit, public\n",
            ),
            (
                "--schema apps --schema audits --schema app",
                "error: there are no schemas `apps`, `audits` in the database\n\
                 hint: did you mean `app`, `audit`?\n",
            ),
            ("--schema APP", "error: there is no schema `APP`"),
            (
                "--data kind",
                "error: there is no table `kind` to take rows from\nhint: did you mean `kinds`?\n",
            ),
            ("--data ap.kinds", "hint: did you mean `app.kinds`?\n"),
            (
                "--data schema_migrations",
                "our own tables, and what is left out of the dump, have no rows in it\n",
            ),
            (
                "--data days",
                "error: `days` is partitioned: its rows are those of its partitions\n",
            ),
        ] {
            let dump = format!("dump {arguments}");
            project.run(&dump).exits(2).stderr_contains(said);
            assert!(!project.path().join("db/schema.sql").exists());
        }
        // What is left out elsewhere may be absent here.
        project
            .run("dump --exclude adit --exclude app.user --exclude x* --exclude audit")
            .succeeds()
            .stderr_contains(
                "warning: `--exclude adit`: nothing in the database is called so\n\
                 hint: did you mean `audit`?\n\
                 warning: `--exclude app.user`: nothing in the database is called so\n\
                 hint: did you mean `app.users`?\n\
                 warning: `--exclude x*`: nothing in the database is called so\nwrote",
            );
        assert!(!project.read("db/schema.sql").contains("audit;"));
    });
}

#[test]
fn check_says_when_the_file_was_asked_for_something_else() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create schema app; create schema audit");
        project.run("dump --exclude audit").succeeds();
        project
            .run("dump --check")
            .exits(1)
            .stdout_contains("--- dump options: {\"exclude\":[\"audit\"]}\n")
            .stderr_contains("as its second line says: give `--check` the same\n");
        project.run("dump --check --exclude audit").succeeds();
    });
}
