//! Running scripts with psql, which reads the cases and pg_dump's output as people do.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Database, psql};

/// The newest major that a case may ask for.
const NEWEST: u32 = 18;

/// What psql does when a statement fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnError {
    /// It stops, and the test fails.
    Stop,
    /// It goes on.
    GoOn,
}

/// Runs `script` with psql, in one session; returns what psql said of statements that failed.
#[track_caller]
pub(crate) fn run_script(database: &Database, script: &str, on_error: OnError) -> Vec<String> {
    let mut command = Command::new(psql());
    command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"]);
    command.args(["-v", "VERBOSITY=default", "-v", "SHOW_CONTEXT=never"]);
    if on_error == OnError::Stop {
        command.args(["-v", "ON_ERROR_STOP=1"]);
    }
    let major = database.server().major;
    for asked in 13..=NEWEST {
        command.args(["-v", &format!("pg{asked}={}", major >= asked)]);
    }
    command
        .args(["--dbname", &database.url()])
        .env("PGOPTIONS", "-c client_min_messages=warning");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = script.as_bytes().to_vec();
    let writing = std::thread::spawn(move || {
        // psql that stopped reads no further; its message tells why.
        let _ = stdin.write_all(&text);
    });
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        on_error == OnError::GoOn || output.status.success(),
        "psql stopped\n{said}"
    );
    let errors = said.lines().filter(|line| line.contains("ERROR:"));
    errors.map(str::to_owned).collect()
}
