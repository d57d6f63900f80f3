//! `up`: which migrations, what is warned of or refused, and what a dry run does.

mod support;

use support::{Project, Role, Server, for_each_major};

/// Adds a migration that makes a table.
fn table(project: &Project, version: &str, name: &str) {
    project.migration(
        &format!("{version}_{name}.sql"),
        format!(
            "-- migrate:up\ncreate table {name} (x int);\n-- migrate:down\ndrop table {name};\n"
        ),
    );
}

/// `a`, `b`, `c` and `d`, all pending.
fn four(server: &Server) -> Project {
    let project = server.project();
    for (version, name) in [("1", "a"), ("2", "b"), ("3", "c"), ("10", "d")] {
        table(&project, version, name);
    }
    project
}

fn tables(project: &Project) -> String {
    project.query(
        "select coalesce(string_agg(relname, ',' order by relname), '') from pg_class \
         where relkind = 'r' and relnamespace = 'public'::regnamespace",
    )
}

fn applied(project: &Project) -> String {
    project.query("select string_agg(version, ',' order by applied_seq) from schema_migrations")
}

#[test]
fn up_applies_what_was_asked_for_in_numeric_order() {
    for_each_major(|server| {
        for (command, expected) in [
            ("up", "1,2,3,10"),
            ("up --to 3", "1,2,3"),
            ("up --to 003", "1,2,3"),
            ("up --count 2", "1,2"),
            ("up --to 3 --count 9", "1,2,3"),
        ] {
            let project = four(server);
            project.run(command).succeeds();
            assert_eq!(applied(&project), expected, "{command}");
        }
        four(server)
            .run("up --to 4")
            .exits(2)
            .stderr_contains("neither a file nor the ledger knows this version");
    });
}

#[test]
fn a_dry_run_shows_takes_no_lock_and_writes_nothing() {
    for_each_major(|server| {
        let project = four(server);
        // Whoever needed the lock would wait, and give up.
        let holder = project.session();
        holder.query(
            "begin; select pg_advisory_xact_lock(('x' || left(encode(sha256( \
             'proj-migrate lock public.schema_migrations'), 'hex'), 16))::bit(64)::bigint)",
        );
        for command in [
            "up --dry-run",
            "up --dry-run=plan",
            "up --dry-run --lock-wait 0s",
        ] {
            project
                .run(command)
                .succeeds()
                .stdout_contains(
                    "would apply  1_a  (db/migrations/1_a.sql, 1 statement, one transaction)",
                )
                .stdout_contains("would apply  10_d");
        }
        project
            .run("up --dry-run=sql --count 1")
            .succeeds()
            .stdout_contains("create table a (x int);")
            .never_says("drop table")
            .never_says("create table b");
        assert_eq!(tables(&project), "");
    });
}

#[test]
fn dry_run_execute_tries_everything_and_rolls_it_back() {
    for_each_major(|server| {
        let project = four(server);
        let tried = project.run("up --dry-run=execute").succeeds();
        tried
            .stdout_contains("would apply  1_a")
            .stdout_contains("would apply  10_d")
            .stderr("host [socket] (port 5432), database [database], role postgres\n4 migrations tried and rolled back: nothing was changed\n");
        assert_eq!(tables(&project), "");
        project.run("up --to 2").succeeds();
        project.migration(
            "3_c.sql",
            "-- migrate:up\ncreate table c (x int);\nselect 1/0;\n",
        );
        project
            .run("up --dry-run=execute")
            .exits(3)
            .stderr_contains("db/migrations/3_c.sql:3:")
            .stderr_contains("division by zero");
        assert_eq!(tables(&project), "a,b,schema_migrations");
        assert_eq!(applied(&project), "1,2");
    });
}

#[test]
fn out_of_order_missing_and_future_versions_are_named() {
    for_each_major(|server| {
        let project = four(server);
        project.remove("db/migrations/2_b.sql");
        project.run("up").succeeds();
        table(&project, "2", "b");
        project.remove("db/migrations/1_a.sql");

        project
            .run("up --strict")
            .exits(4)
            .stderr_contains("out of order: 2_b")
            .stderr_contains("file missing: 1_a");
        assert_eq!(applied(&project), "1,3,10");
        project
            .run("status --exit-code")
            .exits(1)
            .stdout_contains("out-of-order")
            .stdout_contains("missing");
        project
            .run("up")
            .succeeds()
            .stderr_contains("2_b is out of order: it comes after 3_c, 10_d, applied already")
            .stderr_contains("1 applied migration without a file: 1_a");
        assert_eq!(applied(&project), "1,3,10,2");

        project.remove("db/migrations/10_d.sql");
        table(&project, "1", "a");
        project
            .run("up --strict")
            .succeeds()
            .stderr_contains("the ledger is ahead of these files by 1 migration: 10_d");
        project
            .run("status --exit-code")
            .succeeds()
            .stdout_contains("future");
    });
}

#[test]
fn a_failure_names_what_is_committed_and_keeps_it() {
    for_each_major(|server| {
        let project = four(server);
        project.migration(
            "3_c.sql",
            "-- migrate:up\ncreate table c (x int);\ncreate table a (x int);\n",
        );
        project
            .run("up")
            .exits(3)
            .stdout_contains("applied  2_b")
            .stderr_contains("db/migrations/3_c.sql:3:")
            .stderr_contains(
                "rolled back: nothing of 3_c remains; 2 migrations before it are committed",
            )
            .stderr_contains("not run: 10_d");
        assert_eq!(tables(&project), "a,b,schema_migrations");
        assert_eq!(applied(&project), "1,2");
    });
}

#[test]
fn a_deferred_constraint_fails_before_the_commit_and_rolls_back() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table p (x int primary key);\n\
             create table c (x int references p deferrable initially deferred);\n\
             insert into c values (7);\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("cannot satisfy the deferred constraints for 1_a")
            .stderr_contains("c_x_fkey")
            .stderr_contains("Key (x)=(7) is not present in table \"p\".")
            .stderr_contains("rolled back");
        assert_eq!(tables(&project), "schema_migrations");
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
    });
}

#[test]
fn a_new_enum_value_used_at_once_fails_with_its_cure() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate type mood as enum ('sad');\n",
        );
        project.run("up").succeeds();
        project.migration(
            "2_b.sql",
            "-- migrate:up\nalter type mood add value 'glad';\ncreate table a as select 'glad'::mood;\n",
        );
        project
            .run("up")
            .exits(3)
            .stderr_contains("SQLSTATE: 55P04")
            .stderr_contains("use it in the next migration");
        project.migration(
            "2_b.sql",
            "-- migrate:up\nalter type mood add value 'glad';\n",
        );
        project.migration(
            "3_c.sql",
            "-- migrate:up\ncreate table a as select 'glad'::mood;\n",
        );
        project.run("up").succeeds();
    });
}

#[test]
fn a_table_locked_for_a_while_is_tried_again_until_it_is_free() {
    for_each_major(|server| {
        let project = four(server);
        project.run("up --to 1").succeeds();
        project.migration(
            "2_b.sql",
            "-- migrate:up\ncreate table b (x int);\nalter table a add y int;\n",
        );
        let other = project.session();
        other.query("begin; select * from a");
        project
            .run("up --lock-timeout 20ms --lock-retry-for 100ms")
            .exits(5)
            .stderr_contains("canceling statement due to lock timeout")
            .stderr_contains("trying again in")
            .stderr_contains("rolled back: nothing of 2_b remains");
        assert_eq!(applied(&project), "1");

        let run = project.start("up --lock-timeout 20ms");
        run.says("trying again in");
        other.query("commit");
        run.wait().succeeds();
        assert_eq!(applied(&project), "1,2,3,10");
    });
}

/// What is sent step by step must be rolled back before it is tried again.
#[test]
fn copy_data_and_savepoints_are_tried_again_too() {
    for_each_major(|server| {
        for section in [
            "create table b (x int);\ncopy b from stdin;\n1\n\\.\nalter table a add y int;\n",
            "savepoint s;\nselect 1;\nrollback to s;\nalter table a add y int;\n",
            "alter table a add y int;\ncopy a from stdin;\n1\t2\n\\.\n",
        ] {
            let project = four(server);
            project.run("up --to 1").succeeds();
            project.migration("2_b.sql", format!("-- migrate:up\n{section}"));
            let other = project.session();
            other.query("begin; select * from a");
            let run = project.start("up --lock-timeout 20ms --to 2");
            run.says("trying again in");
            other.query("commit");
            run.wait().succeeds();
            assert_eq!(applied(&project), "1,2");
        }
    });
}

#[test]
fn a_statement_without_transaction_is_tried_again_by_itself() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (x int)");
        project.migration(
            "1_b.sql",
            "-- migrate:up transaction:false\ncreate table b (x int);\nalter table a add y int;\n",
        );
        let other = project.session();
        other.query("begin; select * from a");
        let run = project.start("up --lock-timeout 20ms");
        run.says("trying again in");
        other.query("commit");
        run.wait().succeeds();
        assert_eq!(
            tables(&project),
            "a,b,schema_migrations,schema_migrations_progress"
        );
    });
}

#[test]
fn a_missing_database_is_created_on_a_local_server_unless_told_not_to() {
    for_each_major(|server| {
        let project = four(server);
        let name = project.database.name();
        server.query(&format!("drop database {name}"));
        project
            .run("up --no-create")
            .exits(3)
            .stderr_contains("does not exist")
            .stderr_contains("hint: create the database first");
        for command in [
            "status",
            "down",
            "up --dry-run",
            "up --dry-run=execute --create",
        ] {
            project.run(command).exits(3);
        }
        let exists = format!("select count(*) from pg_database where datname = '{name}'");
        assert_eq!(server.query(&exists), "0");
        project
            .run("up")
            .succeeds()
            .stderr_contains("created the database [database]");
        assert_eq!(applied(&project), "1,2,3,10");
    });
}

#[test]
fn a_role_that_may_not_create_the_database_is_told_so() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = four(server);
        server.query(&format!("drop database {}", project.database.name()));
        project
            .run_as(&role, "up")
            .exits(3)
            .stderr_contains("cannot create the database [database]: permission denied");
    });
}
