//! Structure of a file: what is a migration, and all that is wrong with what isn't.

use proptest::prelude::*;

use super::*;
use crate::migration::{Direction, Transaction};
use crate::sql::StatementKind;

fn parsed(text: &str) -> Result<Migration, Vec<String>> {
    let version = Version::new("0007").unwrap();
    let parsed = parse_stored(&version, "x", text, "0007_x");
    parsed.map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

fn texts(migration: &Migration, direction: Direction) -> Vec<String> {
    let Some(section) = migration.section(direction) else {
        return Vec::new();
    };
    let mut statements = migration.statements(section);
    std::iter::from_fn(|| statements.next_statement().unwrap())
        .map(|statement| statement.text)
        .collect()
}

#[test]
fn a_migration_has_an_up_section_and_perhaps_a_down_section() {
    for (text, up, down, reason) in [
        (
            "-- migrate:up\nselect 1;\n",
            vec!["select 1"],
            vec![],
            "up only",
        ),
        (
            "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\nselect 3\n",
            vec!["select 1"],
            vec!["select 2", "select 3"],
            "both; the last semicolon may be missing",
        ),
        ("-- migrate:up\n", vec![], vec![], "nothing to do"),
        (
            "-- migrate:up\n-- migrate:down\n",
            vec![],
            vec![],
            "nothing either way",
        ),
        (
            "-- about\n\n/* more */\n-- migrate:up\nselect 1\n",
            vec!["select 1"],
            vec![],
            "comments before the marker",
        ),
        (
            "-- migrate:up\nselect '\n-- migrate:down\n', $$\n-- migrate:up\n$$;\n",
            vec!["select '\n-- migrate:down\n', $$\n-- migrate:up\n$$"],
            vec![],
            "markers inside quotes",
        ),
        (
            "-- migrate:up\ncopy t from stdin;\n-- migrate:down\n\\.\n-- migrate:down\nselect 2;\n",
            vec!["copy t from stdin"],
            vec!["select 2"],
            "markers inside COPY data",
        ),
        (
            "\\restrict x\n-- migrate:up\n\\restrict x\nselect 1;\n\\unrestrict x\n",
            vec!["select 1"],
            vec![],
            "pg_dump's guards are ignored and not sent",
        ),
    ] {
        let migration = parsed(text).unwrap();
        assert_eq!(texts(&migration, Direction::Up), up, "{reason}");
        assert_eq!(texts(&migration, Direction::Down), down, "{reason}");
    }
}

#[test]
fn a_section_reaches_from_its_markers_line_to_the_next() {
    let text = "-- about\n  -- migrate:up transaction:false\na;\n\t--migrate:down\nb;\n";
    let migration = parsed(text).unwrap();
    let down = migration.down.as_ref().unwrap();
    let up = migration.section_text(&migration.up).unwrap();
    assert_eq!(up, "  -- migrate:up transaction:false\na;\n");
    assert_eq!(migration.section_text(down), Some("\t--migrate:down\nb;\n"));
    assert_eq!(migration.up.options.transaction, Transaction::None);
    assert_eq!(down.options.transaction, Transaction::Whole);
    assert_eq!(migration.checksum, Checksum::of(text));
    assert_eq!(migration.up_checksum(), Checksum::of(up));
    assert_eq!(migration.path, "ledger:0007_x");
}

#[test]
fn a_files_output_of_pg_dump_is_a_migration() {
    let text = "-- migrate:up\n--\n-- PostgreSQL database dump\n--\n\\restrict Q1\n\n\
        SET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n\
        CREATE FUNCTION public.f() RETURNS trigger\n    LANGUAGE plpgsql\n    AS $$\nBEGIN\n  \
        COMMIT;\n  RETURN new;\nEND\n$$;\n\n\
        COPY public.t (id, name) FROM stdin;\n1\tit's\n2\t-- migrate:down\n\\.\n\n\n\
        COPY public.u (id) FROM stdin;\n\\.\n\nSELECT 1;\n\n\\unrestrict Q1\n\n\
        -- migrate:down\n";
    let migration = parsed(text).unwrap();
    assert_eq!(texts(&migration, Direction::Up).len(), 6);
    let mut statements = migration.statements(&migration.up);
    let mut data = Vec::new();
    while let Some(statement) = statements.next_statement().unwrap() {
        if statement.kind == StatementKind::CopyFromStdin {
            let lines = std::iter::from_fn(|| statements.next_lines().unwrap());
            data.push(lines.collect::<String>());
        }
    }
    assert_eq!(data, ["1\tit's\n2\t-- migrate:down\n", ""]);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (text, expected, reason) in [
        ("", vec![": no `-- migrate:up` line"], "an empty file"),
        (
            "select 1;\n",
            vec![": no `-- migrate:up` line"],
            "no marker at all",
        ),
        (
            "-- migrate:down\nb;\n",
            vec![": no `-- migrate:up` line"],
            "a down section alone",
        ),
        (
            "a;\nb;\n-- migrate:up\n",
            vec![":1:1: SQL before `-- migrate:up`"],
            "SQL before up, named once",
        ),
        (
            "-- migrate:down\nb;\n-- migrate:up\na;\n",
            vec![":1:1: `migrate:down` stands before `migrate:up`"],
            "down before up",
        ),
        (
            "-- migrate:up\n-- migrate:down\n-- migrate:up\n  -- migrate:down\n",
            vec![
                ":3:1: a second `migrate:up` section; the first one is in line 1",
                ":4:3: a second `migrate:down` section; the first one is in line 2",
            ],
            "each direction once",
        ),
        (
            "a;\n-- migrate:up\n-- migrate:donw\n-- migrate:up\n-- migrate:up foo:1\n",
            vec![
                ":1:1: SQL before `-- migrate:up`",
                ":3:1: `-- migrate:donw` is not a marker",
                ":4:1: a second `migrate:up` section; the first one is in line 2",
                ":5:1: a second `migrate:up` section; the first one is in line 2",
                ":5:15: unknown option `foo:1`",
            ],
            "all of them, in file order",
        ),
        (
            "-- migrate:upp\na;\n",
            vec![":1:1: `-- migrate:upp` is not a marker"],
            "a slip brings no second message",
        ),
        (
            "-- migrate: up transaction: false\nvacuum;\n",
            vec![
                ":1:1: `-- migrate: up transaction: false` is not a marker",
                ":1:16: unknown option `transaction: false`",
            ],
            "nor do two slips",
        ),
        (
            "-- migrate:up\nä 'b\n-- migrate:down\n",
            vec![":2:3: this string is never closed"],
            "a string; columns are characters",
        ),
        (
            "select $a$;\n-- migrate:up\n",
            vec![":1:8: this dollar quote $a$ is never closed"],
            "what swallowed the marker is the problem",
        ),
        (
            "-- migrate:up\n/* /* */\n",
            vec![":2:1: this comment is never closed"],
            "a comment",
        ),
        (
            "-- migrate:up\n\"\n",
            vec![":2:1: this quoted identifier is never closed"],
            "a name",
        ),
        (
            "-- migrate:up\na; copy t from stdin;\n1\n-- migrate:down\n",
            vec![":2:4: the data of this COPY is never closed"],
            "COPY data",
        ),
        (
            "-- migrate:up\ncopy t from stdin; select\n1\n\\.\n",
            vec![":2:20: the data lines of the COPY before this statement interrupt it"],
            "COPY data in the middle of the next statement",
        ),
        (
            "-- migrate:up\nselect '\0';\n",
            vec![":2:9: a NUL character"],
            "NUL",
        ),
        (
            "-- migrate:up\n\\connect db\nselect 1 \\gset\n\\restricted\n",
            vec![
                ":2:1: psql meta-command `\\connect`",
                ":3:10: psql meta-command `\\gset`",
                ":4:1: psql meta-command `\\restricted`",
            ],
            "meta-commands",
        ),
        (
            "-- migrate:up\nselect\n\\restrict x\n1;\n",
            vec![":3:1: psql meta-command `\\restrict`"],
            "inside a statement even the ignored ones would be sent",
        ),
    ] {
        let found = parsed(text).unwrap_err();
        let expected: Vec<_> = expected
            .iter()
            .map(|e| format!("ledger:0007_x{e}"))
            .collect();
        assert_eq!(found, expected, "{reason}");
    }
}

#[test]
fn each_problem_has_a_cure() {
    let text = "a;\n-- migrate: up transaction:no foo:1 max-lock:1s max-lock:1s\ncommit;\nvacuum;\n\
        \\x\n-- migrate:up\n-- migrate:down transaction:false\nbegin;\nvacuum;\n'\0";
    let problems = parse_stored(&Version::new("1").unwrap(), "", text, "1").unwrap_err();
    assert_eq!(problems.len(), 13, "{problems:#?}");
    for problem in problems {
        assert!(
            problem.kind.cure().is_some_and(|cure| !cure.is_empty()),
            "{problem}"
        );
    }
}

/// Pieces that a file of this kind may be made of.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("-- migrate:up\n".to_owned()),
        Just("-- migrate:down transaction:false\n".to_owned()),
        Just("-- migrate: donw max-lock = 1s\n".to_owned()),
        Just("copy t from stdin;\n".to_owned()),
        Just("\\.\n".to_owned()),
        Just("begin; commit and chain; vacuum;\n".to_owned()),
        "['\"$a;()\\\\/*\r\n\0 -]{1,6}",
        "\\PC{0,4}",
    ]
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(pieces in proptest::collection::vec(piece(), 0..12)) {
        let text = pieces.concat();
        match parsed(&text) {
            Err(problems) => prop_assert!(!problems.is_empty(), "an error says why"),
            Ok(migration) => {
                let stored = crate::migration::stored_script(&migration);
                let again = parsed(stored);
                prop_assert!(again.is_ok(), "what is stored parses: {:?} {:?}", stored, again.err());
            }
        }
    }

    #[test]
    fn markers_inside_quotes_never_count(
        quote in prop_oneof![
            Just(("select '", "';\n")),
            Just(("select e'\\'", "';\n")),
            Just(("select \"", "\";\n")),
            Just(("do $$", "$$;\n")),
            Just(("do $a$ $$", "$a$;\n")),
            Just(("/*", "*/\n")),
            Just(("copy t from stdin;\n", "\n\\.\n")),
        ],
        inner in proptest::collection::vec(
            prop_oneof![
                Just("-- migrate:down"),
                Just("  --migrate:up"),
                Just("-- migrate:donw"),
                Just("words"),
                Just(""),
            ],
            0..6,
        ),
    ) {
        let (open, close) = quote;
        let inner = inner.join("\n");
        let text = format!("-- migrate:up\n{open}\n{inner}\n{close}-- migrate:down\nselect 2;\n");
        let migration = parsed(&text).unwrap();
        let down = migration.down.as_ref().unwrap();
        prop_assert_eq!(migration.section_text(down), Some("-- migrate:down\nselect 2;\n"));
    }
}
