//! The law of texts that arrive in pieces: problems, sections and statements are those of the
//! whole text, however it is cut.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::migration::{
    Checksum, Direction, FileName, MigrationFile, Problem, Reread, Text, parse, stored_script,
};
use crate::sql::{lex, split};

/// A text that is given out in pieces of so many lines, over and over.
#[derive(Debug)]
struct Pieces {
    text: String,
    lines: usize,
}

impl Reread for Pieces {
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<String, String>>> {
        let lines: Vec<&str> = self.text.split_inclusive('\n').collect();
        let pieces: Vec<_> = lines.chunks(self.lines).map(<[_]>::concat).collect();
        Box::new(pieces.into_iter().map(Ok))
    }
}

fn file(text: Text, checksum: Checksum) -> MigrationFile {
    MigrationFile {
        name: FileName::parse("1_x.sql").unwrap(),
        path: "m/1_x.sql".to_owned(),
        text: Ok((text, checksum)),
    }
}

fn kept(text: &str) -> Result<Migration, Vec<Problem>> {
    parse(&file(text.to_owned().into(), Checksum::of(text)))
}

fn in_pieces(text: &str, lines: usize) -> Result<Migration, Vec<Problem>> {
    large(text, Checksum::of(text), lines)
}

fn large(text: &str, checksum: Checksum, lines: usize) -> Result<Migration, Vec<Problem>> {
    let text = text.to_owned();
    let reread: Arc<dyn Reread> = Arc::new(Pieces { text, lines });
    parse(&file(Text::Large { reread, checksum }, checksum))
}

/// Each statement's kind and text, and its data lines when it is a COPY.
type Told = Vec<(StatementKind, String, Option<String>)>;

fn told(migration: &Migration, section: &Section) -> Told {
    let mut statements = migration.statements(section);
    let mut told = Vec::new();
    while let Some(statement) = statements.next_statement().unwrap() {
        let data = (statement.kind == StatementKind::CopyFromStdin)
            .then(|| std::iter::from_fn(|| statements.next_lines().unwrap()).collect());
        told.push((statement.kind, statement.text, data));
    }
    told
}

/// The same from the whole text at once.
fn split_at_once(text: &str, section: &Section) -> Told {
    let statements = split(text, section.span.clone(), &lex(text)).into_iter();
    statements
        .map(|statement| {
            let data = statement
                .copy_data
                .clone()
                .map(|data| text[data].to_owned());
            (statement.kind, statement.text(text).to_owned(), data)
        })
        .collect()
}

/// Whatever a migration says of itself.
fn facts(migration: &Migration) -> String {
    let Migration {
        checksum, up, down, ..
    } = migration;
    format!("{checksum} {up:?} {down:?} {}", stored_script(migration))
}

#[track_caller]
fn hold(text: &str, lines: usize) {
    let whole = kept(text);
    let pieces = in_pieces(text, lines);
    match (&whole, &pieces) {
        (Ok(whole), Ok(pieces)) => {
            assert_eq!(facts(whole), facts(pieces), "{text:?}");
            for direction in [Direction::Up, Direction::Down] {
                let sections = whole.section(direction).zip(pieces.section(direction));
                let Some((section, of_pieces)) = sections else {
                    continue;
                };
                let expected = split_at_once(text, section);
                assert_eq!(told(whole, section), expected, "{text:?}");
                assert_eq!(told(pieces, of_pieces), expected, "{text:?}");
                assert_eq!(section.statements, expected.len());
            }
        }
        _ => assert_eq!(whole.err(), pieces.err(), "{text:?}"),
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("select 1;\n".to_owned()),
        2 => Just("-- migrate:down\n".to_owned()),
        1 => Just("-- migrate:up transaction:false\n".to_owned()),
        2 => Just("copy t from stdin;\n1\n2\n\\.\n".to_owned()),
        1 => Just("copy t from stdin; select 2; copy u from stdin;\n1\n\\.\n2\n\n\\.\n".to_owned()),
        1 => Just("copy t from stdin;\n".to_owned()),
        1 => Just("\\.\n".to_owned()),
        1 => Just("\\restrict x\n".to_owned()),
        1 => Just("create function f() begin atomic\nselect 1;\nselect 2;\nend;\n".to_owned()),
        1 => Just("create rule r as on insert to t do (select 1;\nselect 2);\n".to_owned()),
        1 => Just("select 'a'\n'b;\n';\n".to_owned()),
        1 => Just("select 1\n".to_owned()),
        1 => Just("begin;\ncommit;\nrollback to a;\n".to_owned()),
        1 => Just("do $a$\n;\n$a$;\n".to_owned()),
        1 => Just("/* \n;\n */ -- x\n".to_owned()),
        1 => Just("\0\n".to_owned()),
        1 => Just("\n\u{feff}vacuum;\n".to_owned()),
        1 => "['\"$a;()\\\\/*\n -]{1,6}",
    ]
}

proptest! {
    #[test]
    fn the_cuts_of_a_text_decide_nothing(
        pieces in proptest::collection::vec(piece(), 0..12),
        lines in 1_usize..6,
    ) {
        hold(&format!("-- migrate:up\n{}", pieces.concat()), lines);
        hold(&pieces.concat(), lines);
    }
}

#[test]
fn a_part_ends_where_lexer_and_splitter_agree() {
    for (text, reason) in [
        (
            "-- migrate:up\nselect 1\n-- migrate:down\ncreate function g() begin atomic\n\
             select 1;\nselect 2;\nend;\nselect 3;\n",
            "the lexer sees one statement from the first SELECT on",
        ),
        (
            "-- migrate:up\ncopy t from stdin;\n1\n\\.\ncopy t from stdin;\n\\.\n",
            "data lines begin a part",
        ),
    ] {
        assert!(in_pieces(text, 1).is_ok(), "{reason}");
        (1..4).for_each(|lines| hold(text, lines));
    }
}

#[test]
fn a_text_that_changed_ends_with_an_error() {
    let text = "-- migrate:up\nselect 1;\nselect 2;\n";
    let other = Checksum::of("another");
    let problems = large(text, other, 1).unwrap_err();
    let kinds: Vec<_> = problems.iter().map(|problem| &problem.kind).collect();
    assert_eq!(kinds, [&crate::migration::ProblemKind::Changed]);

    let mut migration = in_pieces(text, 1).unwrap();
    let Text::Large { checksum, .. } = &mut migration.text else {
        panic!("a large one");
    };
    *checksum = other;
    let mut statements = migration.statements(&migration.up);
    assert!(statements.next_statement().unwrap().is_some());
    assert!(statements.next_statement().unwrap().is_some());
    assert_eq!(statements.next_statement(), Err(TextLost::Changed));
}

#[test]
fn places_of_a_text_in_pieces_are_those_of_the_file() {
    use crate::migration::ErrorPlace;
    let text = "-- migrate:up\nselect 1;\nselect\n  nope;\ncopy t from stdin;\na\nb\nc\n\\.\n\
                do $$\nbegin\n  fail;\nend $$;\n";
    let whole = kept(text).unwrap();
    let pieces = in_pieces(text, 1).unwrap();
    for (index, position, context, line) in [
        (0, None, None, 2),
        (1, Some(10), None, 4),
        (2, None, Some("COPY t, line 2, column a: \"b\""), 7),
        (2, None, Some("COPY t, line 9"), 9),
        (
            3,
            None,
            Some("PL/pgSQL function inline_code_block line 3 at RAISE"),
            12,
        ),
    ] {
        let place = ErrorPlace { position, context };
        let found = pieces.locate(&pieces.up, index, place);
        assert_eq!(found, whole.locate(&whole.up, index, place));
        assert_eq!(found.unwrap().line, line);
    }
}
