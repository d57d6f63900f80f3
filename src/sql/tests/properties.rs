use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::{collection, sample};

use crate::sql::{LineIndex, byte_offset_of_character, lex, position, source_line, split};

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
        let lexed = lex(&text);
        let mut end = 0;
        for token in &lexed.tokens {
            prop_assert_eq!(token.span.start, end, "no gap, no overlap");
            prop_assert!(!token.text(&text).is_empty(), "not empty, on character boundaries: {:?}", token);
            end = token.span.end;
        }
        prop_assert_eq!(end, text.len());
        for error in &lexed.errors {
            prop_assert!(error.offset < text.len(), "{:?}", error);
        }
    }

    #[test]
    fn statements_are_in_order_apart_and_inside_their_part(text in any_text(), from in 0_usize..100, length in 0_usize..100) {
        let lexed = lex(&text);
        // A part starts and ends between tokens, as a migration's sections do.
        let cut = |wanted: usize| lexed.tokens.get(wanted).map_or(text.len(), |token| token.span.start);
        let part = cut(from)..cut(from + length);
        let mut end = part.start;
        for statement in split(&text, part.clone(), &lexed) {
            prop_assert!(statement.span.start >= end && statement.span.end <= part.end, "{:?} of {:?}", statement, part);
            prop_assert!(!statement.text(&text).is_empty());
            end = statement.span.end;
            if let Some(data) = statement.copy_data {
                prop_assert!(data.start >= end && text.get(data).is_some());
            }
        }
    }

    #[test]
    fn a_part_may_be_anything(text in any_text(), start in any::<usize>(), end in any::<usize>()) {
        let _ = split(&text, start..end, &lex(&text));
        let _ = split(&text, start % (text.len() + 1)..end % (text.len() + 1), &lex(&text));
    }

    #[test]
    fn every_significant_token_is_in_one_statement_or_ends_one(text in any_text()) {
        let lexed = lex(&text);
        let statements = split(&text, 0..text.len(), &lexed);
        for token in lexed.tokens.iter().filter(|token| token.kind.is_significant()) {
            let homes = statements.iter().filter(|statement| {
                statement.span.start <= token.span.start && token.span.end <= statement.span.end
            });
            let homes = homes.count();
            prop_assert!(homes == 1 || (homes == 0 && token.text(&text) == ";"), "{:?} in {}", token, homes);
        }
    }

    #[test]
    fn a_statement_alone_is_the_same_statement(text in sql()) {
        let lexed = lex(&text);
        for statement in split(&text, 0..text.len(), &lexed) {
            let alone = statement.text(&text);
            // What the data of a COPY interrupts can't stand alone; a mark means something else at the start.
            if lexed.errors.is_empty() && !alone.starts_with('\u{feff}') {
                let again = split(alone, 0..alone.len(), &lex(alone));
                prop_assert_eq!(again.len(), 1, "{}", alone);
                prop_assert_eq!((again[0].text(alone), again[0].kind), (alone, statement.kind));
            }
        }
    }

    #[test]
    fn positions_lead_back_to_their_bytes(text in "(\u{feff})?[aä日\u{1f600}\t\r\n\u{feff}]{0,30}") {
        let index = LineIndex::new(&text);
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let place = position(&text, offset);
            prop_assert_eq!(index.position(offset), place);
            prop_assert_eq!(index.byte_offset(place), offset.max(mark));
            prop_assert_eq!(index.line_text(place.line), source_line(&text, place.line));
        }
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
