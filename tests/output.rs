//! stdout is data and stderr is for people: text and JSON, quiet and verbose, colours, streams that
//! can't be written, and where the database's name comes from.

mod support;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use support::{Project, Server, for_each_major};

const UP_DOWN: &str = "-- migrate:up\ncreate table a ();\n-- migrate:down\ndrop table a;\n";

fn project(server: &Server) -> Project {
    let project = server.project();
    project.migration("0001_a.sql", UP_DOWN);
    project.migration("0002_b.sql", "-- migrate:up\ndrop table if exists c;\ncreate table b (x int);\n-- migrate:down\ndrop table b;\n");
    project
}

#[test]
fn json_is_one_document_for_each_command_whatever_happens() {
    for_each_major(|server| {
        let project = project(server);
        let json = |args: &str, golden: &str| {
            let ran = project.run(&format!("{args} --format json"));
            let document = ran.json();
            assert_eq!(document["exit_status"], ran.status, "{args}");
            assert_eq!(document["error"].is_null(), ran.status < 2, "{args}");
            ran.reads_json(&format!("output/json_{golden}"));
        };
        json("up --dry-run", "up_plan");
        // The messages themselves are for `tests/dry_run.rs`, which runs them.
        let shown = project
            .run("up --dry-run=sql --format json")
            .succeeds()
            .json();
        let step = &shown["result"]["steps"][0];
        assert_eq!(step["sql"], "-- migrate:up\ncreate table a ();\n");
        assert!(
            step["frame"]["begin"]
                .as_str()
                .unwrap()
                .starts_with("begin ")
        );
        json("up", "up");
        json("up", "up_nothing");
        json("status", "status");
        json("down --dry-run", "down_plan");
        json("down", "down");
        json("status --exit-code", "status_pending");
        json("new Add_things", "new");
        project.remove("db/migrations/0003_add_things.sql");
        json("up --to 9", "unknown_version");
        project.migration("0002_b.sql", "-- migrate:up\nselect 1;\nselect nope;\n");
        json("up", "failed");
        project.migration("0001_a.sql", UP_DOWN.replace("a ()", "a (x int)"));
        json("up", "modified");
        project.migration("0001_a.sql", UP_DOWN);
        project.migration("0002_b.sql", "-- migrate:up\nvacuum;\n");
        json("up", "bad_file");
        json("up -d nowhere", "no_folder");
        json("up --url nonsense", "bad_url");
    });
}

#[test]
fn json_of_what_writes_the_ledger_and_of_redo() {
    for_each_major(|server| {
        let project = project(server);
        let json = |args: &str, golden: &str| {
            let ran = project.run(&format!("{args} --format json"));
            assert_eq!(ran.json()["exit_status"], ran.status, "{args}");
            ran.reads_json(&format!("output/json_{golden}"));
        };
        json("baseline --to 1 --reason taken-over", "baseline");
        json("baseline --to 1", "baseline_nothing");
        project.query("create table a ()");
        project.run("up").succeeds();
        json("baseline --to 1", "baseline_refused");
        json("redo --count 2", "redo");
        json("protect", "protect");
        json("redo", "redo_protected");
        json("protect --off", "protect_off");
        project.migration("0001_a.sql", UP_DOWN.replace("drop", "-- dropped\ndrop"));
        json("repair 1", "repair_unconfirmed");
        json("repair 1 --yes --reason tidied", "repair");
        json("repair --forget 1 --yes", "repair_wrong_state");
        project.remove("db/migrations/0002_b.sql");
        json("redo", "redo_refused");
        json("repair --forget 2 --yes", "repair_forget");
    });
}

#[test]
fn quiet_says_less_and_verbose_says_more() {
    for_each_major(|server| {
        for (name, flag) in [("quiet", "-q"), ("normal", ""), ("verbose", "-v")] {
            let project = project(server);
            project
                .run(&format!("up {flag}"))
                .reads(&format!("output/{name}_up"));
            project
                .run(&format!("status {flag}"))
                .reads(&format!("output/{name}_status"));
            project
                .run(&format!("new third {flag}"))
                .reads(&format!("output/{name}_new"));
            project
                .run(&format!("down {flag}"))
                .reads(&format!("output/{name}_down"));
            project.migration("0003_third.sql", "-- migrate:up\nselect nope;\n");
            project
                .run(&format!("up {flag}"))
                .reads(&format!("output/{name}_failed"));
        }
        project(server).run("up -q -v").exits(2);
    });
}

#[test]
fn colours_are_shown_only_when_asked_for_or_seen() {
    for_each_major(|server| {
        let project = project(server);
        project.migration("0003_c.sql", "-- migrate:up\nselect nope;\n");
        let plain = project.run("up").exits(3).never_says("\x1b");
        project.query("drop table a, b, schema_migrations");
        project.run("up --color always").reads("output/coloured");
        project
            .run("status --color always")
            .reads("output/coloured_status");
        for (name, value) in [
            ("NO_COLOR", "1"),
            ("NO_COLOR", ""),
            ("TERM", "dumb"),
            ("CLICOLOR_FORCE", "1"),
        ] {
            let mut command = project.command(["up"]);
            command.env(name, value);
            project.run_command(&mut command).never_says("\x1b");
        }
        project.query("drop table a, b, schema_migrations");
        let never = project.run("up --color never");
        assert_eq!((never.out, never.err), (plain.out, plain.err));
    });
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for_each_major(|server| {
        let project = server.project();
        for version in 1..=200 {
            project.migration(
                &format!("{version:04}_x.sql"),
                "-- migrate:up\n-- migrate:down\nselect 1;\n",
            );
        }
        for args in [
            &["up"][..],
            &["status"],
            &["down", "--all"],
            &["--help"],
            &["up", "--dry-run=sql"],
        ] {
            let mut command = project.command(args);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let mut line = String::new();
            let mut out = BufReader::new(child.stdout.take().unwrap());
            out.read_line(&mut line).unwrap();
            drop(out);
            let output = child.wait_with_output().unwrap();
            let err = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{args:?}: {err}");
            assert!(!err.contains("panic") && !err.contains("internal"), "{err}");
        }
        assert_eq!(project.query("select count(*) from schema_migrations"), "0");
    });
}

#[test]
fn a_full_disk_on_stdout_is_told_and_the_work_is_done() {
    for_each_major(|server| {
        let project = project(server);
        let full = || File::options().write(true).open("/dev/full").unwrap();
        for (name, args) in [
            ("up", "up"),
            ("status", "status"),
            ("json", "status --format json"),
        ] {
            let mut command = project.command(args.split(' '));
            command.stdout(full()).stderr(Stdio::piped());
            let output = command.spawn().unwrap().wait_with_output().unwrap();
            project
                .ran(&command, output)
                .reads(&format!("output/full_{name}"));
        }
        assert_eq!(project.query("select count(*) from schema_migrations"), "2");
        let mut command = project.command(["up"]);
        command.stderr(full());
        project.run_command(&mut command).succeeds();
    });
}

#[test]
fn without_a_database_the_ways_to_name_one_are_shown() {
    for_each_major(|server| {
        let project = project(server);
        for args in ["up", "down", "status"] {
            let mut command = project.command([args]);
            command.env_remove("DATABASE_URL");
            project
                .run_command(&mut command)
                .reads("output/no_database");
        }
    });
}

#[test]
fn what_names_the_database_is_taken_in_order() {
    for_each_major(|server| {
        let project = project(server);
        let url = project.database.url();
        let socket = server.socket_dir().to_owned();
        let run = |args: &str, environment: &[(&str, &str)]| {
            let mut command = project.command(args.split(' '));
            command
                .env_remove("DATABASE_URL")
                .envs(environment.iter().copied());
            project.run_command(&mut command)
        };
        let wrong = "postgres://nobody@/nothing?host=/nowhere";
        // The flag, before the environment, before .env, before libpq's.
        project.write(
            ".env",
            format!("export DATABASE_URL=\"{wrong}\" # wrong\nPGHOST=/nowhere\n"),
        );
        run("status --url", &[("DATABASE_URL", wrong)]).exits(2);
        let flag = format!("status --url {url}");
        run(&flag, &[("DATABASE_URL", wrong)]).succeeds();
        run("status", &[("DATABASE_URL", &url)]).succeeds();
        run("status", &[]).exits(3).stderr_contains("/nowhere");
        project.write(".env", format!("DATABASE_URL='{url}'\n"));
        run("status", &[("PGHOST", "/nowhere")]).succeeds();
        project.write("other.env", format!("STAGING={url}\n"));
        run(
            "status --env-file other.env --env STAGING",
            &[("DATABASE_URL", wrong)],
        )
        .succeeds();
        run("status --env ABSENT", &[]).reads("output/variable_absent");
        project.remove(".env");
        let socket = socket.to_str().unwrap();
        let libpq = [
            ("PGHOST", socket),
            ("PGUSER", "postgres"),
            ("PGDATABASE", project.database.name()),
        ];
        run("status", &libpq).succeeds();
        run("status", &[("PGPORT", "1"), ("PGHOST", "/nowhere")])
            .exits(3)
            .stderr_contains("port 1");
    });
}

#[test]
fn a_password_in_the_environment_or_the_arguments_is_never_shown() {
    for_each_major(|server| {
        let project = project(server);
        let mut command = project.command(["up", "--help"]);
        command.env("DATABASE_URL", "postgres://app:hunter2@db/shop");
        project
            .run_command(&mut command)
            .succeeds()
            .never_says("hunter2");
        for url in [
            "postgres://app:hunter2@/shop?host=/nowhere",
            "postgres://app:hunter2@/shop?host=/nowhere&nonsense=1",
            "postgres://app:hunter2@[::1/shop",
            "postgres:/app:hunter2@host/shop",
            "mysql://app:hunter2@host/shop",
            "app:hunter2@host/shop",
            "host=/nowhere user=app password=hunter2",
            "host=/nowhere user=app password='hunter2",
            "host=/nowhere password=hunter2 oops",
        ] {
            for args in [
                &["up", "--url", url][..],
                &["status", "--format", "json", "--url", url],
                &["up", url],
                &["--url", url],
                &["up", "--nope", url],
            ] {
                let ran = project.run_command(&mut project.command(args));
                assert!(ran.status > 1, "{args:?}");
                ran.never_says("hunter2");
            }
            let mut command = project.command(["up"]);
            command.env("DATABASE_URL", url);
            project.run_command(&mut command).never_says("hunter2");
        }
    });
}
