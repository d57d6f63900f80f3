//! dbmate itself in a project, on its database.

use std::process::{Command, Output};

use super::programs::dbmate;
use super::project::Project;

/// How a run of dbmate ended.
#[derive(Debug)]
pub(crate) struct DbmateRan {
    /// The exit status.
    pub(crate) status: i32,
    /// stdout, then stderr.
    pub(crate) said: String,
}

impl DbmateRan {
    /// Runs it by the server's socket, with arguments that hold no white space themselves.
    #[track_caller]
    pub(crate) fn of(project: &Project, args: &str) -> Self {
        let name = project.database.name();
        let folder = project.database.server().socket_dir().display();
        let url = format!("postgres://postgres@/{name}?socket={folder}&sslmode=disable");
        Self::run(project, &url, args)
    }

    /// The same by this host and port.
    #[track_caller]
    pub(crate) fn at(project: &Project, address: &str, args: &str) -> Self {
        let name = project.database.name();
        let url = format!("postgres://postgres@{address}/{name}?sslmode=disable");
        Self::run(project, &url, args)
    }

    #[track_caller]
    fn run(project: &Project, url: &str, args: &str) -> Self {
        let mut command = Command::new(dbmate());
        command.args(["--url", url, "--no-dump-schema"]);
        command.args(args.split_whitespace());
        command.current_dir(project.path()).env_clear();
        command
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", project.path());
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            status: status.code().unwrap(),
            said: text(stdout) + &text(stderr),
        }
    }

    /// Claims exit status 0.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        self.exits(0)
    }

    /// Claims this exit status; dbmate has 0, 1 for `--exit-code` and 2.
    #[track_caller]
    pub(crate) fn exits(self, status: i32) -> Self {
        assert_eq!(self.status, status, "dbmate says:\n{}", self.said);
        self
    }

    /// Claims that it says this somewhere.
    #[track_caller]
    pub(crate) fn says(self, part: &str) -> Self {
        assert!(
            self.said.contains(part),
            "dbmate lacks {part:?}:\n{}",
            self.said
        );
        self
    }
}
