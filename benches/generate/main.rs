//! How many rows a second `seed generate` makes into files.
//!
//! `cargo bench --bench generate [-- --rows=N]` makes orders of five columns, one of them a foreign
//! key, with their users, and says whether the bar holds. Exit status 1 when it doesn't. No server:
//! what is measured is what `--out` does once the catalogue is read.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use proj_migrate::generate::{
    Catalogue, Check, Choices, Column, Element, Filled, Form, Generation, Key, Matching, Nulls,
    Reference, Rest, Table, Type, Wish, scope,
};
use proj_migrate::source::SeedFiles;

/// At least so many rows a second.
const BAR: f64 = 200_000.0;
/// How many bytes are made at once, as the command does.
const PIECE_BYTES: usize = 64 * 1024;
const RUNS: usize = 5;

fn main() -> Result<ExitCode> {
    let given = std::env::args().find_map(|arg| arg.strip_prefix("--rows=").map(str::to_owned));
    let rows: u64 = given.map_or(Ok(1_000_000), |rows| rows.parse())?;
    let catalogue = Catalogue {
        tables: vec![users(), orders()],
        now: 0,
    };
    let mut best = 0.0_f64;
    for run in 1..=RUNS {
        let folder = tempfile::tempdir()?;
        let began = Instant::now();
        let (made, bytes) = write(&catalogue, rows, folder.path())?;
        let seconds = began.elapsed().as_secs_f64();
        let speed = made as f64 / seconds;
        println!(
            "run {run}: {made} rows, {} MB in {seconds:.2} s: {speed:.0} rows/s",
            bytes / 1_000_000
        );
        best = best.max(speed);
    }
    let holds = best >= BAR;
    let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
    println!("  bar: at least {BAR:.0} rows/s — {verdict}");
    Ok(if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Makes the rows into files of this folder; how many rows and bytes.
fn write(catalogue: &Catalogue, rows: u64, folder: &std::path::Path) -> Result<(u64, usize)> {
    let wishes = [
        Wish {
            table: 0,
            rows: rows / 100,
        },
        Wish { table: 1, rows },
    ];
    let scope = scope(catalogue, &wishes).map_err(|obstacle| anyhow!("{obstacle}"))?;
    let mut generation = Generation::plan(catalogue, &scope, &[], Choices::default())
        .map_err(|obstacle| anyhow!("{obstacle}"))?;
    let mut files = SeedFiles::begin(folder)?;
    let (mut made, mut bytes) = (0, 0);
    let mut piece = Vec::with_capacity(PIECE_BYTES + 1024);
    for place in 0..generation.len() {
        files.create(&format!("{place}.csv"))?;
        generation.write_header(place, &mut piece);
        loop {
            let batch = generation.write_rows(place, Form::Csv, &mut piece, PIECE_BYTES);
            let batch = batch.map_err(|obstacle| anyhow!("{obstacle}"))?;
            files.write(&piece)?;
            made += batch.rows;
            bytes += piece.len();
            piece.clear();
            if batch.rest == Rest::Nothing {
                break;
            }
        }
    }
    files.finish().context("name the files")?;
    Ok((made, bytes))
}

fn column(name: &str, kind: &str, filled: Filled) -> Column {
    Column {
        name: name.to_owned(),
        kind: Type::named(kind),
        not_null: true,
        filled,
    }
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table {
        schema: "public".to_owned(),
        name: name.to_owned(),
        columns,
        keys: vec![Key {
            name: format!("{name}_pkey"),
            elements: vec![Element::Column(0)],
            predicate: None,
            nulls: Nulls::Distinct,
        }],
        ..Table::default()
    }
}

fn users() -> Table {
    table(
        "users",
        vec![
            column("id", "bigint", Filled::Sequence),
            column("email", "text", Filled::Nothing),
        ],
    )
}

fn orders() -> Table {
    let columns = vec![
        column("id", "bigint", Filled::Sequence),
        column("user_id", "bigint", Filled::Nothing),
        column("title", "text", Filled::Nothing),
        column("amount", "numeric(10,2)", Filled::Nothing),
        column("created_at", "timestamp with time zone", Filled::Default),
    ];
    Table {
        checks: vec![Check {
            name: "orders_amount_check".to_owned(),
            expression: "((amount > (0)::numeric) AND (length(title) <= 100))".to_owned(),
        }],
        references: vec![Reference {
            name: "orders_user_id_fkey".to_owned(),
            columns: vec![1],
            target: 0,
            target_columns: vec![0],
            matching: Matching::Simple,
        }],
        ..table("orders", columns)
    }
}
