//! Roles: their defaults don't change a run, and few rights are enough.

mod support;

use support::{Project, Role, Server, for_each_major};

/// A project whose database belongs to `role`.
fn owned_by(role: &Role, server: &Server) -> Project {
    let project = server.project();
    let name = project.database.name();
    project.query(&format!("alter database {name} owner to {}", role.name()));
    project
}

#[test]
fn the_defaults_of_a_role_neither_break_nor_change_a_run() {
    for_each_major(|server| {
        let role = Role::create(server);
        for setting in [
            "statement_timeout = '2s'",
            "lock_timeout = '1ms'",
            "default_transaction_isolation = 'serializable'",
            "default_transaction_read_only = on",
            "default_transaction_deferrable = on",
            "idle_in_transaction_session_timeout = '100ms'",
            "search_path = public, pg_catalog",
            "row_security = off",
            "client_min_messages = 'error'",
            "standard_conforming_strings = off",
            "lc_messages = 'C'",
            "proj_migrate.tx = 'guessed'",
        ] {
            role.set(setting);
        }
        if server.major >= 17 {
            role.set("transaction_timeout = '2s'");
        }
        let project = owned_by(&role, server);
        project.migration(
            "1_a.sql",
            "-- migrate:up\nselect pg_sleep(2.1);\ncreate table public.a as \
             select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, \
             current_setting('transaction_isolation') as isolation;\n\
             insert into public.a values ('C:\\', 'it''s', 'x');\n\
             -- migrate:down\nselect pg_sleep(2.1);\ndrop table public.a;\n",
        );
        project.migration(
            "2_b.sql",
            "-- migrate:up transaction:false\ncreate index concurrently a_lock on public.a (lock);\n\
             select pg_sleep(2.1);\ncreate table public.b ();\n\
             -- migrate:down transaction:false\ndrop table public.b;\n\
             drop index concurrently public.a_lock;\n",
        );
        project.run_as(&role, "up").succeeds();
        assert_eq!(project.query("table a"), "0|1s|read committed\nC:\\|it's|x");
        assert_eq!(
            project.query(
                "select version, applied_by = session_user from schema_migrations order by 1"
            ),
            "1|f\n2|f"
        );
        project.run_as(&role, "status --exit-code").succeeds();
        project.run_as(&role, "down --all").succeeds();
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
    });
}

/// A ledger with every column, and more rows than none.
fn applied(server: &Server) -> Project {
    let project = server.project();
    project.migration(
        "1_a.sql",
        "-- migrate:up\ncreate table a (x int);\n-- migrate:down\ndrop table a;\n",
    );
    project.run("up").succeeds();
    project
}

/// Everything in the database that a command could create or change.
const OBJECTS: &str = "select (select count(*) from pg_class), (select count(*) from pg_attribute), \
    (select count(*) from pg_proc), (select sum(xmin::text::bigint) from schema_migrations)";

#[test]
fn reading_commands_need_only_select_and_create_nothing() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = applied(server);
        project.query(&format!(
            "grant select on schema_migrations to {}",
            role.name()
        ));
        project.migration("2_b.sql", "-- migrate:up\ncreate table b (x int);\n");
        let before = project.query(OBJECTS);
        for command in [
            "status",
            "up --dry-run",
            "up --dry-run=sql",
            "down --dry-run",
        ] {
            project
                .run_as(&role, command)
                .succeeds()
                .never_says("denied");
        }
        project
            .run_as(&role, "status --exit-code")
            .exits(1)
            .stdout_contains("pending");
        // Its scripts are read for an edit, too.
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (y int);\n");
        project
            .run_as(&role, "status --exit-code")
            .exits(1)
            .stdout_contains("modified");
        project
            .run_as(&role, "up --dry-run")
            .exits(4)
            .stderr_contains("-create table a (x int);");
        assert_eq!(project.query(OBJECTS), before);
    });
}

#[test]
fn reading_commands_create_no_ledger() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        for command in [
            "status",
            "up --dry-run",
            "up --dry-run=sql",
            "down",
            "down --dry-run",
        ] {
            project.run(command).succeeds();
        }
        project.run("up --dry-run=execute").succeeds();
        assert_eq!(
            project
                .query("select count(*) from pg_class where relnamespace = 'public'::regnamespace"),
            "0"
        );
    });
}

#[test]
fn a_reader_of_the_ledger_alone_is_told_what_it_cannot_see() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = applied(server);
        project.query(&format!(
            "grant select on schema_migrations to {}",
            role.name()
        ));
        project.migration("2_b.sql", "-- migrate:up transaction:false\nselect 1/0;\n");
        project.run("up").exits(3);
        let reader = role.name();
        project
            .run_as(&role, "status")
            .succeeds()
            .stderr_contains("[role] has no right to read")
            .stderr_contains("grant select on \"public\".\"schema_migrations_progress\"");
        project.query(&format!("grant insert on schema_migrations to {reader}"));
        project
            .run_as(&role, "up")
            .exits(3)
            .stderr_contains("cannot tell what is partial");
        project.query(&format!(
            "grant select on schema_migrations_progress to {reader}"
        ));
        project
            .run_as(&role, "status")
            .succeeds()
            .stdout_contains("partial");
        project
            .run_as(&role, "up")
            .exits(3)
            .stderr_contains("permission denied for table schema_migrations_progress");
    });
}

#[test]
fn up_needs_no_right_to_create_where_the_ledger_is_its_own() {
    for_each_major(|server| {
        let role = Role::create(server);
        let owner = role.name();
        let project = server.project();
        project.query("revoke create on schema public from public; create table a (x int)");
        project.query(&format!("grant insert, delete, select on a to {owner}"));
        project.migration(
            "1_a.sql",
            "-- migrate:up\ninsert into a values (1);\n-- migrate:down\ndelete from a;\n",
        );

        // Without a ledger the message has its DDL, which does what the tool would have done.
        let refused = project
            .run_as(&role, "up")
            .exits(3)
            .stderr_contains("permission denied for schema public")
            .stderr_contains("make this role its owner");
        let start = refused
            .err
            .find("create table \"public\".\"schema_migrations\"")
            .expect("the DDL");
        let ddl: String = refused.err[start..]
            .lines()
            .take_while(|line| !line.starts_with("hint"))
            .collect::<Vec<_>>()
            .join("\n");
        project.query(&ddl);
        project.query(&format!("alter table schema_migrations owner to {owner}"));
        project.run_as(&role, "up").succeeds();
        project
            .run_as(&role, "up")
            .succeeds()
            .stderr_contains("nothing to do");
        assert_eq!(
            project.query("select version, name, applied_seq, applied_by from schema_migrations"),
            format!("1|a|1|{owner}")
        );
        project.run_as(&role, "down").succeeds();
        assert_eq!(project.query("select count(*) from a"), "0");

        // A section without transaction needs the progress table; who may make it is told how.
        project.migration(
            "2_b.sql",
            "-- migrate:up transaction:false\ninsert into a values (2);\n",
        );
        let refused = project
            .run_as(&role, "up")
            .exits(3)
            .stderr_contains("cannot create \"public\".\"schema_migrations_progress\"");
        let start = refused
            .err
            .find("create table \"public\".\"schema_migrations_progress\"")
            .expect("the DDL");
        let ddl: String = refused.err[start..]
            .lines()
            .take_while(|line| !line.starts_with("hint") && !line.contains("not run"))
            .collect::<Vec<_>>()
            .join("\n");
        project.query(&ddl);
        project.query(&format!(
            "alter table schema_migrations_progress owner to {owner}"
        ));
        project.run_as(&role, "up").succeeds();
        assert_eq!(project.query("select x from a order by x"), "1\n2");
    });
}

#[test]
fn a_new_ledger_and_its_side_table_are_nobody_elses() {
    for_each_major(|server| {
        let project = server.project();
        project.query("alter default privileges grant all on tables to public");
        project.migration("1_a.sql", "-- migrate:up transaction:false\nselect 1;\n");
        project.run("up").succeeds();
        assert_eq!(
            project.query(
                "select relname from pg_class c, aclexplode(c.relacl) a \
                 where c.relname ~ '^schema_migrations' and a.grantee <> c.relowner"
            ),
            ""
        );
    });
}
