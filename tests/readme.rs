//! Holds README.md against the program: its options are those of `--help`, its ledger is the one
//! that is created, and the run that it shows happens.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use proj_migrate::postgres::table_for_owner;
use regex::Regex;
use support::{each_major, programs};

/// Options of cargo's and dbmate's that the README names.
const NOT_OURS: [&str; 4] = ["--bench", "--driver", "--locked", "--path"];

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    fs::read_to_string(path).expect("README.md can be read")
}

/// The text of the section with this heading, up to the next heading of any level.
fn section<'a>(readme: &'a str, heading: &str) -> &'a str {
    let (_, behind) = readme
        .split_once(&format!("\n{heading}\n"))
        .expect("the README has a section with this heading");
    behind.split("\n#").next().unwrap_or_default()
}

/// The first code block of this language behind `mark`.
fn block<'a>(readme: &'a str, mark: &str, language: &str) -> &'a str {
    let (_, behind) = readme.split_once(mark).expect("the mark stands there");
    let (_, code) = behind
        .split_once(&format!("```{language}\n"))
        .expect("a code block follows it");
    code.split_once("```").expect("the block ends").0
}

/// The long options in `text`.
fn options(text: &str) -> BTreeSet<String> {
    let option = Regex::new(r"(?:^|[^-\w])(--[a-z]+(?:-[a-z]+)*)").unwrap();
    option
        .captures_iter(text)
        .map(|found| found[1].to_owned())
        .collect()
}

/// The options in the first cells of a section's table.
fn documented(readme: &str, heading: &str) -> BTreeSet<String> {
    let rows = section(readme, heading)
        .lines()
        .filter(|line| line.starts_with("| `"));
    let cells: Vec<_> = rows.filter_map(|row| row.split(" | ").next()).collect();
    options(&cells.join("\n"))
}

/// The options that `--help` of a command defines: its own, and those of the whole program.
fn offered(command: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let output = Command::new(env!("CARGO_BIN_EXE_proj-migrate"))
        .args(command.split(' '))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let (own, global) = help
        .split_once("\nGlobal options:")
        .expect("the help has two lists");
    let defined = |list: &str| {
        let lines: Vec<_> = list
            .lines()
            .filter(|line| line.trim_start().starts_with('-'))
            .collect();
        let mut options = options(&lines.join("\n"));
        options.remove("--help");
        options
    };
    (defined(own), defined(global))
}

#[test]
fn the_option_tables_are_those_of_the_help() {
    let readme = readme();
    for command in [
        "up",
        "migrate",
        "down",
        "status",
        "redo",
        "seed",
        "dump",
        "load",
        "drop",
        "protect",
        "repair",
        "baseline",
        "seed generate",
    ] {
        let (own, global) = offered(command);
        assert!(!own.is_empty() && !global.is_empty(), "{command}");
        let heading = format!("### `{command}`");
        assert_eq!(documented(&readme, &heading), own, "{heading}");
        assert_eq!(documented(&readme, "### Everywhere"), global, "{command}");
    }
    for command in ["new", "create", "wait"] {
        let own = offered(command).0;
        assert!(own.is_empty(), "the README has no table for {command}");
    }
}

#[test]
fn no_other_option_is_named() {
    let mut known: BTreeSet<String> = NOT_OURS.map(str::to_owned).into();
    for command in [
        "new",
        "seed",
        "up",
        "migrate",
        "down",
        "status",
        "redo",
        "dump",
        "load",
        "create",
        "drop",
        "wait",
        "protect",
        "repair",
        "baseline",
        "seed generate",
    ] {
        let (own, global) = offered(command);
        known.extend(own);
        known.extend(global);
    }
    let named = options(&readme());
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "no such option: {unknown:?}");
}

#[test]
fn the_ledger_is_the_one_that_is_created() {
    let readme = readme();
    let shown = block(&readme, "compares this with the program's own", "sql");
    let plain = |sql: &str| {
        let words: Vec<_> = sql.split_whitespace().collect();
        words.join(" ").replace("( ", "(").replace(" )", ")")
    };
    assert_eq!(
        plain(shown),
        plain(&table_for_owner("public", "schema_migrations"))
    );
}

#[test]
fn the_run_at_the_top_happens() {
    let readme = readme();
    let shown = block(&readme, "tests/readme.rs runs it again", "console");
    let (command, expected) = shown.split_once('\n').unwrap();
    let command = command.strip_prefix("$ proj-migrate ").unwrap();
    let changing = Regex::new(r"^host \S+|\(\d+(\.\d+)? m?s\)").unwrap();
    let redacted = |text: &str| changing.replace_all(text, "…").into_owned();
    each_major(|major| {
        let folder = programs(major).explicit.remove(0);
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!("exec \"$0\" {command} 2>&1"))
            .arg(env!("CARGO_BIN_EXE_proj-migrate"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_remove("DATABASE_URL")
            .env("PROJ_MIGRATE_PG_BIN", folder)
            .output()
            .unwrap();
        let ran = String::from_utf8(output.stdout).unwrap();
        assert_eq!(redacted(&ran), redacted(expected));
        assert!(output.status.success());
    });
}
