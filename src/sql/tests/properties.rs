use proptest::prelude::{Strategy, any, prop_assert_eq, proptest};
use proptest::{collection, sample};

use crate::sql::{byte_offset_of_character, laws};

/// Pieces that open, close, continue or look like something; joined at random they make
/// every state of the lexer meet every other.
const PIECES: [&str; 74] = [
    "'",
    "''",
    "E'",
    "e'",
    "\\",
    "\\'",
    "U&'",
    "u&\"",
    "U&",
    "B'0'",
    "n'",
    "\"",
    "\"\"",
    "$$",
    "$a$",
    "$A$",
    "$",
    "$1",
    "$1$",
    "$é$",
    "a$b",
    "--",
    "-- c",
    "-",
    "+",
    "/*",
    "*/",
    "/",
    "*",
    "<",
    "@",
    "=",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\u{b}",
    ";",
    ";;",
    "(",
    ")",
    ",",
    ".",
    "..",
    ":",
    "::",
    ":=",
    "[",
    "]",
    "1",
    ".5",
    "1e",
    "1e+5",
    "0x1F",
    "{",
    "é",
    "日",
    "\0",
    "\u{feff}",
    "create ",
    "or ",
    "replace ",
    "function ",
    "begin ",
    "atomic ",
    "case ",
    "end ",
    "as ",
    "copy t from stdin;",
    "\n\\.\n",
    "\\gset\n",
    "\\restrict x\n",
    "select ",
];

fn sql() -> impl Strategy<Value = String> {
    collection::vec(sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    proptest::prop_oneof![4 => sql(), 1 => any::<String>()]
}

proptest! {
    #[test]
    fn the_pieces_joined_give_back_the_input(text in any_text()) {
        laws::pieces_give_back_the_text(&text);
    }

    #[test]
    fn statements_are_in_order_apart_and_inside_their_part(text in any_text(), from in 0_usize..100, length in 0_usize..100) {
        laws::statements_stand_in_their_part(&text, from..from + length);
    }

    #[test]
    fn a_part_may_be_anything(text in any_text(), start in any::<usize>(), end in any::<usize>()) {
        laws::any_part_is_taken(&text, start..end);
    }

    #[test]
    fn every_significant_token_is_in_one_statement_or_ends_one(text in any_text()) {
        laws::significant_tokens_have_a_home(&text);
    }

    #[test]
    fn a_statement_alone_is_the_same_statement(text in sql()) {
        laws::statements_stand_alone(&text);
    }

    #[test]
    fn data_lines_belong_to_a_copy(text in any_text()) {
        laws::data_lines_have_an_owner(&text);
    }

    #[test]
    fn line_comments_are_lines(text in any_text()) {
        laws::comments_are_lines(&text);
    }

    #[test]
    fn positions_lead_back_to_their_bytes(text in "(\u{feff})?[aä日\u{1f600}\t\r\n\u{feff}]{0,30}") {
        laws::positions_lead_back(&text);
    }

    #[test]
    fn character_positions_lead_to_their_characters(text in any::<String>(), before in any::<String>()) {
        let file = before.clone() + &text;
        for (index, (offset, _)) in text.char_indices().enumerate() {
            let found = byte_offset_of_character(&file, before.len()..file.len(), index + 1);
            prop_assert_eq!(found, before.len() + offset);
        }
    }
}
