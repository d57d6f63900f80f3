//! CSV is read as the server's own COPY reads it: what that accepts gives the same rows, what it
//! refuses is refused.

use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::support::{Project, for_each_major, psql};

/// How many files are tried on each server.
const FILES: usize = 60;

/// One file for a table of two text columns.
fn file() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(vec![
        "",
        "x",
        "\\",
        "\\N",
        "\\.",
        "\t",
        "é",
        " ",
        "NULL",
        "long enough to be more than a step",
    ]);
    let within = prop::collection::vec(
        prop::sample::select(vec![
            "\"\"", "\n", "\r", "\r\n", ",", "\\", "\\N", "x", "\t", "\\.\n",
        ]),
        0..5,
    );
    let quoted = within.prop_map(|parts| format!("\"{}\"", parts.concat()));
    let field = prop_oneof![
        4 => plain.clone().prop_map(str::to_owned),
        4 => quoted.clone(),
        1 => (plain.clone(), quoted, plain).prop_map(|(a, b, c)| format!("{a}{b}{c}")),
    ];
    let row = prop_oneof![
        20 => prop::collection::vec(field.clone(), 2),
        1 => prop::collection::vec(field, 0..4),
    ];
    let slip = prop::option::weighted(
        0.2,
        (
            any::<prop::sample::Index>(),
            prop::sample::select(vec!["\"", "\r", "\n", ",", "\\"]),
        ),
    );
    (
        prop::collection::vec(row, 0..6),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        any::<bool>(),
        slip,
    )
        .prop_map(|(rows, ends, has_end, slip)| {
            let rows: Vec<String> = rows.iter().map(|fields| fields.join(",")).collect();
            let mut text = rows.join(ends);
            if has_end && !rows.is_empty() {
                text.push_str(ends);
            }
            if let Some((place, piece)) = slip {
                let places: Vec<usize> = text
                    .char_indices()
                    .map(|(at, _)| at)
                    .chain([text.len()])
                    .collect();
                text.insert_str(*place.get(&places), piece);
            }
            format!("a,b{ends}{text}")
        })
        // Older servers and clients take it for the end, and leave out what follows without a word.
        .prop_filter("a line that ends the data", |text| {
            !text.split(['\n', '\r']).any(|line| line == "\\.")
        })
}

/// Loads it by the server's own means; whether it was accepted.
fn copied(project: &Project, number: usize, path: &str) -> bool {
    let copy = format!("\\copy theirs_{number} from '{path}' (format csv, header)");
    let url = project.database.url();
    let ran = Command::new(psql())
        .args(["-qX", "-d", &url, "-c", &copy])
        .output();
    ran.unwrap().status.success()
}

/// The rows in their order, NULL told from an empty text.
fn rows(project: &Project, table: &str) -> String {
    project.query(&format!(
        "select string_agg(concat_ws('|', quote_nullable(a), quote_nullable(b)), E'\\n' order by ctid) from {table}"
    ))
}

#[test]
fn any_file_gives_the_rows_that_copy_gives_or_is_refused_as_well() {
    for_each_major(|server| {
        let project = server.project();
        let mut runner = TestRunner::default();
        let files: Vec<String> = (0..FILES)
            .map(|_| file().new_tree(&mut runner).unwrap().current())
            .collect();
        let mut refused = Vec::new();
        for (number, text) in files.iter().enumerate() {
            project.query(&format!(
                "create table ours_{number} (a text, b text); create table theirs_{number} (a text, b text)"
            ));
            let name = format!("db/seeds/ours_{number}.csv");
            let path = project.write(&name, text);
            if !copied(&project, number, &path.display().to_string()) {
                project.remove(&name);
                refused.push((name, text));
            }
        }
        assert!(refused.len() < FILES, "all of them are refused");
        project.run("seed").succeeds();
        for (number, text) in files.iter().enumerate() {
            let ours = rows(&project, &format!("ours_{number}"));
            assert_eq!(
                ours,
                rows(&project, &format!("theirs_{number}")),
                "{text:?}"
            );
        }
        for (name, text) in refused {
            project.write(&name, text);
            let ran = project.run("seed");
            assert!(matches!(ran.status, 2 | 3), "{text:?}: {}", ran.err);
            assert!(
                ran.err.contains(&format!("--> {name}:")),
                "{text:?}: {}",
                ran.err
            );
            project.remove(&name);
        }
    });
}

#[test]
fn rows_are_numbered_by_the_files_lines_whatever_ends_them() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create table t (a text, b int)");
        let text = "a,b\n\"two\nlines\",1\n\n\"x,\"\"y\",oops\n";
        for (name, ends) in [("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r")] {
            // A blank line is a row that lacks a field.
            project.write("db/seeds/t.csv", text.replace('\n', ends));
            project
                .run("seed")
                .exits(3)
                .stderr_contains("--> db/seeds/t.csv:4:1");
            project.write(
                "db/seeds/t.csv",
                text.replace("\n\n", "\n").replace('\n', ends),
            );
            project
                .run("seed")
                .exits(3)
                .stderr_contains("--> db/seeds/t.csv:4:9")
                .stderr_contains("= value: oops");
            // More than is read at once.
            let many = format!(
                "a,b{ends}{}x,oops{ends}",
                format!("\"a\n\nb\",7{ends}").repeat(30_000)
            );
            project.write("db/seeds/t.csv", &many);
            let line = if name == "cr" { 30_002 } else { 90_002 };
            project
                .run("seed")
                .exits(3)
                .stderr_contains(&format!("--> db/seeds/t.csv:{line}:3"));
            project.write("db/seeds/t.csv", many.replace("oops", "8"));
            project
                .run("seed")
                .succeeds()
                .stdout_contains("30,001 rows");
            let sums = "select count(*), sum(b), count(distinct a), max(length(a)) from t";
            assert_eq!(project.query(sums), "30001|210008|2|4", "{name}");
            project.query("truncate t; drop table schema_seeds");
        }
    });
}
