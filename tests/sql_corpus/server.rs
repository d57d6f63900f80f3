//! A throw-away PostgreSQL server whose JSON log holds every statement.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::awaiting::eventually;

const SETTINGS: &str = "
listen_addresses = ''
fsync = off
autovacuum = off
max_prepared_transactions = 2
statement_timeout = '1s'
logging_collector = on
log_destination = jsonlog
log_directory = log
log_filename = server
log_rotation_size = 0
log_rotation_age = 0
log_statement = all
log_min_error_statement = error
log_min_messages = error
";

/// The server, on a Unix socket in a temporary folder; stopped when dropped.
pub(crate) struct Server {
    folder: TempDir,
    binaries: PathBuf,
    is_root: bool,
}

impl Server {
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("sqlc")
            .tempdir()
            .expect("a temporary folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("our folder");
        let is_root = fs::metadata(folder.path()).expect("our folder").uid() == 0;
        let server = Self {
            folder,
            binaries: binaries(),
            is_root,
        };
        server.make_home();
        let make = [
            "-D",
            &server.data(),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ];
        succeed(server.command("initdb").args(make));
        let file = server.home().join("data/postgresql.conf");
        let defaults = fs::read_to_string(&file).expect("the settings that initdb wrote");
        let socket = format!("unix_socket_directories = '{}'", server.home().display());
        fs::write(&file, defaults + SETTINGS + &socket).expect("our settings");
        let log = server.home().join("start.log").display().to_string();
        succeed(
            server
                .command("pg_ctl")
                .args(["-D", &server.data(), "-l", &log, "-w", "start"]),
        );
        server
    }

    /// A folder that the server's user owns, as the server won't run as root.
    fn make_home(&self) {
        fs::create_dir(self.home()).expect("a folder in our folder");
        if self.is_root {
            let id = succeed(Command::new("id").args(["-u", "postgres"]));
            let user = String::from_utf8_lossy(&id.stdout)
                .trim()
                .parse()
                .expect("a user id");
            chown(self.home(), Some(user), None).expect("root's rights");
        }
    }

    pub(crate) fn create_database(&self, name: &str) {
        succeed(
            // The disk may take its time, unlike the statements of the corpus.
            self.psql("postgres")
                .env("PGOPTIONS", "-c statement_timeout=0")
                .arg("-c")
                .arg(format!("create database \"{name}\"")),
        );
    }

    /// psql, connected to a database as the superuser.
    pub(crate) fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.binaries.join("psql"));
        psql.args(["-X", "-q", "-U", "postgres", "-d", database, "-h"])
            .arg(self.home());
        psql.env("PGCLIENTENCODING", "UTF8");
        psql
    }

    /// Stops the server and gives back its log.
    pub(crate) fn stop(self) -> String {
        succeed(
            self.command("pg_ctl")
                .args(["-D", &self.data(), "-m", "fast", "-w", "stop"]),
        );
        let log = self.home().join("data/log/server.json");
        let read = || {
            fs::read_to_string(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()))
        };
        // Who writes it ends behind the server, with its last words.
        let mut whole = String::new();
        eventually("the log is whole", || {
            whole = read();
            whole.contains("database system is shut down") && whole.ends_with('\n')
        });
        whole
    }

    /// One of the server's programs, as a user whom it doesn't refuse.
    fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = Command::new(if self.is_root {
            Path::new("setpriv")
        } else {
            &program
        });
        if self.is_root {
            command.args([
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                "--",
            ]);
            command.arg(program);
        }
        command.current_dir(self.home());
        command
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn data(&self) -> String {
        self.home().join("data").display().to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nothing left to do, and pg_ctl says so.
        let stop = ["-D", &self.data(), "-m", "immediate", "-w", "stop"];
        let _ = self.command("pg_ctl").args(stop).output();
    }
}

/// The folder of the server's programs.
fn binaries() -> PathBuf {
    let asked = Command::new("pg_config")
        .arg("--bindir")
        .output()
        .expect("pg_config");
    let folder = PathBuf::from(String::from_utf8_lossy(&asked.stdout).trim());
    for program in ["initdb", "pg_ctl", "postgres", "psql"] {
        assert!(
            folder.join(program).exists(),
            "no {program} in {}",
            folder.display()
        );
    }
    folder
}

fn succeed(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {complaint}");
    output
}
