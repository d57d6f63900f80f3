//! How long `dump` takes, against the real pg_dump in the same run, and how that grows; how long
//! `load` takes, against psql with the same file.
//!
//! `cargo bench --bench dump [-- --pairs=N] [--binary=PATH]` starts its own PostgreSQL server and
//! makes databases of 1,000 and 10,000 tables, each with five columns, a primary key, a foreign
//! key, two indexes, a trigger and a comment. Exit status 1 when a bar doesn't hold. The binary
//! is the shipped one: the bench profile inherits release.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

#[path = "../run/measure.rs"]
mod measure;
#[path = "../run/server.rs"]
mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail, ensure};

use measure::{Comparison, Contender, timed};
use server::Server;

/// At most this many times pg_dump's own time.
const BAR: f64 = 0.5;
/// Ten times the tables take at most this many times as long.
const GROWTH: f64 = 12.0;

/// Makes the tables `a` to `b`, a hundred a transaction: each takes locks.
const TABLES: &str = "
create or replace function touch() returns trigger language plpgsql as 'begin return new; end';
do $$ begin
  for i in 1..COUNT loop
    execute format('create table t%s (id bigint primary key, parent_id bigint references t%s, name text not null, \
amount numeric(10,2) default 0, created timestamptz default now())', i, greatest(i - 1, 1));
    execute format('create index on t%s (parent_id)', i);
    execute format('create index on t%s (name, amount)', i);
    execute format('create trigger touch before update on t%s for each row execute function touch()', i);
    execute format('comment on table t%s is %L', i, 'table ' || i);
    if i % 100 = 0 then commit; end if;
  end loop;
end $$;
vacuum analyze;
";

struct Arguments {
    pairs: usize,
    binary: PathBuf,
}

impl Arguments {
    fn read() -> Result<Self> {
        let mut arguments = Self {
            pairs: 20,
            binary: PathBuf::from(env!("CARGO_BIN_EXE_proj-migrate")),
        };
        for argument in std::env::args().skip(1) {
            match argument.split_once('=') {
                Some(("--pairs", count)) => {
                    arguments.pairs = count.parse().context("--pairs wants a number")?;
                }
                Some(("--binary", path)) => arguments.binary = PathBuf::from(path),
                None if argument == "--bench" => {} // cargo passes it to every bench
                _ => bail!("unknown argument {argument}: --pairs=N, --binary=PATH"),
            }
        }
        Ok(arguments)
    }
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::read()?;
    let server = Server::start()?;
    println!("{}", server.description()?);
    println!("binary {}", arguments.binary.display());
    make(&server, "thousand", 1_000)?;
    make(&server, "ten_thousand", 10_000)?;

    let ours = |database: &str| dump(&arguments.binary, &server.url(database));
    let theirs = || {
        let mut pg_dump = server.program("pg_dump");
        pg_dump
            .args(["--schema-only", "-d"])
            .arg(server.url("thousand"));
        pg_dump
    };
    let against = measure::interleaved(
        "1,000 tables",
        arguments.pairs,
        [
            Contender::new("proj-migrate dump -", &|| timed(ours("thousand"))),
            Contender::new("pg_dump --schema-only", &|| timed(theirs())),
        ],
    )?;
    let growth = measure::interleaved(
        "ten times as many",
        arguments.pairs.div_ceil(4),
        [
            Contender::new("10,000 tables", &|| timed(ours("ten_thousand"))),
            Contender::new("1,000 tables", &|| timed(ours("thousand"))),
        ],
    )?;
    let loading = loading(&server, &arguments)?;
    println!("{loading}");
    let mut all_hold = true;
    for (comparison, bar) in [(against, BAR), (growth, GROWTH)] {
        print!("{comparison}");
        let holds = comparison.ratio() <= bar;
        let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
        println!("  bar: at most {bar:.2} — {verdict}\n");
        all_hold &= holds;
    }
    Ok(if all_hold {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Each fills an empty database of its own from the same file. There is no bar.
fn loading(server: &Server, arguments: &Arguments) -> Result<Comparison> {
    let file = server.folder().join("schema.sql");
    let text = run(dump(&arguments.binary, &server.url("thousand")))?;
    std::fs::write(&file, text)?;
    let ours = || {
        server.create_database("loaded")?;
        let mut load = Command::new(&arguments.binary);
        load.args(["load", "--no-create", "--url", &server.url("loaded")]);
        load.arg("--schema-file").arg(&file);
        timed(load)
    };
    let theirs = || {
        server.create_database("loaded_by_psql")?;
        let mut psql = server.psql("loaded_by_psql");
        psql.arg("-f").arg(&file);
        timed(psql)
    };
    measure::interleaved(
        "loading 1,000 tables",
        arguments.pairs.div_ceil(4),
        [
            Contender::new("proj-migrate load", &ours),
            Contender::new("psql -f", &theirs),
        ],
    )
}

fn make(server: &Server, database: &str, tables: u32) -> Result<()> {
    server.create_database(database)?;
    let mut psql = server.psql(database);
    psql.arg("-f").arg("-").stdin(Stdio::piped());
    let mut child = psql.spawn().context("starting psql")?;
    let sql = TABLES.replace("COUNT", &tables.to_string());
    if let Some(mut stdin) = child.stdin.take() {
        std::io::Write::write_all(&mut stdin, sql.as_bytes())?;
    }
    ensure!(
        child.wait()?.success(),
        "psql could not make {tables} tables"
    );
    Ok(())
}

fn dump(binary: &Path, url: &str) -> Command {
    let mut dump = Command::new(binary);
    dump.args(["dump", "-", "--url", url]);
    dump
}

/// Runs a program to its end, and returns what it printed, without the last line break.
pub(crate) fn run(mut command: Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("starting {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}
