//! The door: help, usage errors, exit statuses and `new`, by the real binary. No server is needed.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const TEMPLATE: &str = "-- migrate:up\n\n-- migrate:down\n";

/// A project folder of its own.
struct Project(tempfile::TempDir);

/// What a run gave.
struct Ran {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Project {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program in this folder, with an empty environment.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_proj-migrate"));
        command.args(arguments).current_dir(self.0.path());
        command.env_clear().stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    #[track_caller]
    fn gives(&self, status: i32, stdout: &str, stderr: &str) {
        assert_eq!(
            (self.status, self.stdout.as_str(), self.stderr.as_str()),
            (Some(status), stdout, stderr)
        );
    }
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn help_goes_to_stdout_and_ends_with_an_example() {
    let project = Project::new();
    for (arguments, example) in [
        (
            &["--help"][..],
            "proj-migrate new create_users && proj-migrate up",
        ),
        (&["new", "--help"], "proj-migrate new create_users"),
        (&["up", "--help"], "proj-migrate up --dry-run=sql"),
        (&["down", "--help"], "proj-migrate down --last-run"),
        (&["redo", "--help"], "proj-migrate redo --count 2"),
        (&["protect", "--help"], "proj-migrate protect"),
        (&["status", "--help"], "proj-migrate status --exit-code"),
        (&["help", "down"], "proj-migrate down --last-run"),
    ] {
        let ran = project.run(arguments);
        assert_eq!(
            (ran.status, ran.stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        assert!(
            ran.stdout.ends_with(&format!("\nExample: {example}\n")),
            "{}",
            ran.stdout
        );
        assert!(
            ran.stdout.contains("prefer the"),
            "the URL's warning: {}",
            ran.stdout
        );
    }
    let version = project.run(&["--version"]);
    version.gives(
        0,
        &format!("proj-migrate {}\n", env!("CARGO_PKG_VERSION")),
        "",
    );
}

#[test]
fn help_shows_no_value_of_the_environment() {
    let project = Project::new();
    let mut command = project.command(&["up", "--help"]);
    command.env("DATABASE_URL", "postgres://me:s3cret@host/db");
    let ran = ran(&mut command);
    assert_eq!(ran.status, Some(0));
    assert!(!ran.stdout.contains("s3cret"), "{}", ran.stdout);
}

#[test]
fn usage_errors_exit_with_2_and_say_what_was_probably_meant() {
    let project = Project::new();
    for (arguments, part) in [
        (&[][..], "Usage: proj-migrate"),
        (&["dwn"], "'down'"),
        (&["up", "--dry-rum"], "'--dry-run'"),
        (&["--migration-dir", "x", "up"], "'--migrations-dir'"),
        (
            &["up", "--dry-run", "status"],
            "unexpected argument 'status'",
        ),
        (
            &["up", "--dry-run=all"],
            "possible values: plan, sql, execute",
        ),
        (&["up", "--create", "--no-create"], "cannot be used with"),
        (&["up", "--count", "0"], "'--count <N>'"),
        (&["down", "--count", "1", "--all"], "cannot be used with"),
        (&["down", "--to", "1", "--last-run"], "cannot be used with"),
        (&["status", "-q", "-v"], "cannot be used with"),
        (&["status", "-u", "x", "-e", "X"], "cannot be used with"),
        (&["new"], "<NAME>"),
        (&["status", "--format", "yaml"], "text, json"),
    ] {
        let ran = project.run(arguments);
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(ran.stderr.contains(part), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_connection_string_in_the_wrong_place_is_not_repeated() {
    let ran = Project::new().run(&["up", "postgres://me:s3cret@host/db"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.stderr.contains("'<connection string>'"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
}

#[test]
fn without_a_database_the_ways_to_name_one_are_shown() {
    let project = Project::new();
    for command in ["up", "down", "status"] {
        project.run(&[command]).gives(
            2,
            "",
            "error: no database is named\n\
             hint: name one in one of three ways:\n      \
             DATABASE_URL=postgres://user:password@host/database, in the environment or in .env\n      \
             libpq's PGHOST, PGUSER, PGDATABASE and so on, in the environment\n      \
             --url URL\n      \
             or use a private PostgreSQL server, which needs no set-up: --url embedded:\n",
        );
    }
}

#[test]
fn a_settings_error_is_reported_in_the_format_asked_for() {
    let project = Project::new();
    let ran = project.run(&[
        "--format=json",
        "up",
        "--url",
        "postgres://me:s3/cret@host/db",
    ]);
    assert_eq!(ran.status, Some(2));
    let envelope: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(envelope["command"], "up");
    assert_eq!(envelope["exit_status"], 2);
    assert_eq!(envelope["error"]["kind"], "usage");
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains("s3") && !text.contains("cret"), "{text}");
    }
}

#[test]
fn the_env_file_of_the_folder_is_read_and_its_password_never_shown() {
    let project = Project::new();
    fs::create_dir_all(project.path("db/migrations")).unwrap();
    // Port 1 is nobody's: the connection is refused.
    fs::write(
        project.path(".env"),
        "DATABASE_URL=postgres://me:s3cret@127.0.0.1:1/app\n",
    )
    .unwrap();
    let ran = project.run(&["status"]);
    assert_eq!(ran.status, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("127.0.0.1:1"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);

    fs::write(project.path(".env"), "A=1\nexport s3cret\n").unwrap();
    project.run(&["status"]).gives(
        2,
        "",
        "error: .env:2: there is no `=` in it\n\
         hint: lines are NAME=value; quote values that span lines\n",
    );

    // A Python environment is often called that.
    fs::remove_file(project.path(".env")).unwrap();
    fs::create_dir(project.path(".env")).unwrap();
    let ran = project.run(&["status"]);
    assert!(
        ran.stderr.starts_with("error: no database is named"),
        "{}",
        ran.stderr
    );
}

#[test]
fn new_writes_a_file_above_all_others_and_prints_its_path() {
    let project = Project::new();
    let first = project.run(&["new", "Create users!"]);
    assert_eq!((first.status, first.stderr.as_str()), (Some(0), ""));
    let path = first.stdout.strip_suffix('\n').unwrap();
    let version = path
        .strip_prefix("db/migrations/")
        .and_then(|name| name.strip_suffix("_create_users.sql"))
        .unwrap();
    assert_eq!(version.len(), 14, "{path}");
    assert_eq!(fs::read_to_string(project.path(path)).unwrap(), TEMPLATE);

    // Within the same second, and when the clock is behind.
    let second = project.run(&["new", "create_users"]).stdout;
    assert!(second > first.stdout, "{second}");
    fs::write(project.path("db/migrations/29991231235959_late.sql"), "").unwrap();
    project
        .run(&["new", "later"])
        .gives(0, "db/migrations/30000101000000_later.sql\n", "");
}

#[test]
fn new_follows_the_numbering_and_leaves_every_file_as_it_is() {
    let project = Project::new();
    fs::create_dir(project.path("m")).unwrap();
    fs::create_dir(project.path("other")).unwrap();
    fs::write(project.path("m/0007_a.sql"), "mine").unwrap();
    fs::write(project.path("other/0009_b.sql"), "mine").unwrap();
    project
        .run(&["-d", "m", "new", "-d", "other", "c"])
        .gives(0, "m/0010_c.sql\n", "");
    assert_eq!(files(&project.path("m")), ["0007_a.sql", "0010_c.sql"]);
    assert_eq!(files(&project.path("other")), ["0009_b.sql"]);
    assert_eq!(
        fs::read_to_string(project.path("m/0007_a.sql")).unwrap(),
        "mine"
    );

    let ran = project.run(&["new", "d", "-d", "m", "--format", "json"]);
    let envelope: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(envelope["result"]["path"], "m/0011_d.sql");
    assert_eq!(envelope["result"]["version"], "0011");
}

#[test]
fn new_says_why_it_cannot_write() {
    let project = Project::new();
    fs::write(project.path("file"), "").unwrap();
    project.run(&["new", "!-"]).gives(
        2,
        "",
        "error: the name `!-` has no letter a-z and no digit\n\
         hint: name the change: `proj-migrate new create_users`\n",
    );
    project.run(&["new", "a", "-d", "file"]).gives(
        2,
        "",
        "error: `file` is not a folder\n\
         hint: `--migrations-dir` takes the folder that holds the .sql files\n",
    );
    project.run(&["new", "a", "-d", "b", "-d", "absent"]).gives(
        2,
        "",
        "error: the migrations folder `absent` does not exist\n\
         hint: `proj-migrate new NAME` makes it with a first migration; \
         `--migrations-dir` names another one\n",
    );
    let ran = project.run(&["new", "a", "-d", "file/below"]);
    assert_eq!(ran.status, Some(2), "{}", ran.stderr);
    let ran = project.run(&["new", &"x".repeat(300)]);
    assert_eq!(ran.status, Some(3), "{}", ran.stderr);
    assert!(
        ran.stderr
            .starts_with("error: cannot write `db/migrations/"),
        "{}",
        ran.stderr
    );
    assert_eq!(files(&project.path("db/migrations")), [""; 0]);
}

#[test]
fn a_reader_that_has_gone_away_is_no_error() {
    let project = Project::new();
    for arguments in [&["--help"][..], &["new", "a"], &["up"], &["dwn"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = project.command(arguments);
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        let status = command.status().unwrap().code();
        let expected = if matches!(arguments, ["up"] | ["dwn"]) {
            2
        } else {
            0
        };
        assert_eq!(status, Some(expected), "{arguments:?}");
    }
}
