//! Several hosts: which one is taken, what is said when none will do, and what a connection
//! string asks of the session.

mod support;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use support::{
    Project, Ran, Server, each_major, eventually, for_each_major, for_each_major_at_once,
};

fn run(project: &Project, url: &str, args: &str) -> Ran {
    let mut command = project.command(args.split_whitespace());
    command.env("DATABASE_URL", url);
    project.run_command(&mut command)
}

#[test]
fn the_first_host_that_answers_is_taken_and_named() {
    for_each_major(|server| {
        let project = server.project();
        project.table("0001", "a");
        let (name, folder) = (project.database.name(), server.socket_dir().display());
        let url = format!("postgres://postgres@/{name}?host=/nowhere,{folder}");
        let ran = run(&project, &url, "up").succeeds();
        ran.stderr_contains("host [socket] (port 5432), database [database]")
            .never_says("/nowhere");

        let url = format!("postgres://postgres@/{name}?host=/nowhere,/neither");
        run(&project, &url, "up")
            .exits(3)
            .stderr_contains("any of /nowhere (port 5432), /neither (port 5432)")
            .stderr_contains("/nowhere (port 5432): No such file or directory");

        // The server's own answer is final, also of the first of several.
        let url = format!("postgres://postgres@/nothing?host={folder},/neither");
        run(&project, &url, "status")
            .exits(3)
            .stderr_contains("3D000")
            .never_says("/neither");
    });
}

#[test]
fn each_kind_of_server_is_found_among_several() {
    each_major(|major| {
        let temp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tempfile::TempDir::new_in(temp).unwrap();
        let kept = folder.path().join("postgres");
        let primary = Server::scratch(major);
        let project = primary.project();
        project.table("0001", "a");

        let standby = Server::kept(major, kept.clone());
        let data = PathBuf::from(standby.query("show data_directory"));
        drop(standby);
        eventually("it has stopped", || !data.join("postmaster.pid").exists());
        fs::write(data.join("standby.signal"), "").unwrap();
        let standby = Server::kept(major, kept);
        assert_eq!(standby.query("select pg_is_in_recovery()"), "t");

        let (first, second) = (standby.socket_dir(), primary.socket_dir());
        let both = format!("host={},{}", first.display(), second.display());
        let reversed = format!("host={},{}", second.display(), first.display());
        let connected = |hosts: &str, wanted: &str| {
            let url = format!("postgres://postgres@/postgres?{hosts}{wanted}");
            let ran = run(&project, &url, "status --format json");
            (ran.status, ran.out + &ran.err)
        };
        for (wanted, is_primary) in [
            ("", true),
            ("&target_session_attrs=read-write", true),
            ("&target_session_attrs=primary", true),
            ("&target_session_attrs=read-only", false),
            ("&target_session_attrs=standby", false),
            ("&target_session_attrs=prefer-standby", false),
        ] {
            for hosts in [&both, &reversed] {
                let (status, said) = connected(hosts, wanted);
                assert_eq!(status, 0, "{wanted}: {said}");
                let is_named = said.contains("\"host\":\"[socket]");
                assert_eq!(is_named, is_primary, "{wanted}: {said}");
            }
        }
        let only = format!("host={}", second.display());
        let (status, said) = connected(&only, "&target_session_attrs=standby");
        assert_eq!(status, 3, "{said}");
        assert!(said.contains("it is not a standby"), "{said}");
        assert!(
            said.contains("`target_session_attrs=standby` is wanted"),
            "{said}"
        );
        assert_eq!(
            connected(&only, "&target_session_attrs=prefer-standby").0,
            0
        );
    });
}

#[test]
fn a_host_that_never_answers_is_left_for_the_next() {
    for_each_major_at_once(|server| {
        let project = server.project();
        // Takes connections and says nothing.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = silent.local_addr().unwrap().port();
        let (name, folder) = (project.database.name(), server.socket_dir().display());
        let url = format!(
            "postgres://postgres@/{name}?host=127.0.0.1,{folder}&port={port},5432&connect_timeout=5\
             &sslmode=disable"
        );
        run(&project, &url, "status").succeeds();
    });
}

#[test]
fn the_sessions_options_hold_for_every_migration() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create schema app");
        for version in ["0001", "0002"] {
            project.migration(
                &format!("{version}_x.sql"),
                format!(
                    "-- migrate:up\ncreate table t{version} as select current_setting('work_mem') as w;\n\
                     set work_mem = '1MB';\n"
                ),
            );
        }
        let url = project.database.url() + "&options=-cwork_mem%3D1234kB&schema=app";
        run(&project, &url, "up").succeeds();
        let seen = "select string_agg(w, ',') from (table app.t0001 union all table app.t0002) t";
        assert_eq!(project.query(seen), "1234kB,1234kB");
        assert_eq!(
            project.query("select to_regclass('app.schema_migrations') is not null"),
            "t"
        );
    });
}
