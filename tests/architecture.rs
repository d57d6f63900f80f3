//! Holds the drawing in `ARCHITECTURE.md` against the code: every `crate::`,
//! `super::` and foreign path that a room writes must be an arrow the table in
//! `architecture/rules.rs` allows. The code is read as text, so that a path in
//! a branch compiled for another system or only for tests counts as well.

#[path = "architecture/paths.rs"]
mod paths;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/tokens.rs"]
mod tokens;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Every Rust file under `folder`, sorted, so that messages come in one order.
fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The module that a file holds: `sql/lexer.rs` and `sql/lexer/mod.rs` are both
/// `["sql", "lexer"]`; `lib.rs` and `main.rs` keep their names.
fn module_of(relative: &Path) -> Vec<String> {
    let mut module: Vec<String> = relative
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

/// The violations in one file's text, each as `file:line: path: rule`.
fn violations(file: &str, text: &str) -> Vec<String> {
    let module = module_of(Path::new(file));
    paths::paths(text, &module)
        .iter()
        .filter_map(|path| {
            let rule = rules::broken_rule(&module, &path.target)?;
            Some(format!("src/{file}:{}: `{}`: {rule}", path.line, path))
        })
        .collect()
}

#[test]
fn every_path_in_the_code_is_an_allowed_arrow() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&src).expect("src/ can be read");
    assert!(files.len() > 2, "no code found under {}", src.display());

    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a source file can be read");
        let relative = path.strip_prefix(&src).expect("the file lies under src/");
        found.extend(violations(&relative.to_string_lossy(), &text));
    }
    assert!(
        found.is_empty(),
        "{} forbidden arrow(s):\n{}\nthe table stands in tests/architecture/rules.rs",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn the_library_root_only_declares_rooms_of_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = fs::read_to_string(root).expect("src/lib.rs can be read");
    let tokens = tokens::tokens(&text);
    let words: Vec<&str> = tokens.iter().map(|token| token.text).collect();
    for declaration in words.split_inclusive(|word| *word == ";") {
        let [.., "mod", room, ";"] = declaration else {
            panic!(
                "src/lib.rs only declares rooms, but says: {}",
                declaration.join(" ")
            );
        };
        assert!(
            rules::is_room(room),
            "src/lib.rs: `{room}` is no room of the table"
        );
    }
}

#[test]
fn every_dependency_has_its_line_in_the_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("Cargo.toml can be read");
    let document = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("it can be read");
    let (_, table) = document
        .split_once("## Dependencies")
        .expect("a section on dependencies");
    let explained: Vec<&str> = table
        .lines()
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.trim_start_matches(" *for tests:*").split(','))
        .map(str::trim)
        .collect();

    let mut is_dependency = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_dependency = line.contains("dependencies");
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| is_dependency) {
            assert!(
                explained.contains(&name),
                "ARCHITECTURE.md doesn't say what {name} is for"
            );
        }
    }
}

/// The arrows can only be trusted if a forbidden path is seen in every
/// form in which Rust lets one write it.
#[test]
fn a_forbidden_path_is_found_in_every_form() {
    let cases = [
        (
            "a plain use",
            "sql/lexer.rs",
            "use crate::report::Line;",
            "src/sql/lexer.rs:1: `crate::report::Line`: sql may not use report",
        ),
        (
            "a group",
            "plan/step.rs",
            "\nuse crate::{migration::{Version, Section}, target::{self, Url}};",
            "src/plan/step.rs:2: `crate::target`: plan may not use target",
        ),
        (
            "a nested group",
            "plan/step.rs",
            "use {std::fmt, crate::{schema, outcome::{event::Event}}};",
            "`crate::outcome::event::Event`: plan may not use outcome",
        ),
        (
            "an inline path",
            "postgres/ledger.rs",
            "fn f() {\n    crate::source::read();\n}",
            "src/postgres/ledger.rs:2: `crate::source::read`: postgres may not use source",
        ),
        (
            "up through super",
            "report/text.rs",
            "use super::super::commands::up;",
            "`crate::commands::up`: report may not use commands",
        ),
        (
            "from a test module",
            "report/text.rs",
            "mod tests { use super::super::super::server; }",
            "`crate::server`: report may not use server",
        ),
        (
            "a renamed room",
            "server/mod.rs",
            "use crate::postgres as db;",
            "`crate::postgres`: server may not use postgres",
        ),
        (
            "everything at the root",
            "sql/mod.rs",
            "use super::*;",
            "`crate::*`: only rooms may be named at the root",
        ),
        (
            "a macro's own crate",
            "sql/mod.rs",
            "$crate::plan::Plan",
            "sql may not use plan",
        ),
        (
            "the library by its name",
            "sql/mod.rs",
            "use proj_migrate::plan;",
            "sql may not use plan",
        ),
        (
            "the arguments from below",
            "commands/up.rs",
            "use crate::cli::Up;",
            "commands may not use cli",
        ),
        (
            "a foreign crate",
            "commands/up.rs",
            "fn f(client: &::tokio_postgres::Client) {}",
            "`tokio_postgres::Client`: only postgres may use tokio_postgres",
        ),
        (
            "a foreign derive",
            "settings/mod.rs",
            "#[derive(clap::Args)]",
            "only main, cli may use clap",
        ),
        (
            "files on the ground",
            "migration/file.rs",
            "use std::{fmt, fs::{self, File}};",
            "`std::fs`: the ground floor may not use std::fs",
        ),
        (
            "async on the ground",
            "outcome/event.rs",
            "#[tokio::test]",
            "the ground floor may not use tokio",
        ),
        (
            "a clock on the ground",
            "plan/mod.rs",
            "let now = std::time::Instant::now();",
            "may not use std::time::Instant",
        ),
        (
            "the other clock",
            "plan/mod.rs",
            "use chrono::Utc; fn f() { Utc::now(); }",
            "may not use Utc::now",
        ),
    ];
    for (form, file, text, expected) in cases {
        let found = violations(file, text).join("\n");
        assert!(
            found.contains(expected),
            "{form}: expected {expected:?}, found {found:?}"
        );
    }
}

#[test]
fn allowed_paths_comments_and_literals_are_no_violations() {
    let cases = [
        (
            "its own room",
            "sql/lexer.rs",
            "use super::token::Token; use crate::sql::Position; use self::x::Y;",
        ),
        (
            "its own tests",
            "sql/lexer.rs",
            "mod tests { use super::*; use super::super::token; }",
        ),
        (
            "down a floor",
            "plan/history.rs",
            "use crate::{migration::Version, schema::Model};",
        ),
        (
            "skipping floors",
            "commands/up.rs",
            "use crate::{report::Gate, postgres, source, server, sql, plan};",
        ),
        (
            "settings read the arguments",
            "settings/mod.rs",
            "use crate::cli::Cli; use crate::commands::up::Request;",
        ),
        (
            "the door opens all",
            "main.rs",
            "use proj_migrate::{cli, settings, report}; use clap::Parser;",
        ),
        (
            "a doc link",
            "sql/mod.rs",
            "//! See [`crate::report`].\n/* crate::plan::X /* nested */ crate::plan */",
        ),
        (
            "a string",
            "sql/mod.rs",
            r###"let a = "crate::plan::X \" crate::plan"; let b = r#"crate::"plan::X"#; let c = b"crate::plan::X";"###,
        ),
        (
            "a quote as a char",
            "sql/mod.rs",
            "let a = '\"'; let b = '\\''; fn f<'a>(x: &'a str) {} // crate::plan::X \"",
        ),
        (
            "a visibility",
            "sql/mod.rs",
            "pub(in crate::sql) fn f() {} pub(super) fn g() {}",
        ),
        (
            "a duration",
            "plan/mod.rs",
            "use std::time::Duration; use std::path::PathBuf;",
        ),
        (
            "types that describe",
            "target/mod.rs",
            "use std::net::IpAddr; use chrono::{DateTime, Utc};",
        ),
        (
            "captured lifetimes",
            "sql/mod.rs",
            "fn f() -> impl Sized + use<'_> {} ",
        ),
    ];
    for (form, file, text) in cases {
        assert_eq!(violations(file, text), Vec::<String>::new(), "{form}");
    }
}
