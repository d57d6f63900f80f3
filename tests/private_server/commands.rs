//! The program itself on `embedded:` and `embedded:scratch`: however a command ends, its server
//! ends with it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::open_folder;
use crate::remains::Remains;
use crate::support::{each_major, programs};

const SLOW: &str = "-- migrate:up\nselect pg_sleep(600);\n";

#[test]
fn after_success_and_failure_nothing_is_left_of_a_scratch_server() {
    let cases = [("create table a();", 0), ("select 1 / 0;", 3)];
    each_major(|major| {
        for (statement, status) in cases {
            let project = Project::new(major, &format!("-- migrate:up\n{statement}\n"));
            let mut up = project.start(&["up", "--url", "embedded:scratch"]);
            assert_eq!(
                up.process.wait().unwrap().code(),
                Some(status),
                "{statement}"
            );
            crate::support::eventually("the folder is gone", || !up.socket_dir.exists());
        }
    });
}

#[test]
fn signals_end_the_server_with_the_command() {
    let cases = [
        ("embedded:scratch", Signal::INT, Some(130)),
        ("embedded:", Signal::TERM, Some(143)),
        ("embedded:scratch", Signal::KILL, None),
        ("embedded:", Signal::KILL, None),
    ];
    each_major(|major| {
        for (url, signal, status) in cases {
            let project = Project::new(major, SLOW);
            let mut up = project.start(&["up", "--url", url]);
            up.begins_to_sleep();
            let remains = Remains::of(&project.data(&up));
            kill_process(pid(up.process.id()), signal).unwrap();
            let ended = up.process.wait().unwrap();
            assert_eq!(ended.code(), status, "{url}: {signal:?}");
            assert_eq!(ended.signal().is_some(), status.is_none());
            remains.vanish();
        }
    });
}

#[test]
fn a_killed_postmaster_is_cleared_up_while_the_command_still_hopes_for_it() {
    each_major(|major| {
        let project = Project::new(major, SLOW);
        let mut up = project.start(&["up", "--url", "embedded:"]);
        up.begins_to_sleep();
        let remains = Remains::of(&project.data(&up));
        kill_process(pid(remains.postmaster), Signal::KILL).unwrap();
        remains.vanish();
        up.process.kill().unwrap();
        up.process.wait().unwrap();
    });
}

#[test]
fn a_second_command_joins_the_server_of_the_first() {
    each_major(|major| {
        let project = Project::new(major, SLOW);
        let mut up = project.start(&["up", "--url", "embedded:"]);
        up.begins_to_sleep();
        let remains = Remains::of(&project.data(&up));

        let status = project
            .command(&["status", "--url", "embedded:"])
            .output()
            .unwrap();
        let table = String::from_utf8(status.stdout).unwrap();
        assert!(table.contains("pending"), "{table}");
        assert_eq!(status.status.code(), Some(0));

        up.process.kill().unwrap();
        up.process.wait().unwrap();
        remains.vanish();
    });
}

#[test]
fn a_wrong_folder_for_the_programs_is_refused_with_the_cure() {
    each_major(|major| {
        let project = Project::new(major, SLOW);
        let mut command = project.command(&["up", "--url", "embedded:"]);
        let output = command.env("PROJ_MIGRATE_PG_BIN", "/etc").output().unwrap();
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "error: private server: /etc holds no PostgreSQL server programs (postgres, initdb)\n\
             hint: name the folder that holds postgres and initdb, for example \
             /usr/lib/postgresql/18/bin\n"
        );
        assert_eq!(output.status.code(), Some(3));
    });
}

/// A project with one migration, whose private server is of a given major.
struct Project {
    folder: TempDir,
    bin_dir: PathBuf,
}

/// A command under way that has said which server it uses.
struct Running {
    process: Child,
    socket_dir: PathBuf,
    _words: BufReader<ChildStderr>,
}

impl Project {
    fn new(major: u32, migration: &str) -> Self {
        let folder = open_folder();
        fs::create_dir_all(folder.path().join("db/migrations")).unwrap();
        fs::write(folder.path().join("db/migrations/0001_a.sql"), migration).unwrap();
        Self {
            folder,
            bin_dir: programs(major).explicit.remove(0),
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_proj-migrate"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear();
        command
            .env("PROJ_MIGRATE_PG_BIN", &self.bin_dir)
            .stdin(Stdio::null());
        command
    }

    fn start(&self, args: &[&str]) -> Running {
        let mut process = self
            .command(args)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut words = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        words.read_line(&mut line).unwrap();
        let said = line
            .strip_prefix("host ")
            .and_then(|rest| rest.split_once(" (port "));
        let Some((socket_dir, _)) = said else {
            words.read_to_string(&mut line).unwrap();
            panic!("the command did not name its server:\n{line}");
        };
        Running {
            socket_dir: PathBuf::from(socket_dir),
            process,
            _words: words,
        }
    }

    /// The data folder of the server that this command started.
    fn data(&self, running: &Running) -> PathBuf {
        let scratch = running.socket_dir.join("data");
        if scratch.exists() {
            scratch
        } else {
            self.folder.path().join(".proj-migrate/postgres/data")
        }
    }
}

impl Running {
    fn begins_to_sleep(&self) {
        let session = crate::session(Path::new(&self.socket_dir));
        let sleeping = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
        crate::support::eventually("the migration sleeps", || session.query(sleeping) == "1");
    }
}

fn pid(raw: u32) -> Pid {
    Pid::from_raw(i32::try_from(raw).unwrap()).unwrap()
}
