//! Ledgers that are none: each is refused with its cure, and nothing looks pending that isn't.

mod support;

use support::{Project, Role, Server, for_each_major};

const COLUMNS: &str = "(version varchar primary key, name text)";

fn with(server: &Server, sql: &str) -> Project {
    let project = server.project();
    project.table("1", "a");
    project.query(sql);
    project
}

/// Refused by every command, nothing changed.
#[track_caller]
fn refuses(project: &Project, what: &str, says: &str) {
    let objects = "select count(*), max(oid) from pg_class";
    let before = project.query(objects);
    let commands = [
        "up",
        "up --dry-run",
        "up --adopt",
        "status",
        "down",
        "redo",
        "protect",
    ];
    for command in commands {
        let ran = project.run(command);
        assert!(
            ran.status == 4 && ran.err.contains(says) && ran.err.contains("hint: "),
            "{what}, {command}: {} {}{}",
            ran.status,
            ran.out,
            ran.err
        );
        assert!(!ran.out.contains("pending"), "{what}, {command}");
    }
    assert_eq!(project.query(objects), before, "{what}");
}

#[test]
fn what_only_looks_like_a_table_is_no_ledger() {
    for_each_major(|server| {
        let t = format!("create table t {COLUMNS}; ");
        for (what, sql) in [
            (
                "a view",
                format!("{t} create view schema_migrations as select * from t"),
            ),
            (
                "a materialized view",
                format!("{t} create materialized view schema_migrations as select * from t"),
            ),
            (
                "a partitioned table",
                format!("create table schema_migrations {COLUMNS} partition by range (version)"),
            ),
            (
                "a partition",
                format!(
                    "create table t {COLUMNS} partition by range (version); \
                     create table schema_migrations partition of t default"
                ),
            ),
            (
                "a table with inheritance",
                format!("{t} create table schema_migrations () inherits (t)"),
            ),
            (
                "a table with inheritance",
                format!(
                    "create table schema_migrations {COLUMNS}; \
                     create table t () inherits (schema_migrations)"
                ),
            ),
            (
                "an unlogged table",
                format!("create unlogged table schema_migrations {COLUMNS}"),
            ),
            (
                "a foreign table",
                "create foreign data wrapper w; create server s foreign data wrapper w; \
                 create foreign table schema_migrations (version varchar) server s"
                    .to_owned(),
            ),
            (
                "not a table",
                "create sequence schema_migrations".to_owned(),
            ),
            (
                "not a table",
                "create type schema_migrations as (version varchar)".to_owned(),
            ),
        ] {
            let project = with(server, &sql);
            refuses(&project, what, &format!("schema_migrations is {what}"));
        }
    });
}

#[test]
fn triggers_and_rules_are_refused_and_named_on_a_full_ledger_too() {
    for_each_major(|server| {
        let function = "create function f() returns trigger language plpgsql as \
            'begin return null; end';";
        for (name, sql) in [
            (
                "swallow",
                format!(
                    "{function} create trigger swallow before insert on schema_migrations \
                     for each row execute function f()"
                ),
            ),
            (
                "swallow",
                format!(
                    "{function} create trigger swallow after delete on schema_migrations \
                     for each statement execute function f(); \
                     alter table schema_migrations disable trigger swallow"
                ),
            ),
            (
                "elsewhere",
                "create rule elsewhere as on insert to schema_migrations do instead nothing"
                    .to_owned(),
            ),
        ] {
            let project = with(server, "select");
            project.run("up").succeeds();
            project.query(&sql);
            refuses(&project, name, &format!("has triggers or rules: {name}"));
        }
    });
}

#[test]
fn inheritance_is_refused_on_a_full_ledger_too() {
    for_each_major(|server| {
        for (what, sql) in [
            (
                "a parent without columns",
                "create table t (); alter table schema_migrations inherit t",
            ),
            (
                "a parent with some",
                "create table t (name text); alter table schema_migrations inherit t",
            ),
            ("a child", "create table t () inherits (schema_migrations)"),
        ] {
            let project = with(server, "select");
            project.run("up").succeeds();
            project.query(sql);
            refuses(&project, what, "is a table with inheritance");
        }
    });
}

#[test]
fn row_security_that_may_hide_rows_is_refused() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = with(server, "select");
        project.run("up").succeeds();
        project.query(&format!(
            "grant all on schema_migrations to {0}; grant create on schema public to {0}; \
             alter table schema_migrations enable row level security",
            role.name()
        ));
        // A superuser sees all rows.
        project.run("status --exit-code").succeeds();
        for command in ["up", "status", "down"] {
            project
                .run_as(&role, command)
                .exits(4)
                .stderr_contains("may hide rows from this role")
                .stderr_contains("disable row level security")
                .never_says("pending");
        }
        // Also an owner, where it is forced.
        project.query(&format!(
            "alter table schema_migrations owner to {}; \
             alter table schema_migrations force row level security",
            role.name()
        ));
        project.run_as(&role, "up").exits(4);
        project.query("alter table schema_migrations no force row level security");
        project.run_as(&role, "status --exit-code").succeeds();
        project.query(&format!("drop owned by {}", role.name()));
    });
}

#[test]
fn the_tables_of_other_tools_are_left_to_them() {
    for_each_major(|server| {
        for (tool, sql) in [
            (
                "golang-migrate",
                "create table schema_migrations (version bigint not null primary key, dirty boolean not null); \
                 insert into schema_migrations values (1, false)",
            ),
            (
                "Rails",
                "create table schema_migrations (version character varying not null primary key); \
                 create table ar_internal_metadata (key character varying primary key, value character varying, \
                 created_at timestamp(6) not null, updated_at timestamp(6) not null); \
                 insert into schema_migrations values ('1')",
            ),
            (
                "Ecto",
                "create table schema_migrations (version bigint not null primary key, \
                 inserted_at timestamp(0) without time zone); \
                 insert into schema_migrations values (1, now())",
            ),
        ] {
            let project = with(server, sql);
            refuses(&project, tool, &format!("belongs to another tool: {tool}"));
            // Its table stays, ours stands beside it.
            project
                .run("up --migrations-table proj_migrations")
                .succeeds();
        }
        let project = with(server, "create table schema_migrations (id int)");
        refuses(&project, "no version", "has no column `version`");
        let project = with(
            server,
            "create table schema_migrations (version varchar primary key); \
             insert into schema_migrations values ('V1__a')",
        );
        for command in ["up", "status"] {
            project
                .run(command)
                .exits(4)
                .stderr_contains("holds a version that is not a number: `V1__a`");
        }
    });
}

#[test]
fn a_later_schema_of_the_users_own_name_moves_no_ledger() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = with(
            server,
            &format!("grant create on schema public to {}", role.name()),
        );
        project.run_as(&role, "up").succeeds();
        project.query(&format!("create schema authorization {}", role.name()));
        project.table("2", "b");
        project
            .run_as(&role, "up")
            .succeeds()
            .never_says("applied  1_a");
        project.run_as(&role, "status --exit-code").succeeds();
        assert_eq!(
            project.query("select relnamespace::regnamespace from pg_class where relname = 'schema_migrations'"),
            "public"
        );
        // Where the ledger isn't on the path, it is named and not doubled.
        let path = format!("alter role {0} set search_path = {0}", role.name());
        project.query(&path);
        project
            .run_as(&role, "up")
            .exits(4)
            .stderr_contains("there is one in schema public");
        project.query(&format!("drop owned by {0} cascade", role.name()));
    });
}

/// Functions and operators that raise, and relations of the catalogue's names.
fn hostile_schema() -> String {
    let mut sql =
        "create schema evil; create table evil.pg_class (oid oid, relname name, relkind text); \
        create table evil.pg_namespace (oid oid); create table evil.pg_attribute (x int); \
        create view evil.pg_trigger as select 1/0 as x; create domain evil.int4 as text;"
            .to_owned();
    sql.push_str(
        "do $do$ declare f record; begin \
         for f in select p.oid, p.proname, pg_get_function_identity_arguments(p.oid) as args, \
           format_type(p.prorettype, null) as result, p.proretset from pg_proc p where p.prokind = 'f' \
           and pronamespace = 'pg_catalog'::regnamespace and provariadic = 0 and proname in ( \
           'to_regclass', 'pg_is_in_recovery', 'current_database', 'current_schema', 'current_setting', 'set_config', \
           'pg_relation_size', 'has_table_privilege', 'pg_try_advisory_xact_lock', 'pg_try_advisory_xact_lock_shared', \
           'quote_ident', 'sha256', 'encode', 'convert_to', 'now', 'date_part', 'format_type', 'pg_has_role', 'substr', \
           'strpos', 'lower', 'starts_with', 'clock_timestamp', 'pg_backend_pid', 'unnest', 'row_security_active', \
           'current_schemas') \
         loop begin execute format('create function evil.%I(%s) returns %s %s language plpgsql as %L', f.proname, f.args, \
           case when f.proretset then 'setof' else '' end, f.result, 'begin raise ''captured''; end'); \
         exception when others then null; end; end loop; end $do$; \
         create function evil.no(text, text) returns boolean language plpgsql as 'begin raise ''captured''; end'; \
         create function evil.no(name, text) returns boolean language plpgsql as 'begin raise ''captured''; end'; \
         create function evil.no(oid, oid) returns boolean language plpgsql as 'begin raise ''captured''; end'; \
         create function evil.no(bigint, bigint) returns boolean language plpgsql as 'begin raise ''captured''; end'; \
         create operator evil.= (leftarg = text, rightarg = text, function = evil.no); \
         create operator evil.= (leftarg = name, rightarg = text, function = evil.no); \
         create operator evil.= (leftarg = oid, rightarg = oid, function = evil.no); \
         create operator evil.= (leftarg = bigint, rightarg = bigint, function = evil.no); \
         create operator evil.<> (leftarg = text, rightarg = text, function = evil.no);",
    );
    sql
}

#[test]
fn a_hostile_search_path_captures_nothing() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = with(server, &hostile_schema());
        let name = project.database.name();
        assert_ne!(
            project.query(
                "select count(*) > 20 from pg_proc where pronamespace = 'evil'::regnamespace"
            ),
            "f"
        );
        project.query(&format!(
            "alter database {name} owner to {0}; grant all on schema public to {0}; grant usage on schema evil to {0}; \
             create table schema_migrations (version varchar primary key); \
             insert into schema_migrations values ('0'); alter table schema_migrations owner to {0}; \
             grant execute on all functions in schema evil to {0}",
            role.name()
        ));
        role.set("search_path = evil, pg_catalog, public");
        project.migration("0_old.sql", "-- migrate:up\nselect 1;\n");
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table public.a (x pg_catalog.int4);\n-- migrate:down\ndrop table public.a;\n",
        );
        project.migration(
            "2_b.sql",
            "-- migrate:up transaction:false\ncreate index concurrently a_x on public.a (x);\n\
             -- migrate:down transaction:false\ndrop index concurrently public.a_x;\n",
        );
        for command in [
            "status",
            "up --dry-run=execute --to 1",
            "up --adopt --release r",
            "status --exit-code",
            "protect",
            "redo --allow-protected",
            "down --last-run",
            "up",
            "down --to 0 --allow-protected",
            "protect --off",
        ] {
            let ran = project.run_as(&role, command).succeeds();
            assert!(!ran.err.contains("captured"), "{command}: {}", ran.err);
        }
        project.run_as(&role, "up").succeeds();
        project.remove("db/migrations/2_b.sql");
        project
            .run_as(&role, "down")
            .succeeds()
            .stdout_contains("stored script");
        assert_eq!(project.applied(), "0,1");
        assert_eq!(
            project.query(
                "select string_agg(relname, ',') from pg_class where relname like 'schema_mig%' \
                and relnamespace = 'evil'::regnamespace"
            ),
            ""
        );
        project.query(&format!(
            "drop schema evil cascade; reassign owned by {0} to postgres; drop owned by {0}",
            role.name()
        ));
    });
}
