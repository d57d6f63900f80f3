//! What a run of the binary left behind, and claims about it that show a difference when wrong.

use std::os::unix::process::ExitStatusExt;
use std::process::Output;

use similar::TextDiff;

/// A finished run. Its output is redacted: see `redact.rs`.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) command: String,
    /// The exit status, or minus the signal that ended it.
    pub(crate) status: i32,
    /// What it wrote to stdout.
    pub(crate) out: String,
    /// What it wrote to stderr.
    pub(crate) err: String,
}

impl Ran {
    /// The run of `command`, its output passed through `redact`.
    pub(crate) fn new(command: String, output: Output, redact: impl Fn(&str) -> String) -> Self {
        let status = output.status;
        Self {
            command,
            status: status
                .code()
                .unwrap_or_else(|| -status.signal().unwrap_or_default()),
            out: redact(&String::from_utf8(output.stdout).expect("stdout is UTF-8")),
            err: redact(&String::from_utf8(output.stderr).expect("stderr is UTF-8")),
        }
    }

    /// Claims exit status 0.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        self.exits(0)
    }

    /// Claims this exit status.
    #[track_caller]
    pub(crate) fn exits(self, status: i32) -> Self {
        assert!(
            self.status == status,
            "exit status {}, expected {status}\n{}",
            self.status,
            self.transcript()
        );
        self
    }

    /// Leaves out a line of stderr that depends on the moment.
    pub(crate) fn whether_or_not_it_says(mut self, line: &str) -> Self {
        self.err = self.err.replace(&format!("{line}\n"), "");
        self
    }

    /// Claims exactly this on stdout.
    #[track_caller]
    pub(crate) fn stdout(self, expected: &str) -> Self {
        self.same("stdout", &self.out, expected);
        self
    }

    /// Claims exactly this on stderr.
    #[track_caller]
    pub(crate) fn stderr(self, expected: &str) -> Self {
        self.same("stderr", &self.err, expected);
        self
    }

    /// Claims that stdout holds this somewhere.
    #[track_caller]
    pub(crate) fn stdout_contains(self, part: &str) -> Self {
        assert!(
            self.out.contains(part),
            "stdout lacks {part:?}\n{}",
            self.transcript()
        );
        self
    }

    /// Claims that stderr holds this somewhere.
    #[track_caller]
    pub(crate) fn stderr_contains(self, part: &str) -> Self {
        assert!(
            self.err.contains(part),
            "stderr lacks {part:?}\n{}",
            self.transcript()
        );
        self
    }

    /// Claims that neither stdout nor stderr holds this.
    #[track_caller]
    pub(crate) fn never_says(self, part: &str) -> Self {
        let said = self.out.contains(part) || self.err.contains(part);
        assert!(!said, "the output holds {part:?}\n{}", self.transcript());
        self
    }

    /// Claims exactly this of `actual`, which is what `stream` names.
    #[track_caller]
    pub(super) fn same(&self, stream: &str, actual: &str, expected: &str) {
        if actual != expected {
            let diff = TextDiff::from_lines(expected, actual);
            let diff = diff.unified_diff().header("expected", stream).to_string();
            panic!("{stream} differs\n{diff}\n{}", self.transcript());
        }
    }

    /// All of it, for somebody who must find out what went wrong.
    pub(crate) fn transcript(&self) -> String {
        format!(
            "$ {}\n--- stdout\n{}--- stderr\n{}--- exit {}",
            self.command, self.out, self.err, self.status
        )
    }
}
