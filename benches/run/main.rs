//! How long the whole process takes, against the real `psql` in the same run.
//!
//! `cargo bench --bench run [-- no-op] [-- thousand] [--pairs=N] [--binary=PATH]`
//! starts its own PostgreSQL server with its data on a memory disk, runs both
//! programs in turns, and says whether the bars hold. Exit status 1 when one
//! doesn't. The binary is the shipped one: the bench profile inherits release.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod arguments;
mod measure;
mod project;
mod server;

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use arguments::Arguments;
use measure::{Comparison, Contender, timed};
use project::{MIGRATIONS, Project};
use server::Server;

/// At most this many times psql's own time.
const BAR: f64 = 1.0;

fn main() -> Result<ExitCode> {
    let arguments = Arguments::read()?;
    let server = Server::start()?;
    let project = Project::write(server.folder())?;
    println!("{}", server.description()?);
    println!("binary {}", arguments.binary.display());

    let mut comparisons = Vec::new();
    if arguments.wants("no-op") {
        comparisons.push(no_op(&server, &project, &arguments)?);
    }
    if arguments.wants("thousand") {
        comparisons.push(thousand(&server, &project, &arguments)?);
    }
    let mut all_hold = true;
    for comparison in &comparisons {
        print!("{comparison}");
        let holds = comparison.ratio() <= BAR;
        let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
        println!("  bar: at most {BAR:.2} — {verdict}\n");
        all_hold &= holds;
    }
    Ok(if all_hold {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `up` with every migration applied, against connecting and asking one question.
fn no_op(server: &Server, project: &Project, arguments: &Arguments) -> Result<Comparison> {
    server.create_database("no_op")?;
    run(project.up(server, "no_op", &arguments.binary))?;
    ensure_applied(server, "no_op")?;

    let up = || project.up(server, "no_op", &arguments.binary);
    let select = || {
        let mut psql = server.psql("no_op");
        psql.args(["-c", "select 1"]);
        psql
    };
    measure::interleaved(
        &format!("no-op up, {MIGRATIONS} applied"),
        arguments.pairs.unwrap_or(100),
        [
            Contender::new("proj-migrate up", &|| timed(up())),
            Contender::new("psql -c 'select 1'", &|| timed(select())),
        ],
    )
}

/// `up` of small migrations, against psql running the same statements with a
/// commit a file and the same ledger rows; each run has a database of its own.
fn thousand(server: &Server, project: &Project, arguments: &Arguments) -> Result<Comparison> {
    let in_fresh_database = |command: &dyn Fn() -> Command| {
        server.create_database("thousand")?;
        let duration = timed(command())?;
        ensure_applied(server, "thousand")?;
        Ok(duration)
    };
    let up = || project.up(server, "thousand", &arguments.binary);
    let script = || {
        let mut psql = server.psql("thousand");
        psql.arg("-f").arg(project.psql_script());
        psql
    };
    measure::interleaved(
        &format!("up of {MIGRATIONS} small migrations"),
        arguments.pairs.unwrap_or(9),
        [
            Contender::new("proj-migrate up", &|| in_fresh_database(&up)),
            Contender::new("psql -f, a commit a file", &|| in_fresh_database(&script)),
        ],
    )
}

/// A run that failed early would look fast.
fn ensure_applied(server: &Server, database: &str) -> Result<()> {
    let rows = server.ask(
        database,
        "select count(*), count(checksum), count(script) from schema_migrations",
    )?;
    let expected = format!("{MIGRATIONS}|{MIGRATIONS}|{MIGRATIONS}");
    ensure!(
        rows == expected,
        "the ledger holds {rows} rows, checksums and scripts, not {expected}"
    );
    Ok(())
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
