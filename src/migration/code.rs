//! What of a text counts when two versions of it are compared.

use crate::sql::{TokenKind, lex};

/// The tokens of `text` but white space, comments and the psql lines that are ignored.
pub(crate) fn code(text: &str) -> Vec<&str> {
    let ignored = [
        TokenKind::Whitespace,
        TokenKind::LineComment,
        TokenKind::BlockComment,
        TokenKind::MetaCommand,
    ];
    let tokens = lex(text).tokens.into_iter();
    tokens
        .filter(|token| !ignored.contains(&token.kind))
        .map(|token| token.text(text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_do_not_count() {
        let then = "select 1 ; -- one\n";
        assert_eq!(code(then), ["select", "1", ";"]);
        assert_eq!(code(then), code("/* two */\nselect\t1;"));
        assert_ne!(code(then), code("select '1';"), "a literal does");
    }
}
