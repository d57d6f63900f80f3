//! Texts that arrive in pieces, cut at random and where it is hard.

use proptest::prelude::*;

use super::*;
use crate::migration::cut_laws::{cuts_decide_nothing, in_pieces, large, whole};
use crate::migration::{Checksum, Text};

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
        1 => Just("select 'a'\n".to_owned()),
        1 => Just("'b'\n".to_owned()),
        1 => Just("-- migrate:donw\n".to_owned()),
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
        cuts_decide_nothing(&format!("-- migrate:up\n{}", pieces.concat()), lines);
        cuts_decide_nothing(&pieces.concat(), lines);
    }
}

#[test]
fn no_statement_reaches_across_a_marker() {
    for (text, reason) in [
        (
            "-- migrate:up\nselect 1\n-- migrate:down\ncreate function g() begin atomic\n\
             select 1;\nselect 2;\nend;\nselect 3;\n",
            "the first SELECT has no semicolon",
        ),
        (
            "-- migrate:up\nselect 1\n-- migrate:down\ncopy t from stdin;\ncopy t from stdin;\n\\.\n",
            "the first COPY has the second one for its data",
        ),
        (
            "-- migrate:up\nselect 'a'\n-- migrate:down\n'b';\n",
            "a string goes on behind a comment, but not behind a marker",
        ),
        (
            "-- migrate:up\ncopy t from stdin;\n1\n\\.\ncopy t from stdin;\n\\.\n",
            "data lines begin a part",
        ),
        (
            "-- migrate:up\nselect 1;\ncopy t from stdin\n",
            "a COPY without its semicolon has no data lines",
        ),
    ] {
        assert!(in_pieces(text, 1).is_ok(), "{reason}");
        (1..4).for_each(|lines| cuts_decide_nothing(text, lines));
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
    let whole = whole(text).unwrap();
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
