//! What a migration that waits for a lock does to everybody else: how long other readers
//! wait for a table that a report holds, and that an ALTER wants.
//!
//! `cargo bench --bench blocked [-- --hold=SECONDS] [--binary=PATH] [--dbmate=PATH]` starts its
//! own PostgreSQL server. The report holds the table for 10 s unless told otherwise; 30 is what
//! is claimed. Exit status 1 when the bar doesn't hold. Speed is of no interest: with
//! `--profile dev` it is built in a moment.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod readers;
#[path = "../run/server.rs"]
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use readers::{Readers, hold};
use server::Server;

/// The time-out that proj-migrate sets unless told otherwise.
const LOCK_TIMEOUT: Duration = Duration::from_secs(1);
/// How much longer than that others may wait.
const GRACE: Duration = Duration::from_millis(300);

const ALTER: &str = "alter table busy add column note text";

struct Arguments {
    hold: Duration,
    binary: PathBuf,
    dbmate: PathBuf,
}

/// What became of one contender.
struct Seen {
    longest: Duration,
    queries: usize,
    took: Duration,
    is_done: bool,
}

fn main() -> Result<ExitCode> {
    let arguments = arguments()?;
    let server = Server::start()?;
    let folder = project(server.folder())?;
    println!("{}", server.description()?);
    let seconds = arguments.hold.as_secs();
    println!("a report holds the table for {seconds} s, an ALTER wants it, others read it\n");

    let database = "blocked";
    let up = |binary: &Path| {
        let mut command = Command::new(binary);
        command.arg("up").current_dir(&folder);
        command.env("DATABASE_URL", server.url(database) + "&sslmode=disable");
        command
    };
    let psql = |options: &str| {
        let mut command = server.psql(database);
        command.args(["-c", ALTER]).env("PGOPTIONS", options);
        command
    };
    let ours = measure(&server, database, arguments.hold, up(&arguments.binary))?;
    show("proj-migrate up", &ours);
    show(
        "psql",
        &measure(&server, database, arguments.hold, psql(""))?,
    );
    let short = format!("-c lock_timeout={}", LOCK_TIMEOUT.as_millis());
    show(
        "psql, lock_timeout 1s",
        &measure(&server, database, arguments.hold, psql(&short))?,
    );
    if arguments.dbmate.is_file() {
        let dbmate = measure(&server, database, arguments.hold, up(&arguments.dbmate))?;
        show("dbmate up", &dbmate);
    }
    let bar = LOCK_TIMEOUT + GRACE;
    let holds = ours.is_done && ours.longest < bar;
    let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
    println!("\nbar: proj-migrate succeeds, and nobody waits for {bar:?} — {verdict}");
    Ok(match holds {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn arguments() -> Result<Arguments> {
    let mut arguments = Arguments {
        hold: Duration::from_secs(10),
        binary: PathBuf::from(env!("CARGO_BIN_EXE_proj-migrate")),
        dbmate: PathBuf::from("/var/cache/proj-migrate-servers/dbmate/dbmate"),
    };
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("--hold", seconds)) => {
                let seconds = seconds.parse().context("--hold wants seconds")?;
                arguments.hold = Duration::from_secs(seconds);
            }
            Some(("--binary", path)) => arguments.binary = PathBuf::from(path),
            Some(("--dbmate", path)) => arguments.dbmate = PathBuf::from(path),
            None if argument == "--bench" => {} // cargo passes it to every bench
            _ => bail!("unknown argument {argument}: --hold=SECONDS, --binary=PATH, --dbmate=PATH"),
        }
    }
    Ok(arguments)
}

/// A project's folder, with one migration.
fn project(parent: &Path) -> Result<PathBuf> {
    let folder = parent.join("project");
    let migrations = folder.join("db/migrations");
    fs::create_dir_all(&migrations)?;
    let text = format!("-- migrate:up\n{ALTER};\n\n-- migrate:down\n");
    fs::write(migrations.join("0001_note.sql"), text)?;
    Ok(folder)
}

/// Runs `command` while the report holds the table and others read it.
fn measure(server: &Server, database: &str, held: Duration, mut command: Command) -> Result<Seen> {
    server.create_database(database)?;
    server.ask(
        database,
        "create table busy as select n from generate_series(1, 1000) n",
    )?;
    let report = hold(&server.url(database), held)?;
    let readers = Readers::start(&server.url(database));
    let begun = Instant::now();
    let output = command.output().context("starting the contender")?;
    let took = begun.elapsed();
    report
        .join()
        .map_err(|_| anyhow::anyhow!("the report failed"))??;
    let (longest, queries) = readers.stop()?;
    let column =
        "select count(*) from pg_attribute where attrelid = 'busy'::regclass and attname = 'note'";
    let is_done = server.ask(database, column)? == "1";
    ensure!(
        is_done == output.status.success(),
        "the contender's status is {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(Seen {
        longest,
        queries,
        took,
        is_done,
    })
}

fn show(name: &str, seen: &Seen) {
    let end = if seen.is_done { "done" } else { "FAILED" };
    println!(
        "{name:<24} others waited {:6.2} s at most ({} queries); {end} after {:6.2} s",
        seen.longest.as_secs_f64(),
        seen.queries,
        seen.took.as_secs_f64()
    );
}

/// Runs a command that must succeed and returns what it wrote to stdout.
fn run(mut command: Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("starting {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}:\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
