//! Nothing that a migration sets reaches the next one or the ledger, and nothing is recorded whose
//! transaction isn't the one that was begun.

mod support;

use support::{Project, Role, for_each_major};

/// Every setting that a connection has changed, and who it is.
const STATE: &str = "select coalesce(string_agg(name || '=' || setting, ',' order by name) filter \
    (where source = 'session' and name not in ('lock_timeout', 'statement_timeout', \
     'idle_in_transaction_session_timeout', 'transaction_timeout', 'standard_conforming_strings', 'transaction_isolation', \
     'transaction_read_only', 'transaction_deferrable', 'client_connection_check_interval')), '') as changed, \
    current_setting('standard_conforming_strings') || current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement, \
    session_user::text as session, current_user::text as current, \
    current_setting('transaction_isolation') as isolation, \
    current_setting('transaction_read_only') as read_only \
    from pg_settings";

/// What a fresh migration sees.
const CLEAN: &str = "|on1s|0|postgres|postgres|read committed|off";

/// Applies `first`, whose up section this is, and says what the next migration sees.
fn seen_after(project: &Project, first: &str) -> String {
    project.migration("1_first.sql", format!("-- migrate:up\n{first}\n"));
    project.migration(
        "2_next.sql",
        format!("-- migrate:up\ncreate table public.seen as {STATE};\n"),
    );
    project.run("up").succeeds();
    assert_eq!(
        project.query(
            "select version, name, applied_seq, applied_by from schema_migrations order by 1"
        ),
        "1|first|1|postgres\n2|next|2|postgres",
        "after {first}"
    );
    project.query("table seen")
}

#[test]
fn settings_and_roles_of_a_migration_end_with_it() {
    for_each_major(|server| {
        let other = Role::create(server);
        let other = other.name();
        for first in [
            "set search_path = '';",
            "select pg_catalog.set_config('search_path', '', false);",
            "set search_path = pg_temp; create temp table schema_migrations (version text);",
            &format!("set role {other};"),
            &format!("set session authorization {other};"),
            &format!("set session authorization {other}; set role {other}; set search_path = '';"),
            "set statement_timeout = '10s'; set lock_timeout = '20s';",
            "set default_transaction_read_only = on;",
            "set default_transaction_isolation = 'serializable';",
            "reset all;",
            "set lc_messages = 'C'; set client_min_messages = 'error'; set timezone = 'Asia/Tokyo';",
            "set row_security = off;",
            "set transaction isolation level serializable; create table t (x int);",
            "set transaction isolation level repeatable read; create table t (x int);",
            "set standard_conforming_strings = off; set escape_string_warning = off;",
            "set datestyle = 'German'; set bytea_output = 'escape'; set extra_float_digits = 0;",
            "set local search_path = ''; set session_replication_role = replica;",
            "set client_encoding = 'LATIN1';",
            "create temp table seen (x int); set temp_tablespaces = '';",
        ] {
            let project = server.project();
            assert_eq!(seen_after(&project, first), CLEAN, "after {first}");
        }
    });
}

#[test]
fn settings_of_a_failed_migration_end_with_it() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\nset search_path = '';\nselect 1/0;\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("nothing of 1_a remains");
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
    });
}

/// What is said of it.
const ENDED: &str = "1_a ended its own transaction: what it did before that may be committed, \
    and nothing is recorded";

/// An up section that ends its own transaction where no lexer sees it must leave no row behind.
#[test]
fn nothing_is_recorded_when_a_migration_ends_its_transaction_unseen() {
    for_each_major(|server| {
        // With the setting off, the server reads on where the lexer saw the string end.
        let hidden = |sql: &str| {
            format!(
                "create table a (x int);\nset standard_conforming_strings = off;\n\
                 select 'a\\', '; {sql}; --';\ncreate table b (x int);\n"
            )
        };
        for ending in [
            "commit",
            "rollback",
            "commit; begin",
            "rollback; begin",
            "commit and chain",
            "rollback and chain",
            "end",
            "abort",
        ] {
            let project = server.project();
            project.migration("1_a.sql", format!("-- migrate:up\n{}", hidden(ending)));
            project.migration("2_b.sql", "-- migrate:up\ncreate table c (x int);\n");
            project
                .run("up")
                .exits(3)
                .stderr_contains("cannot record 1_a in the ledger")
                .stderr_contains(ENDED)
                .stderr_contains("not run: 2_b")
                .never_says("rolled back")
                .never_says("changed nothing");
            assert_eq!(
                project.query("select count(*) from schema_migrations"),
                "0",
                "{ending}"
            );
            assert_eq!(project.query("select to_regclass('c')"), "", "{ending}");
            // Nothing is left behind, either, that would block the next run.
            project.query("drop table if exists a; drop table if exists b");
            project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
            project.run("up").succeeds();
        }
    });
}

#[test]
fn a_failure_behind_a_hidden_commit_does_not_claim_a_rollback() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a (x int);\nset standard_conforming_strings = off;\n\
             select 'a\\', '; commit; --';\nselect 1/0;\ncreate table b (x int);\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("db/migrations/1_a.sql:5:1")
            .stderr_contains("division by zero")
            .stderr_contains(ENDED)
            .never_says("rolled back");
        project.query("drop table a, b");
        project
            .run("up --dry-run=execute")
            .exits(3)
            .stderr_contains(ENDED)
            .never_says("rolled back");
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
    });
}

#[test]
fn a_commit_inside_do_or_call_fails_and_is_rolled_back() {
    for_each_major(|server| {
        for section in [
            "create table a (x int);\ndo $$ begin insert into a values (1); commit; end $$;",
            "create table a (x int);\ncreate procedure p() language plpgsql as \
             $$ begin insert into a values (1); commit; end $$;\ncall p();",
        ] {
            let project = server.project();
            project.migration("1_a.sql", format!("-- migrate:up\n{section}\n"));
            project
                .run("up")
                .exits(3)
                .stderr_contains("SQLSTATE: 2D000")
                .stderr_contains("rolled back: nothing of 1_a remains");
            assert_eq!(project.query("select count(*) from schema_migrations"), "0");
            assert_eq!(project.query("select to_regclass('a')"), "");
        }
    });
}

#[test]
fn a_revert_leaves_no_setting_behind() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            format!("-- migrate:up\n-- migrate:down\ncreate table public.seen as {STATE};\n"),
        );
        project.migration("2_b.sql", "-- migrate:up\n-- migrate:down\nset search_path = '';\nset default_transaction_read_only = on;\n");
        project.run("up").succeeds();
        project.run("down --all").succeeds();
        assert_eq!(project.query("table seen"), CLEAN);
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
    });
}
