//! What is told of a schema file before any of it runs.

use super::*;

fn parsed(text: &str) -> Result<Script, Vec<Problem>> {
    Script::parse("db/schema.sql", text.to_owned().into())
}

#[test]
fn the_head_tells_of_a_part() {
    let head = |options: &str| {
        let text = format!("-- PostgreSQL 18 schema\n-- dump options: {options}\n\nselect 1;\n");
        parsed(&text).unwrap().extent
    };
    for options in [
        r#"{"schema":["a"]}"#,
        r#"{"privileges":true,"preset":"rds"}"#,
    ] {
        assert_eq!(head(options), Extent::Part, "{options}");
    }
    assert_eq!(head(r#"{"privileges":true,"data":["a"]}"#), Extent::Whole);
    let behind = parsed("select 1;\n-- dump options: {\"schema\":[]}\n").unwrap();
    assert_eq!(behind.extent, Extent::Whole);
}

#[test]
fn the_head_tells_the_major_of_the_server() {
    for (text, expected, reason) in [
        (
            "-- PostgreSQL 18 schema, by x\nselect 1;\n",
            Some(18),
            "ours",
        ),
        (
            "--\n-- PostgreSQL database dump\n--\n\n\\restrict a\n\n\
             -- Dumped from database version 15.18\n-- Dumped by pg_dump version 18.4\n\nselect 1;\n",
            Some(15),
            "pg_dump's",
        ),
        (
            "select 1;\n-- PostgreSQL 18\n",
            None,
            "not behind a statement",
        ),
        ("-- PostgreSQL database dump\n", None, "no number"),
        ("", None, "nothing"),
    ] {
        assert_eq!(parsed(text).unwrap().major, expected, "{reason}");
    }
}

#[test]
fn relations_extensions_and_statements_are_counted() {
    let script = parsed(
        "create extension if not exists hstore;\ncreate extension hstore;\ncreate table a ();\n\
         alter table a add constraint b unique (c);\ncopy a from stdin;\n1;\ncreate table x ();\n\\.\n\
         create function f() returns int begin atomic; select 1; end;\n",
    )
    .unwrap();
    assert_eq!((script.statements, script.relations), (6, 2));
    let [extension] = script.extensions.as_slice() else {
        panic!("{:?}", script.extensions);
    };
    let at = &extension.location;
    assert_eq!((at.line, at.column, at.width), (1, 32, 6));
}

#[test]
fn statements_come_one_by_one_with_their_data() {
    let script =
        parsed("\\restrict x\nselect 1;\ncopy a from stdin;\n1\n2\n\\.\nselect 3").unwrap();
    let mut statements = script.statements();
    let mut seen = Vec::new();
    while let Some(statement) = statements.next_statement().unwrap() {
        seen.push(statement.text);
        if let Some(lines) = statements.next_lines().unwrap() {
            seen.push(lines);
        }
    }
    assert_eq!(
        seen,
        ["select 1", "copy a from stdin", "1\n2\n", "select 3"]
    );
    let at = script.locate(2, ErrorPlace::default()).unwrap();
    assert_eq!((at.line, at.column), (7, 1));
}

#[test]
fn what_cannot_be_loaded_is_told_all_at_once() {
    for (text, expected, reason) in [
        (
            "begin;\nselect 1;\ncommit;\n",
            &[1, 3][..],
            "transactions are ours",
        ),
        (
            "select 1;\n\\connect x\n",
            &[2],
            "another program's command",
        ),
        ("create database x;\n", &[1], "not in a transaction"),
        ("vacuum;\n", &[1], "nor this"),
        ("copy a from stdin;\n1\n", &[1], "data without an end"),
        ("select 'x;\n", &[1], "a string without an end"),
        (
            "select 1;\n<<<<<<< HEAD\nselect 2;\n=======\nselect 3;\n>>>>>>> other\n",
            &[2, 6],
            "a conflict",
        ),
        (
            "select '\n<<<<<<< HEAD\n';\n",
            &[],
            "a string may say anything",
        ),
        ("select 1\n  << 2;\n", &[], "an operator"),
        (
            "copy a from stdin;\n<<<<<<< x\n\\.\n",
            &[],
            "and so may data",
        ),
    ] {
        let problems = parsed(text).err().unwrap_or_default();
        let lines: Vec<_> = (problems.iter())
            .map(|problem| problem.location.as_ref().unwrap().line)
            .collect();
        assert_eq!(lines, expected, "{reason}: {problems:?}");
    }
}
