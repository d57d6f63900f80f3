//! What the server itself can't describe any more is named, each with what is wrong, and nothing is
//! written.

use crate::support::{Session, for_each_major};

/// A function, what uses it, and how the server describes that.
const USES: [(&str, &str); 8] = [
    ("create view v as select f(1) as a", "view public.v"),
    (
        "create materialized view mv as select f(1) as a",
        "materialized view public.mv",
    ),
    (
        "create table d (a int default f(1))",
        "default value for column a of table public.d",
    ),
    (
        "create table k (a int constraint over check (f(a) > 0))",
        "constraint over on table public.k",
    ),
    ("create index i on plain (f(a))", "index public.i"),
    (
        "create rule r as on update to plain do also select f(1)",
        "rule r on table public.plain",
    ),
    (
        "create policy p on plain using (f(a) > 0)",
        "policy p on table public.plain",
    ),
    (
        "create trigger tr before update on plain for each row when (f(new.a) > 0) execute function noop()",
        "trigger tr on table public.plain",
    ),
];

#[test]
fn what_is_broken_is_named_with_what_to_do() {
    for_each_major(|server| {
        for (uses, name) in USES {
            let project = server.project();
            project.query(&format!(
                "create table plain (a int); create table fine (a int check (a > 0)); create view good as select 1 as b; \
                 create function noop() returns trigger language plpgsql as 'begin return new; end'; \
                 create function f(int) returns int immutable language sql as 'select 1'; {uses}; \
                 set session_replication_role = replica; delete from pg_proc where proname = 'f'"
            ));
            project
                .run("dump")
                .exits(3)
                .stderr_contains("cannot read the schema")
                .stderr_contains("cache lookup failed for function")
                .stderr_contains(&format!(
                    "the server cannot describe {name} (cache lookup failed for function"
                ))
                .stderr_contains("Drop or replace what is named");
            assert!(!project.path().join("db/schema.sql").exists(), "{name}");
        }
    });
}

#[test]
fn a_view_without_its_query_and_a_function_without_its_language_are_named() {
    for_each_major(|server| {
        let project = server.project();
        project.query(
            "create view v as select 1 as a; delete from pg_depend where objid in (select oid from pg_rewrite \
             where ev_class = 'v'::regclass); delete from pg_rewrite where ev_class = 'v'::regclass; \
             create function g() returns int language plpgsql as 'begin return 1; end'; \
             update pg_proc set prolang = 4711 where proname = 'g'",
        );
        project.run("dump --format json").exits(3).stdout_contains(
            "function public.g() (cache lookup failed for language 4711), view public.v (its definition is gone)",
        );
        project.query("drop view v; drop function g()");
        project.run("dump").succeeds();
    });
}

#[test]
fn bytes_that_are_no_utf8_are_told_with_what_to_do() {
    for_each_major(|server| {
        let project = server.project();
        let name = project.query("select current_database()");
        project.query(&format!(
            "create database {name}_bytes encoding 'SQL_ASCII' locale 'C' template template0"
        ));
        let url = (project.database.url()).replace(&name, &format!("{name}_bytes"));
        let bytes = Session::open(&url);
        bytes.query(
            "create table t (a int); \
             do $$ begin execute E'comment on table t is $a$\\xff$a$'; end $$",
        );
        let mut command = project.command(["dump", "-"]);
        let output = command.env("DATABASE_URL", &url).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{err}");
        assert!(err.contains("encoding \"UTF8\": 0xff"), "{err}");
        assert!(
            err.contains("Write that anew in UTF-8, or use pg_dump"),
            "{err}"
        );
        drop(bytes);
        project.query(&format!("drop database {name}_bytes with (force)"));
    });
}
