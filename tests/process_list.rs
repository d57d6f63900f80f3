//! What everybody on the machine can read of a running process: its arguments.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a fixture fails by panicking")]

mod support;

use std::fs;

use rustix::process::Signal;
use support::{Project, eventually, for_the_newest_major};

/// The arguments of the processes whose connections this project's server has.
fn arguments(project: &Project) -> String {
    let folder = project.path();
    let mut found = String::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let is_ours = fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == folder);
        if is_ours {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            found.push_str(&String::from_utf8_lossy(&line).replace('\0', " "));
            found.push('\n');
        }
    }
    found
}

#[test]
fn a_password_given_in_an_argument_is_not_in_the_list_of_processes() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.migration("1_a.sql", "-- migrate:up\nselect pg_sleep(600);\n");
        let name = project.database.name();
        let folder = server.socket_dir().display();
        for url in [
            format!("postgres://postgres:s3%20c#ret@/{name}?host={folder}"),
            format!("postgres:///{name}?host={folder}&user=postgres&password=s3c%40ret"),
            format!("host={folder} dbname={name} user=postgres password='s3 c\"ret'"),
        ] {
            let mut command = project.command(["up", "--url", &url]);
            command.env_remove("DATABASE_URL");
            let running = support::Running::start(&project, command);
            let asleep = "select count(*) from pg_stat_activity \
                where datname = current_database() and query like '%pg_sleep(600)%' and pid <> pg_backend_pid()";
            eventually("it sleeps", || project.query(asleep) == "1");
            let seen = arguments(&project);
            assert!(seen.contains(name) && seen.contains("***"), "{seen}");
            for secret in ["s3", "ret"] {
                assert!(!seen.contains(secret), "{seen}");
            }
            running.signal(Signal::INT);
            running.wait().exits(130).never_says("s3").never_says("ret");
            eventually("it has ended", || project.query(asleep) == "0");
        }
    });
}

#[test]
fn the_arguments_mean_what_was_typed() {
    for_the_newest_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let (name, folder) = (project.database.name(), server.socket_dir().display());
        let url = format!("postgres://postgres:***@/{name}?host={folder}");
        for args in [
            vec!["-u", &url, "up"],
            vec!["status", &format!("--url={url}")],
            vec!["--direct-url", &url, "--url", &url, "down"],
        ] {
            let mut command = project.command(args);
            command.env_remove("DATABASE_URL");
            project.run_command(&mut command).succeeds();
        }
        // A slip is still one, and names nothing.
        project
            .run(&format!("up {url}"))
            .exits(2)
            .stderr_contains("<connection string>")
            .never_says(name);
    });
}
