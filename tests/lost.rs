//! Connections that are refused, killed or cut: what is true is told, and found out when it can be.

mod support;

use std::fs;

use rustix::process::Signal;
use support::{
    Cut, Moment, Project, Running, Server, Session, each_major, eventually, for_each_major,
    for_each_major_at_once,
};

const FIRST: &str = "-- migrate:up\ncreate table a (id int);\n";
const LAST: &str = "-- migrate:up\ncreate table last ();\n";
const SLEEP: &str = "-- migrate:up\ninsert into a values (1);\nselect pg_sleep(60);\nselect 3;\n";
const CUT: &str = "-- migrate:up\ninsert into a values (4711);\n";
/// Where it is known on the wire: digits alone may stand in a nonce or a checksum as well.
const MARK: &str = "values (4711)";

fn sleeping(project: &Project) -> String {
    let name = project.database.name();
    project.query(&format!(
        "select string_agg(pid::text, ',') from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    ))
}

/// Starts `up` and waits until a backend sleeps; its pid.
fn asleep(project: &Project) -> (Running<'_>, String) {
    let running = project.start("up");
    eventually("the statement runs", || !sleeping(project).is_empty());
    (running, sleeping(project))
}

#[test]
fn a_backend_that_is_terminated_rolls_back() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration("0002_sleep.sql", SLEEP);
        project.migration("0003_last.sql", LAST);
        let (running, pid) = asleep(&project);
        project.query(&format!("select pg_terminate_backend({pid})"));
        running.wait().reads("lost/terminated");
        assert_eq!(project.query("select count(*) from a"), "0");

        let (running, pid) = asleep(&project);
        project.query(&format!("select pg_cancel_backend({pid})"));
        running.wait().reads("lost/cancelled");
    });
}

#[test]
fn a_backend_that_is_terminated_outside_of_a_transaction_leaves_what_was_done() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration(
            "0002_sleep.sql",
            SLEEP.replacen("up", "up transaction:false", 1),
        );
        let (running, pid) = asleep(&project);
        project.query(&format!("select pg_terminate_backend({pid})"));
        running.wait().reads("lost/terminated_loose");
        assert_eq!(project.query("select count(*) from a"), "1");
        // What failed may be edited.
        let awake = SLEEP
            .replacen("up", "up transaction:false", 1)
            .replace("60", "0");
        project.migration("0002_sleep.sql", awake);
        project.run("up").reads("lost/terminated_loose_again");
    });
}

#[test]
fn a_server_that_shuts_down_rolls_back() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration("0002_sleep.sql", SLEEP);
        let (running, _) = asleep(&project);
        // Fast: every backend is ended.
        server.signal(Signal::INT);
        running.wait().reads("lost/shut_down");
        std::mem::forget(project);
    });
}

#[test]
fn a_server_that_crashes_leaves_it_unknown() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration("0002_sleep.sql", SLEEP);
        project.migration("0003_last.sql", LAST);
        let (running, _) = asleep(&project);
        server.signal(Signal::QUIT);
        eventually("the server is gone", || {
            Session::try_open(&server.url("postgres")).is_err()
        });
        running.says("asking the server");
        // It is asked again and again until somebody loses patience.
        running.signal(Signal::INT);
        // Before 14 an immediate shutdown was announced as a crash.
        running.wait().reads(match major {
            ..14 => "lost/crashed_13",
            _ => "lost/crashed",
        });
        std::mem::forget(project);
    });
}

#[test]
fn a_commit_whose_answer_is_lost_is_found_in_the_ledger() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration("0002_cut.sql", CUT);
        project.migration("0003_last.sql", LAST);
        project.run("up --to 0001").succeeds();
        through(&project, Moment::AfterCommit)
            .wait()
            .reads("lost/after_commit");
        project.run("status").reads("lost/after_commit_status");

        project.query("drop table a, schema_migrations");
        project.remove("db/migrations/0003_last.sql");
        through(&project, Moment::AfterCommit)
            .wait()
            .reads("lost/after_last_commit");
    });
}

#[test]
fn a_commit_that_never_arrives_is_found_rolled_back() {
    for_each_major_at_once(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration("0002_cut.sql", CUT);
        project.migration("0003_last.sql", LAST);
        through(&project, Moment::BeforeCommit)
            .wait()
            .reads("lost/before_commit");
        assert_eq!(project.query("select count(*) from a"), "0");
        project.run("up").succeeds();
    });
}

#[test]
fn a_commit_that_cannot_be_asked_about_stays_unknown() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        project.migration("0002_cut.sql", CUT);
        let cut = Cut::new(&project, MARK, Moment::ForEver);
        let mut command = project.command(["up"]);
        command.env("DATABASE_URL", cut.url(&project));
        let running = Running::start(&project, command);
        eventually("it asks again", || cut.connections() > 1);
        running.signal(Signal::INT);
        running.wait().reads("lost/unknown");
    });
}

/// Starts `up` on a connection that is cut.
fn through(project: &Project, moment: Moment) -> Running<'_> {
    let cut = Cut::new(project, MARK, moment);
    let mut command = project.command(["up"]);
    command.env("DATABASE_URL", cut.url(project));
    let running = Running::start(project, command);
    // Its folder must live as long as the run: a test's process ends soon.
    std::mem::forget(cut);
    running
}

#[test]
fn a_password_that_is_wrong_is_never_shown() {
    each_major(|major| {
        let server = Server::scratch(major);
        server.query("create role locked login password 'right'");
        let hba = server.query("show hba_file");
        let rules = fs::read_to_string(&hba).unwrap();
        fs::write(&hba, format!("local all locked scram-sha-256\n{rules}")).unwrap();
        server.query("select pg_reload_conf()");
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        let host = server.socket_dir().display().to_string();
        let name = project.database.name().to_owned();
        eventually("passwords are asked for", || {
            Session::try_open(&format!("postgres://locked:wrong@/{name}?host={host}")).is_err()
        });
        let no_password = format!("postgres://locked@/{name}?host={host}");
        let no_password = ["status", "--url", &no_password];
        project
            .run_command(&mut project.command(no_password))
            .reads("lost/no_password");
        let mut command = project.command(no_password);
        project
            .run_command(command.env("PGPASSWORD", "right"))
            .succeeds();

        for password in [
            "s3cr3t",
            "s3#cr3t",
            "s3@cr3t",
            "s3%cr3t",
            "s3 cr3t",
            "s3:c/r3?t",
            "s3'cr\\3t",
        ] {
            let encoded: String = password
                .bytes()
                .map(|byte| {
                    if byte.is_ascii_alphanumeric() {
                        char::from(byte).into()
                    } else {
                        format!("%{byte:02X}")
                    }
                })
                .collect();
            for password in [password, &encoded] {
                let url = format!("postgres://locked:{password}@/{name}?host={host}");
                for format in ["text", "json"] {
                    for command in ["up", "status"] {
                        let mut given =
                            project.command([command, "--format", format, "--url", &url]);
                        let ran = project.run_command(&mut given);
                        assert!(matches!(ran.status, 2 | 3), "{password:?}: {}", ran.err);
                        ran.never_says("s3").never_says("cr3").never_says("r3t");
                    }
                }
            }
            let pairs = format!(
                "host={host} dbname={name} user=locked password='{}'",
                password.replace('\\', "\\\\").replace('\'', "\\'")
            );
            let mut command = project.command(["up"]);
            command.env("DATABASE_URL", pairs);
            project
                .run_command(&mut command)
                .never_says("s3")
                .reads("lost/wrong_password");
        }
    });
}

#[test]
fn a_database_that_is_missing_is_named() {
    for_each_major(|server| {
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        let host = server.socket_dir().display();
        let url = format!("postgres://postgres@/no_such_database?host={host}");
        for (golden, command) in [("status", "status"), ("no_create", "up --no-create")] {
            let mut command = project.command(command.split(' '));
            command.env("DATABASE_URL", &url);
            project
                .run_command(&mut command)
                .reads(&format!("lost/missing_database_{golden}"));
        }
    });
}

#[test]
fn a_server_without_free_connections_is_waited_for() {
    for_each_major(|server| {
        let role = support::Role::create(server);
        let project = server.project();
        server.query(&format!("alter role {} connection limit 1", role.name()));
        project.migration("0001_first.sql", FIRST);
        let session = Session::open(&project.database.url_as(role.name()));
        project
            .run_as(&role, "up --lock-wait 50ms")
            .reads("lost/no_connection");

        let mut command = project.command(["up"]);
        command.env("DATABASE_URL", project.database.url_as(role.name()));
        project.query(&format!("grant all on schema public to {}", role.name()));
        let running = Running::start(&project, command);
        running.says("waiting for a free connection");
        drop(session);
        running.wait().reads("lost/connection_at_last");
        project.query(&format!("drop owned by {}", role.name()));
    });
}

#[test]
fn who_only_looks_waits_a_moment_for_a_connection_and_no_longer() {
    for_each_major(|server| {
        let role = support::Role::create(server);
        let project = server.project();
        server.query(&format!("alter role {} connection limit 1", role.name()));
        project.migration("0001_first.sql", FIRST);
        let session = Session::open(&project.database.url_as(role.name()));
        let start = |args: &str| {
            let mut command = project.command(args.split(' '));
            command.env("DATABASE_URL", project.database.url_as(role.name()));
            Running::start(&project, command)
        };
        // As they would without options: none of them stays for the 15 minutes of an `up`.
        let looking = ["status", "up --dry-run", "down --dry-run=sql"].map(start);
        for run in looking {
            run.wait().reads("lost/no_connection_to_look");
        }
        project
            .run_as(&role, "status --lock-wait 10ms")
            .exits(5)
            .stderr_contains("waiting for a free connection");
        let status = start("status");
        status.says("waiting for a free connection");
        drop(session);
        status.wait().succeeds().stdout_contains("pending");
    });
}

#[test]
fn a_server_that_is_going_down_is_told_from_one_that_is_not_there() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = server.project();
        project.migration("0001_first.sql", FIRST);
        let session = project.session();
        // Smart: it waits for the session and lets nobody else in.
        server.signal(Signal::TERM);
        eventually("nobody is let in", || {
            Session::try_open(&server.url("postgres")).is_err()
        });
        project.run("up").reads("lost/shutting_down");
        drop(session);
        let socket = server.socket_dir().join(".s.PGSQL.5432");
        eventually("the server is gone", || !socket.exists());
        project.run("up").reads("lost/not_there");
        std::mem::forget(project);
    });
}

#[test]
fn a_lost_transaction_under_a_guard_is_waited_for_before_it_is_judged() {
    for_each_major(|server| {
        let project = server.project();
        project.migration(
            "0001_slow.sql",
            "-- migrate:up\nset transaction isolation level serializable;\n\
             create table slow ();\nselect pg_sleep(2);\n",
        );
        let cut = Cut::new(&project, "pg_sleep", Moment::Meanwhile);
        let mut command = project.command(["up"]);
        command.env("DATABASE_URL", cut.url(&project));
        project
            .run_command(&mut command)
            .succeeds()
            .stdout_contains("applied  0001_slow");
        assert_eq!(
            project.query("select version from schema_migrations"),
            "0001"
        );
    });
}

#[test]
fn a_transaction_that_the_server_has_not_read_yet_is_not_called_rolled_back() {
    for_each_major(|server| {
        let was_applied = (0..5).any(|_| {
            let project = server.project();
            let (cut, running) = held(&project);
            // Answered with the lock free and no row, and so asked again in a second.
            eventually("it has asked again", || cut.ended() > 1);
            cut.let_through();
            let ran = running.wait();
            let is_applied = project.query("select count(*) from a") == "1";
            if is_applied {
                ran.succeeds().stdout_contains("applied  0002_cut");
            } else {
                // A question takes the lock for a moment: what comes just then is refused.
                ran.exits(3)
                    .stderr_contains("rolled back: nothing of 0002_cut remains");
            }
            is_applied
        });
        assert!(was_applied);
    });
}

#[test]
fn a_transaction_that_comes_after_its_lease_does_nothing() {
    for_each_major_at_once(|server| {
        let project = server.project();
        let (cut, running) = held(&project);
        running.wait().reads("lost/too_late");
        cut.let_through();
        eventually("the server has done with it", || cut.is_done());
        assert_eq!(project.query("select count(*) from a"), "0");
        assert_eq!(
            project.query("select string_agg(version, ',') from schema_migrations"),
            "0001"
        );
        project.run("up").succeeds();
    });
}

/// Starts `up` on a connection that is cut before the server has read any of the second
/// migration, the only one of its run: another would have begun behind the COMMIT before it.
fn held(project: &Project) -> (Cut, Running<'_>) {
    project.migration("0001_first.sql", FIRST);
    project.run("up").succeeds();
    project.migration("0002_cut.sql", CUT);
    let cut = Cut::new(project, MARK, Moment::Held);
    let mut command = project.command(["up"]);
    command.env("DATABASE_URL", cut.url(project));
    let running = Running::start(project, command);
    (cut, running)
}
