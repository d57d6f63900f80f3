//! How long loading takes, against `psql`'s `\copy` in the same run, and how much memory.
//!
//! `cargo bench --bench seed [-- load] [-- merge] [-- memory] [--pairs=N] [--rows=N] [--gigabytes=N]
//! [--binary=PATH]` starts its own PostgreSQL server with its data on a memory disk. Exit status 1
//! when a bar doesn't hold. The binary is the shipped one: the bench profile inherits release.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod arguments;
#[path = "../run/measure.rs"]
mod measure;
mod memory;
mod project;
#[path = "../run/server.rs"]
mod server;

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Result, ensure};

use arguments::Arguments;
use measure::{Comparison, Contender, interleaved, timed};
use memory::peak_megabytes;
use project::Project;
use server::Server;

/// At most these many times `\copy`'s own time into an empty table.
const LOAD_BAR: f64 = 1.0;
const MERGE_BAR: f64 = 2.0;
/// At most so many megabytes (of 1024 × 1024 bytes) resident.
const MEMORY_BAR: u64 = 48;

fn main() -> Result<ExitCode> {
    let arguments = Arguments::read()?;
    let server = Server::start()?;
    println!("{}", server.description()?);
    println!("binary {}", arguments.binary.display());
    let mut all_hold = true;
    if arguments.wants("load") || arguments.wants("merge") {
        let project = Project::write(server.folder(), arguments.rows)?;
        println!("{} rows, {} bytes of CSV", arguments.rows, project.bytes()?);
        if arguments.wants("load") {
            all_hold &= verdict(&load(&server, &project, &arguments)?, LOAD_BAR);
        }
        if arguments.wants("merge") {
            all_hold &= verdict(&merge(&server, &project, &arguments)?, MERGE_BAR);
        }
    }
    if arguments.wants("memory") {
        all_hold &= memory(&server, &arguments)?;
    }
    Ok(match all_hold {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn verdict(comparison: &Comparison, bar: f64) -> bool {
    let holds = comparison.ratio() <= bar;
    let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
    println!("{comparison}  bar: at most {bar:.2} — {verdict}\n");
    holds
}

/// `seed` of a file into an empty table of a new database, against `\copy`.
fn load(server: &Server, project: &Project, arguments: &Arguments) -> Result<Comparison> {
    let seed = || {
        project.create_table(server, "seeded")?;
        let took = timed(project.seed(server, "seeded", &arguments.binary, &[]))?;
        ensure_rows(server, "seeded", arguments.rows)?;
        Ok(took)
    };
    let copy = || copy(server, project, arguments);
    interleaved(
        "rows into an empty table",
        arguments.pairs,
        [
            Contender::new("proj-migrate seed", &seed),
            Contender::new("psql \\copy", &copy),
        ],
    )
}

/// `seed --force` of a file whose rows are all there, against `\copy` into an empty table.
fn merge(server: &Server, project: &Project, arguments: &Arguments) -> Result<Comparison> {
    project.create_table(server, "merged")?;
    run(project.seed(server, "merged", &arguments.binary, &[]))?;
    let merge = || {
        server.ask("merged", "checkpoint")?;
        let took = timed(project.seed(server, "merged", &arguments.binary, &["--force"]))?;
        let counts = server.ask(
            "merged",
            "select inserted, updated, unchanged from schema_seeds",
        )?;
        let expected = format!("0|0|{}", arguments.rows);
        ensure!(counts == expected, "{counts} instead of {expected}");
        Ok(took)
    };
    let copy = || copy(server, project, arguments);
    interleaved(
        "the same rows again, unchanged",
        arguments.pairs,
        [
            Contender::new("proj-migrate seed --force", &merge),
            Contender::new("psql \\copy, empty table", &copy),
        ],
    )
}

fn copy(server: &Server, project: &Project, arguments: &Arguments) -> Result<Duration> {
    project.create_table(server, "copied")?;
    let took = timed(project.copy(server, "copied"))?;
    ensure_rows(server, "copied", arguments.rows)?;
    Ok(took)
}

fn ensure_rows(server: &Server, database: &str, rows: usize) -> Result<()> {
    let found = server.ask(database, "select count(*) from items")?;
    ensure!(found == rows.to_string(), "{found} rows instead of {rows}");
    Ok(())
}

/// The most memory that loading a large file takes, and merging it.
fn memory(server: &Server, arguments: &Arguments) -> Result<bool> {
    let project = Project::write_wide(server.folder(), arguments.gigabytes)?;
    let bytes = project.bytes()?;
    server.create_database("wide")?;
    server.ask(
        "wide",
        "create unlogged table wide (id int primary key, filler text)",
    )?;
    let mut all_hold = true;
    for (what, options) in [("loading", &[][..]), ("merging", &["--force"][..])] {
        let command = project.seed(server, "wide", &arguments.binary, options);
        let (megabytes, took) = peak_megabytes(command)?;
        let holds = megabytes <= MEMORY_BAR;
        let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
        println!(
            "{what} a file of {bytes} bytes: at most {megabytes} MB resident, {:.1} s\n  bar: at most {MEMORY_BAR} MB — {verdict}\n",
            took.as_secs_f64()
        );
        all_hold &= holds;
    }
    Ok(all_hold)
}

/// Runs a command that must succeed and returns what it wrote to stdout.
fn run(mut command: Command) -> Result<String> {
    let output = command.output()?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}:\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
