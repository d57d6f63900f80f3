//! `--format json`: one envelope for every command and every end of one, of the shape that
//! `schema/outcome.schema.json` describes, and the same bytes for the same run.
//!
//! The fixture holds every document that any test sees against the schema; here each command
//! meets each end at least once. Exact texts stand in `tests/transcripts/output`.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't run the program or read what it wrote fails"
)]

mod support;

use std::collections::BTreeSet;

use clap::CommandFactory;
use proj_migrate::cli::Cli;
use serde_json::Value;
use support::{Project, SCHEMA, fits_schema, for_each_major};

const UP_DOWN: &str = "-- migrate:up\ncreate table a ();\n-- migrate:down\ndrop table a;\n";

/// The error's kind, and what tells one refusal from another.
fn end(document: &Value) -> String {
    let error = &document["error"];
    let kind = error["kind"].as_str().unwrap_or("done");
    match error["refusal"]["kind"].as_str() {
        Some(refusal) => format!("{kind}: {refusal}"),
        None => kind.to_owned(),
    }
}

/// Claims the end of a run with `--format json`, its command and its exit status.
#[track_caller]
fn ends(project: &Project, args: &str, status: i32, expected: &str) {
    let ran = project.run(&format!("{args} --format json"));
    let document = ran.json();
    assert_eq!(end(&document), expected, "{args}: {document:#}");
    assert_eq!(document["exit_status"], ran.status, "{args}");
    ran.exits(status);
    let command = args.split(' ').find(|word| !word.starts_with('-'));
    assert_eq!(document["command"].as_str(), command, "{args}");
}

#[test]
fn every_end_of_every_command_is_an_envelope() {
    for_each_major(|server| {
        let project = server.project();
        let ends = |args: &str, status: i32, end: &str| ends(&project, args, status, end);
        project.migration("0001_a.sql", UP_DOWN);
        project.migration("0003_c.sql", "-- migrate:up\ncreate table c ();\n");
        ends("up --dry-run", 0, "done");
        ends("up --dry-run=sql", 0, "done");
        ends("up --dry-run=execute", 0, "done");
        ends("up", 0, "done");
        ends("up", 0, "done");
        ends("status", 0, "done");
        ends("dump -", 0, "done");
        ends("dump", 0, "done");
        ends("dump --check", 0, "done");
        ends("dump --check x.sql", 1, "done");
        ends("dump - --check", 2, "usage");
        ends("protect", 0, "done");
        ends("redo", 4, "refused: protected");
        ends("protect", 0, "done");
        ends("protect --off", 0, "done");
        ends("protect --off", 0, "done");
        ends("down", 4, "refused: irreversible");
        ends("redo", 4, "refused: irreversible");
        ends("up --to 9", 2, "refused: unknown-version");
        project.migration("0002_b.sql", "-- migrate:up\ncreate table b ();\n");
        ends("up --strict", 4, "refused: strict");
        project.migration("0001_a.sql", UP_DOWN.replace("a ()", "a (x int)"));
        ends("up", 4, "refused: modified");
        ends("status --exit-code", 1, "done");
        project.migration("0001_a.sql", UP_DOWN);
        project.migration("0002_b.sql", "-- migrate:up\nselect 1;\nselect nope;\n");
        ends("up", 3, "statement");
        ends("up --dry-run=execute", 3, "statement");
        project.migration(
            "0002_b.sql",
            "-- migrate:up transaction:false\nselect 1;\nselect nope;\n",
        );
        ends("up", 3, "statement");
        ends("up --to 0001", 4, "refused: partial");
        ends("status", 0, "done");
        project.query("delete from schema_migrations_progress");
        project.migration("0002_b.sql", "-- migrate:up\nvacuum;\n");
        ends("up", 2, "files");
        ends("repair --mark-applied 2 --yes", 2, "files");
        ends("baseline --to 3", 2, "files");
        project.remove("db/migrations/0002_b.sql");
        ends("migrate --to 1", 0, "done");
        ends("create", 0, "done");
        ends("wait", 0, "done");
        ends("drop", 4, "refused: unconfirmed");
        ends("protect", 0, "done");
        ends("drop --yes", 4, "refused: protected");
        ends("protect --off", 0, "done");
        corrected(&project);
        ends("status -d nowhere", 2, "usage");
        ends("repair 1 -d nowhere", 2, "usage");
        ends(
            "baseline --to 1 --url postgres:///x?host=/nowhere",
            3,
            "server",
        );
        ends("redo --url postgres:///x?host=/nowhere", 3, "server");
        ends("protect --url postgres:///x?host=/nowhere", 3, "server");
        ends("down --url nonsense", 2, "usage");
        ends("status --url postgres:///x?host=/nowhere", 3, "server");
        seeded(&project);
        ends("new A_thing", 0, "done");
        ends("new !-", 2, "usage");
        project.query("create view odd as select 1 as version");
        ends("status --migrations-table odd", 4, "refused: ledger");
        let session = project.session();
        ends("drop --yes", 4, "in-use");
        drop(session);
        ends("drop --yes", 0, "done");
    });
}

#[test]
fn every_end_of_load_is_an_envelope() {
    for_each_major(|server| {
        let project = server.project();
        let ends = |args: &str, status: i32, end: &str| ends(&project, args, status, end);
        ends("load", 2, "usage");
        project.write("db/schema.sql", "commit;\n");
        ends("load", 2, "files");
        project.write("db/schema.sql", "create extension nobodys;\n");
        ends("load", 4, "refused: missing-extensions");
        project.write("db/schema.sql", "create table a ();\nselect nope;\n");
        ends("load", 3, "load");
        project.write("db/schema.sql", "create table a ();\n");
        ends("load", 0, "done");
        ends("load", 4, "refused: not-empty");
        project.run("protect").succeeds();
        ends("load --force", 4, "refused: protected");
    });
}

/// The ends of `seed`; nothing of it is left.
fn seeded(project: &Project) {
    let ends = |args: &str, status: i32, end: &str| ends(project, args, status, end);
    ends("seed", 2, "usage");
    project.query("create table seeded (id int primary key)");
    project.query("create table referring (id int references seeded)");
    project.write("db/seeds/seeded.csv", "id\n1\n");
    project.write("db/seeds/dev/more.sql", "select 1;\n");
    ends("seed --list", 0, "done");
    ends("seed --dry-run dev", 0, "done");
    project.table("0009", "later");
    ends("seed --strict", 4, "refused: pending");
    project.remove("db/migrations/0009_later.sql");
    ends("seed dev", 0, "done");
    ends("seed", 0, "done");
    project.query("insert into referring values (1)");
    ends("seed --reset", 4, "refused: reset-reaches");
    project.write("db/seeds/seeded.csv", "id\n1\nx\n");
    ends("seed", 3, "seed");
    project.write("db/seeds/seeded.csv", "key\n1\n");
    ends("seed", 2, "files");
    ends("protect", 0, "done");
    ends("seed dev", 4, "refused: protected");
    ends("protect --off", 0, "done");
    ends("seed --url postgres:///x?host=/nowhere", 3, "server");
    project.query("drop table referring, seeded, schema_seeds");
    std::fs::remove_dir_all(project.path().join("db/seeds")).unwrap();
}

/// The ends of the commands that only write to the ledger, and of `redo`; `0001_a` and `0003_c` are
/// applied, and are so afterwards.
fn corrected(project: &Project) {
    let ends = |args: &str, status: i32, end: &str| ends(project, args, status, end);
    project.migration("0001_a.sql", UP_DOWN.replace("drop", "-- dropped\ndrop"));
    ends("repair 1", 4, "refused: unconfirmed");
    ends("redo --count 2", 4, "refused: modified");
    ends("repair 1 --yes --reason tidied", 0, "done");
    ends("repair 1 --yes", 0, "done");
    project.migration("0001_a.sql", UP_DOWN.replace("a ()", "a (x int)"));
    ends("repair 1 --down-only --yes", 4, "refused: not-down-only");
    ends("repair 1 --yes", 0, "done");
    ends("repair --forget 1 --yes", 4, "refused: wrong-state");
    ends("repair 9 --yes", 2, "refused: unknown-version");
    project.query("insert into schema_migrations (version) values ('01')");
    ends("repair 001 --yes", 2, "refused: ambiguous-version");
    project.query("delete from schema_migrations where version = '01'");
    project.table("0004", "d");
    ends("repair --mark-applied 4 --yes", 0, "done");
    ends("baseline --to 3", 4, "refused: not-a-baseline");
    ends("baseline --to 4", 0, "done");
    project.query("create table d ()");
    ends("redo", 0, "done");
    project.query("drop table d");
    ends("redo", 3, "statement");
    project.remove("db/migrations/0004_d.sql");
    ends("redo", 4, "refused: not-again");
    ends("repair --forget 4 --yes", 0, "done");
    ends("baseline --to 5", 2, "refused: unknown-version");
    project.migration("0001_a.sql", UP_DOWN);
    ends("repair 1 --yes", 0, "done");
}

#[test]
fn a_command_line_that_cannot_be_read_has_its_envelope_too() {
    for_each_major(|server| {
        let project = server.project();
        for (args, command, message) in [
            ("up --dry-rum --format json", Some("up"), "'--dry-rum'"),
            ("--format json up --count 0", Some("up"), "'--count <N>'"),
            ("--format=json dwn", None, "'dwn'"),
            ("--format json", None, "requires a subcommand"),
            ("new --format json", Some("new"), "<NAME>"),
            (
                "down --to 1 --all --format json",
                Some("down"),
                "cannot be used with",
            ),
            (
                "status --format json -q -v",
                Some("status"),
                "cannot be used with",
            ),
            (
                "status postgres://me:s3cret@host/db --format json",
                Some("status"),
                "<connection string>",
            ),
        ] {
            let ran = project.run(args).exits(2).never_says("s3cret");
            let document = ran.json();
            assert_eq!(document["command"].as_str(), command, "{args}");
            assert_eq!(end(&document), "usage", "{args}");
            let said = document["error"]["message"].as_str().unwrap();
            assert!(said.contains(message), "{args}: {said}");
            assert!(
                ran.err.starts_with(&format!("error: {said}\n")),
                "{}",
                ran.err
            );
        }
        let help = project.run("up --format json --help").succeeds();
        assert!(help.out.contains("Usage:"), "help is for people");
    });
}

/// What a project's life shows, byte for byte; the database is empty again afterwards.
fn life(project: &Project, names: &[&str]) -> Vec<Value> {
    for name in names {
        project.migration(
            &format!("{name}.sql"),
            format!(
                "-- migrate:up\ncreate table t_{name} (x int);\n\
                 do $$ begin raise notice 'made'; end $$;\n\
                 -- migrate:down\ndrop table t_{name};\n"
            ),
        );
    }
    project.migration(
        "0009_bad.sql",
        "-- migrate:up transaction:false\nselect 1;\nselect nope;\n",
    );
    let documents = [
        "up --dry-run=sql",
        "up",
        "up",
        "status",
        "up --dry-run=execute",
        "down --all",
        "new more",
        "up --nope",
    ]
    .map(|args| {
        let mut command = project.command(args.split(' '));
        let output = command.args(["--format", "json"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        fits_schema(&text);
        let document: Value = serde_json::from_str(&text).unwrap();
        if let Some(path) = document["result"]["path"].as_str() {
            project.remove(path);
        }
        document
    });
    // The comment is part of what every new database has, and of the fingerprint.
    project.query(
        "drop schema public cascade; create schema public; \
         comment on schema public is 'standard public schema'",
    );
    names
        .iter()
        .for_each(|name| project.remove(&format!("db/migrations/{name}.sql")));
    documents.into()
}

/// The properties that the schema says may differ between equal runs.
fn varying(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (name, below) in object {
                if below.get("$comment").is_some() {
                    names.insert(name.clone());
                }
                varying(below, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|below| varying(below, names)),
        _ => {}
    }
}

fn without(document: &mut Value, names: &BTreeSet<String>) {
    match document {
        Value::Object(object) => {
            object.retain(|name, _| !names.contains(name));
            object.values_mut().for_each(|below| without(below, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|below| without(below, names)),
        _ => {}
    }
}

#[test]
fn equal_runs_differ_in_the_named_fields_only() {
    let mut names = BTreeSet::new();
    varying(&SCHEMA, &mut names);
    // One of these in the list would hide more than a clock.
    for name in [
        "versions", "done", "steps", "error", "result", "label", "message",
    ] {
        assert!(!names.contains(name), "{name}");
    }
    // Unique in this folder, so that it may stay.
    names.remove("version");
    names.remove("path");
    for_each_major(|server| {
        let project = server.project();
        let mut first = life(&project, &["0001_a", "0002_b", "10_c", "3_d"]);
        let mut second = life(&project, &["3_d", "10_c", "0002_b", "0001_a"]);
        assert_ne!(first, second, "runs have ids");
        for document in first.iter_mut().chain(&mut second) {
            without(document, &names);
        }
        assert_eq!(first, second);
    });
}

#[test]
fn the_schema_knows_every_command() {
    let known: BTreeSet<_> = SCHEMA["properties"]["command"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let cli = Cli::command();
    let commands: BTreeSet<_> = cli.get_subcommands().map(clap::Command::get_name).collect();
    assert_eq!(
        known, commands,
        "ARCHITECTURE.md, \"A new command\", says what to add"
    );
}
