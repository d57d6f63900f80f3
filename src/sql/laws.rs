//! What holds for every text, whatever stands in it; each function panics where it doesn't.
//!
//! The property tests try these laws on texts made of telling pieces, the fuzz target
//! `fuzz/fuzz_targets/sql.rs` on whatever reaches new code. Built for these two only.

use std::ops::Range;

use super::{Position, Statement, StatementKind, TokenKind};
use super::{byte_offset_of_character, lex, line_comments, position, source_line, split};

/// Laws of positions cost a look at the whole text for every character of it.
const LONGEST_FOR_POSITIONS: usize = 256;

/// All laws of the room for one text; `part` is cut to it.
pub fn hold(text: &str, part: Range<usize>) {
    pieces_give_back_the_text(text);
    statements_stand_in_their_part(text, part.clone());
    any_part_is_taken(text, part);
    significant_tokens_have_a_home(text);
    statements_stand_alone(text);
    data_lines_have_an_owner(text);
    comments_are_lines(text);
    let start = text.floor_char_boundary(LONGEST_FOR_POSITIONS);
    positions_lead_back(text.get(..start).unwrap_or_default());
}

/// The tokens cover the text without gap or overlap, on character boundaries.
pub fn pieces_give_back_the_text(text: &str) {
    let lexed = lex(text);
    let mut end = 0;
    for token in &lexed.tokens {
        assert_eq!(token.span.start, end, "a gap or an overlap: {token:?}");
        assert!(!token.text(text).is_empty(), "empty or cut: {token:?}");
        end = token.span.end;
    }
    assert_eq!(end, text.len(), "the end is missing");
    for error in &lexed.errors {
        assert!(text.is_char_boundary(error.offset), "{error:?}");
        assert!(error.offset < text.len(), "{error:?}");
    }
}

/// The statements of a part that starts and ends between tokens, as a migration's sections
/// do, lie inside it, in order and apart; `part` counts tokens.
pub fn statements_stand_in_their_part(text: &str, part: Range<usize>) {
    let lexed = lex(text);
    let cut = |index: usize| {
        let token = lexed.tokens.get(index);
        token.map_or(text.len(), |token| token.span.start)
    };
    let part = cut(part.start)..cut(part.end.max(part.start));
    let mut end = part.start;
    for statement in split(text, part.clone(), &lexed) {
        let span = statement.span.clone();
        assert!(
            span.start >= end && span.end <= part.end,
            "{statement:?} of {part:?}"
        );
        assert!(!statement.text(text).is_empty(), "{statement:?}");
        end = span.end;
        if let Some(data) = statement.copy_data {
            assert!(data.start >= end && text.get(data).is_some(), "{span:?}");
        }
    }
}

/// A part may start and end anywhere, inside a token or behind the text.
pub fn any_part_is_taken(text: &str, part: Range<usize>) {
    let lexed = lex(text);
    let inside = |offset: usize| offset % (text.len() + 1);
    let _ = split(text, part.clone(), &lexed);
    let _ = split(text, inside(part.start)..inside(part.end), &lexed);
}

/// What isn't white space, a comment or data is in one statement, or is the semicolon
/// that ends one.
pub fn significant_tokens_have_a_home(text: &str) {
    let lexed = lex(text);
    let statements = split(text, 0..text.len(), &lexed);
    let mut homes = statements.iter().peekable();
    for token in lexed.tokens.iter().filter(|t| t.kind.is_significant()) {
        while homes.next_if(|s| s.span.end <= token.span.start).is_some() {}
        let at_home = homes.peek().is_some_and(|statement| {
            statement.span.start <= token.span.start && token.span.end <= statement.span.end
        });
        assert!(at_home || token.text(text) == ";", "{token:?} has no home");
    }
}

/// A statement of a text without errors is the same statement when it stands alone.
pub fn statements_stand_alone(text: &str) {
    let lexed = lex(text);
    // What the data of a COPY interrupts can't stand alone.
    if !lexed.errors.is_empty() {
        return;
    }
    for statement in split(text, 0..text.len(), &lexed) {
        let alone = statement.text(text);
        // At the start it is a byte order mark, elsewhere a letter.
        if alone.starts_with('\u{feff}') {
            continue;
        }
        let again = split(alone, 0..alone.len(), &lex(alone));
        let same = matches!(again.as_slice(), [Statement { span, kind, .. }]
            if *span == (0..alone.len()) && *kind == statement.kind);
        assert!(same, "{alone:?}, {:?}, is now {again:?}", statement.kind);
    }
}

/// In a text without errors the data lines belong, in order, to the `COPY … FROM stdin`
/// statements before them, and to nothing else.
pub fn data_lines_have_an_owner(text: &str) {
    let lexed = lex(text);
    if !lexed.errors.is_empty() {
        return;
    }
    let data = lexed.tokens.into_iter();
    let data: Vec<Range<usize>> = data
        .filter(|token| token.kind == TokenKind::CopyData)
        .map(|token| token.span)
        .collect();
    let statements = split(text, 0..text.len(), &lex(text));
    let takers = statements.into_iter().filter_map(|statement| {
        let data = statement.copy_data?;
        assert_eq!(statement.kind, StatementKind::CopyFromStdin);
        Some(data)
    });
    let taken: Vec<Range<usize>> = takers.filter(|data| !data.is_empty()).collect();
    assert_eq!(taken, data);
}

/// A line comment starts with two dashes and holds no line break.
pub fn comments_are_lines(text: &str) {
    for comment in line_comments(text, &lex(text)) {
        assert_eq!(text.get(comment.span.clone()), Some(comment.text));
        assert!(comment.text.starts_with("--"), "{comment:?}");
        assert!(!comment.text.contains(['\n', '\r']), "{comment:?}");
    }
}

/// Lines and columns count on from character to character, and the server's positions lead
/// back to theirs.
pub fn positions_lead_back(text: &str) {
    let mut before = position(text, 0);
    for (character, (offset, c)) in text.char_indices().enumerate() {
        let place = position(text, offset);
        assert_eq!(place, before, "{offset}");
        before = match c {
            '\n' => Position {
                line: place.line + 1,
                column: 1,
            },
            '\u{feff}' if offset == 0 => place,
            _ => Position {
                column: place.column + 1,
                ..place
            },
        };
        let line = source_line(text, place.line).chars().count();
        assert!(
            place.column <= line + 2,
            "behind {line} characters and CRLF"
        );
        let found = byte_offset_of_character(text, 0..text.len(), character + 1);
        assert_eq!(found, offset);
    }
    assert_eq!(position(text, text.len()), before);
}
