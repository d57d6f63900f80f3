//! Behind PgBouncer in transaction mode: what works with a pool of one, what takes two or a way
//! past it, and what is left behind for its other clients.

mod support;

use rustix::process::Signal;
use support::{Pooler, Role, Running, Session, Wire, eventually, for_each_major};

/// A migration that builds an index of the table `a` outside of a transaction.
const INDEX: &str = "-- migrate:up transaction:false\ncreate index concurrently a_x on a (x);\n\
    -- migrate:down transaction:false\ndrop index concurrently a_x;\n";

/// What runs hold that nobody else may find held.
const LEFT: &str = "select count(*) from pg_locks where locktype = 'advisory' and database = \
    (select oid from pg_database where datname = current_database())";

#[test]
fn a_full_queue_is_waited_for_up_to_lock_wait() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a ();\n");
        let pooler = Pooler::with(1, &project, "query_wait_timeout = 1");
        let other = Session::open(&pooler.url(&project));
        other.query("begin");
        let through = |args: &[&str]| {
            let mut command = project.command(args);
            command.env("DATABASE_URL", pooler.url(&project));
            command
        };
        project
            .run_command(&mut through(&["up", "--lock-wait", "10ms"]))
            .exits(5)
            .stderr_contains("query_wait_timeout");
        let running = Running::start(&project, through(&["up"]));
        running.says("query_wait_timeout");
        other.query("commit");
        running.wait().succeeds().stdout_contains("applied  1_a");
    });
}

#[test]
fn nothing_is_sent_behind_a_commit_that_frees_the_backend() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\ncreate table a (x int);\n");
        project.run("up").succeeds();
        project.migration("2_b.sql", "-- migrate:up\ncreate table b ();\n");
        project.migration("3_c.sql", "-- migrate:up\nalter table a add y int;\n");
        project.migration("4_d.sql", "-- migrate:up\ncreate table d ();\n");
        let pooler = Pooler::of(1, &project);
        let wire = Wire::in_front_of(pooler.folder());
        let reader = project.session();
        reader.query("begin; lock table a in access share mode");
        let running = wire.start(&project, "up --lock-timeout 0");
        let waiting =
            "select count(*) from pg_locks where relation = 'a'::regclass and not granted";
        eventually("the third waits", || project.query(waiting) == "1");
        // The survey; begin, check, statement and finish of two migrations.
        let sent = "Q".repeat(1 + 2 * 4);
        eventually("all is sent", || wire.messages().len() >= sent.len());
        assert_eq!(wire.messages(), sent);
        reader.query("rollback");
        running.wait().succeeds();
    });
}

#[test]
fn nothing_of_a_run_reaches_the_next_client_of_its_backend() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        project.query(&format!("grant all on schema public to {}", role.name()));
        project.migration(
            "1_a.sql",
            "-- migrate:up\ncreate table a ();\nset work_mem = '7MB';\n",
        );
        let pooler = Pooler::of(1, &project);
        let mut command = project.command(["up", "--role", role.name()]);
        project
            .run_command(command.env("DATABASE_URL", pooler.url(&project)))
            .succeeds();
        let left = "select current_user, current_setting('work_mem'), \
            coalesce(current_setting('proj_migrate.tx', true), '')";
        let next = Session::open(&pooler.url(&project));
        assert_eq!(next.query(left), "postgres|4MB|");
        assert_eq!(
            project.query("select relowner::regrole from pg_class where oid = 'a'::regclass"),
            role.name()
        );
        project.query("drop table a, schema_migrations");
        project.query(&format!("drop owned by {}", role.name()));
    });
}

#[test]
fn temporary_tables_of_the_backends_last_client_capture_nothing() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let pooler = Pooler::of(1, &project);
        let through = |args: &str| {
            let mut command = project.command(args.split_whitespace());
            project.run_command(command.env("DATABASE_URL", pooler.url(&project)))
        };
        let other = Session::open(&pooler.url(&project));
        other.query(
            "create temporary table pg_class (x int); create temporary table pg_namespace (x int); \
             create temporary table pg_attribute (x int); create temporary table pg_inherits (x int); \
             create temporary table pg_db_role_setting (x int); create temporary table pg_database (x int); \
             create temporary table schema_migrations_progress as select 1 as x; \
             create temporary table schema_migrations_settings as select 'protected' as name",
        );
        through("up").succeeds();
        through("status --exit-code").succeeds();
        through("protect").succeeds();
        through("down").exits(4);
        through("protect --off").succeeds();
        through("down").succeeds();
        assert_eq!(project.applied(), "");
        // One of the ledger's own name stands in front of it on every search path.
        other.query("create temporary table schema_migrations (version varchar)");
        for command in ["up", "status"] {
            through(command)
                .exits(4)
                .stderr_contains("is a temporary table: the ledger must be an ordinary")
                .never_says("pending");
        }
    });
}

#[test]
fn transactional_migrations_do_with_a_pool_of_one() {
    for_each_major(|server| {
        let project = server.project();
        for (version, name) in [("1", "a"), ("2", "b"), ("3", "c")] {
            project.table(version, name);
        }
        let pooler = Pooler::of(1, &project);
        pooler.run(&project, "up --count 2").succeeds();
        pooler
            .run(&project, "status")
            .succeeds()
            .stdout_contains("pending");
        pooler
            .run(&project, "up")
            .succeeds()
            .stdout_contains("applied  3_c");
        pooler
            .run(&project, "up")
            .succeeds()
            .stderr_contains("nothing to do");
        pooler.run(&project, "redo").succeeds();
        pooler.run(&project, "down --count 2").succeeds();
        assert_eq!(project.applied(), "1");
        assert_eq!(project.query(LEFT), "0");
    });
}

#[test]
fn what_takes_two_connections_says_so_of_a_pool_of_one_and_goes_past_it() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.migration("2_index.sql", INDEX);
        let pooler = Pooler::of(1, &project);
        // The pooler's own patience is two minutes.
        pooler
            .run(&project, "up")
            .exits(5)
            .stdout_contains("applied  1_a")
            .stderr_contains("gave no second connection within ")
            .stderr_contains("nothing of 2_index was run")
            .stderr_contains("`--direct-url URL`");
        assert_eq!(project.query(LEFT), "0");
        let index = "select count(*) from pg_class where relname = 'a_x'";
        assert_eq!(project.query(index), "0");
        let mut command = pooler.command(&project, "up");
        command.env("DIRECT_URL", project.database.url());
        project
            .run_command(&mut command)
            .succeeds()
            .never_says("pooler");
        assert_eq!(project.query(index), "1");
        let past = format!("down --direct-url {}", project.database.url());
        pooler.run(&project, &past).succeeds();
        assert_eq!(project.query(index), "0");
        assert_eq!(project.applied(), "1");

        // Under REPEATABLE READ the lock has to be held elsewhere, too.
        project.migration(
            "2_index.sql",
            "-- migrate:up\nset transaction isolation level repeatable read;\ncreate table b ();\n",
        );
        pooler
            .run(&project, "up")
            .exits(5)
            .stderr_contains("second connection");
        let past = format!("up --direct-url {}", project.database.url());
        pooler.run(&project, &past).succeeds();
        assert_eq!(project.applied(), "1,2");
    });
}

#[test]
fn a_pool_of_two_does_for_sections_outside_of_a_transaction() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        project.migration(
            "2_loose.sql",
            "-- migrate:up transaction:false lock-timeout:3s\ncreate table b (x int);\n\
             insert into b values (1);\nbegin;\nset local work_mem = '7MB';\n\
             insert into b select 2 where current_setting('lock_timeout') = '3s';\ncommit;\n",
        );
        project.migration("3_index.sql", INDEX);
        let pooler = Pooler::of(2, &project);
        pooler.run(&project, "up --to 2").exits(0);
        assert_eq!(
            project.query("select string_agg(x::text, ',' order by x) from b"),
            "1,2"
        );
        pooler
            .run(&project, "up")
            .succeeds()
            .stderr_contains("there is a pooler in between")
            .stderr_contains("3_index");
        assert_eq!(project.applied(), "1,2,3");
        pooler.run(&project, "down").succeeds();

        // Whoever comes next finds both backends as they were.
        let clients = [
            Session::open(&pooler.url(&project)),
            Session::open(&pooler.url(&project)),
        ];
        let settings = "select string_agg(concat(name, '=', setting), ' ' order by name) from pg_settings \
            where source = 'session' and name not in ('client_encoding', 'application_name', 'DateStyle', \
            'TimeZone', 'standard_conforming_strings', 'extra_float_digits', 'IntervalStyle')";
        for client in &clients {
            client.query("begin");
            assert_eq!(client.query(settings), "");
            assert_eq!(client.query("select current_setting('lock_timeout')"), "0");
        }
        assert_eq!(project.query(LEFT), "0");
    });
}

#[test]
fn what_needs_a_session_is_refused_before_anything_runs() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let pooler = Pooler::of(2, &project);
        let role = Role::create(server);
        project.query(&format!("grant all on schema public to {}", role.name()));
        let as_role = format!("up --role {}", role.name());
        for (statements, command, says) in [
            (
                "set work_mem = '7MB';",
                "up",
                "statement 1 needs a session of its own",
            ),
            (
                "create temp table t ();",
                "up",
                "statement: create temp table t ()",
            ),
            (
                "create table b ();vacuum;",
                as_role.as_str(),
                "to be set: --role",
            ),
        ] {
            let section = format!("-- migrate:up transaction:false\n{statements}\n");
            project.migration("2_b.sql", section);
            pooler
                .run(&project, command)
                .exits(4)
                .stderr_contains(says)
                .stderr_contains("nothing was changed");
            assert_eq!(project.tables(), "", "{statements}");
        }
        project.query(&format!(
            "alter database {} set lock_timeout = '1s'",
            project.database.name()
        ));
        project.migration("2_b.sql", INDEX);
        let pooler = Pooler::of(2, &project);
        pooler
            .run(&project, "up")
            .exits(4)
            .stderr_contains("lock_timeout = 1s");
        let past = format!("up --direct-url {}", project.database.url());
        pooler.run(&project, &past).succeeds();
        project.query(&format!("drop owned by {}", role.name()));
    });
}

#[test]
fn a_direct_url_must_lead_to_the_same_database() {
    for_each_major(|server| {
        let project = server.project();
        let other = server.project();
        project.table("1", "a");
        project.migration("2_index.sql", INDEX);
        let pooler = Pooler::of(2, &project);
        let astray = format!("up --direct-url {}", other.database.url());
        pooler
            .run(&project, &astray)
            .exits(4)
            .stderr_contains("leads to another database");
        assert_eq!(other.tables(), "");
        assert_eq!(project.applied(), "1");
        pooler.run(&project, "up").succeeds();
    });
}

#[test]
fn fifty_runners_at_once_do_with_a_pool_of_two() {
    for_each_major(|server| {
        let project = server.project();
        for (version, name) in [("1", "a"), ("3", "c"), ("4", "d")] {
            project.table(version, name);
        }
        project.migration("2_index.sql", INDEX);
        let pooler = Pooler::of(2, &project);
        let runners: Vec<Running<'_>> = (0..50).map(|_| pooler.start(&project, "up")).collect();
        for runner in runners {
            runner.wait().succeeds();
        }
        let versions =
            "select string_agg(version, ',' order by applied_seq) from schema_migrations";
        assert_eq!(project.query(versions), "1,2,3,4");
        assert_eq!(project.query(LEFT), "0");
    });
}

#[test]
fn cancelling_leaves_the_pooler_alive() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let pooler = Pooler::of(2, &project);
        pooler.run(&project, "up").succeeds();
        let asleep = "select count(*) from pg_stat_activity where state = 'active' \
            and datname = current_database() and query like '%pg_sleep(600)%' and pid <> pg_backend_pid()";
        for marker in ["-- migrate:up", "-- migrate:up transaction:false"] {
            project.migration("2_sleep.sql", format!("{marker}\nselect pg_sleep(600);\n"));
            let running = pooler.start(&project, "up");
            eventually("it sleeps", || project.query(asleep) == "1");
            running.signal(Signal::INT);
            running.wait().exits(130);
            assert_eq!(project.query(asleep), "0");
            pooler.run(&project, "status").succeeds();
        }
        project.migration(
            "2_sleep.sql",
            "-- migrate:up transaction:false\nselect 1;\n",
        );
        pooler.run(&project, "up").succeeds();
        assert_eq!(project.applied(), "1,2");
        assert_eq!(project.query(LEFT), "0");
    });
}

#[test]
fn a_run_that_was_killed_goes_on_through_the_pooler() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let pooler = Pooler::of(2, &project);
        pooler.run(&project, "up").succeeds();
        project.migration("2_index.sql", INDEX);
        let reader = project.session();
        reader.query("begin; insert into a values (1)");
        let running = pooler.start(&project, "up");
        let building = "select count(*) from pg_stat_activity where state = 'active' \
            and datname = current_database() and query like 'create index conc%' and pid <> pg_backend_pid()";
        eventually("it builds", || project.query(building) == "1");
        running.kill();
        let next = pooler.start(&project, "up");
        next.says("2_index");
        reader.query("commit");
        next.wait().succeeds();
        assert_eq!(
            project.query(
                "select count(*) from pg_index where indrelid = 'a'::regclass and indisvalid"
            ),
            "1"
        );
        assert_eq!(project.applied(), "1,2");
    });
}

#[test]
fn a_full_pool_is_told_long_before_the_pooler_refuses() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let pooler = Pooler::of(1, &project);
        let other = Session::open(&pooler.url(&project));
        other.query("begin");
        pooler
            .run(&project, "status")
            .exits(3)
            .stderr_contains("waiting for a free connection")
            .stderr_contains("no answer within 10 s")
            .stderr_contains("a pooler in front of the server");
        let running = pooler.start(&project, "up");
        running.says("waiting for a free connection");
        other.query("commit");
        running.wait().succeeds();
    });
}

#[test]
fn seeds_are_loaded_and_merged_through_it() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table a (id int primary key, x text)");
        project.write("db/seeds/01_a.csv", "id,x\n1,one\n2,two\n");
        project.write(
            "db/seeds/02_b.sql",
            "insert into a values (9, 'nine') on conflict do nothing;\n",
        );
        let pooler = Pooler::of(1, &project);
        let seed = |args: &str| {
            let mut command = project.command(args.split_whitespace());
            project.run_command(command.env("DATABASE_URL", pooler.url(&project)))
        };
        let other = Session::open(&pooler.url(&project));
        // It stands in front of every table of its name, and is none to load.
        other.query("create temporary table schema_seeds (x int)");
        seed("seed").succeeds();
        project.write("db/seeds/01_a.csv", "id,x\n1,one\n2,zwei\n3,three\n");
        seed("seed --dry-run")
            .succeeds()
            .stdout_contains("would merge  01_a.csv");
        seed("seed")
            .succeeds()
            .stdout_contains("1 inserted, 1 updated, 1 unchanged");
        seed("seed").succeeds().stderr_contains("nothing to do");
        assert_eq!(
            project.query("select string_agg(x, ',' order by id) from a"),
            "one,zwei,three,nine"
        );
        let left = "select count(*) from pg_class where relname like 'proj\\_migrate\\_seed%'";
        assert_eq!(other.query(left), "0");
        seed("seed generate a=20 --seed 3").succeeds();
        assert_eq!(project.query("select count(*) from a"), "24");
        assert_eq!(other.query(left), "0");
        other.query("create temporary table a (id int)");
        seed("seed --force")
            .exits(2)
            .stderr_contains("a is a temporary table");
    });
}
