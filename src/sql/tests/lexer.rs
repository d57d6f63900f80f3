use crate::sql::TokenKind::{
    self, BlockComment, CloseParen, Comma, CopyData, CopyEnd, DollarString, Dot, Junk, LineComment,
    MetaCommand, Number, OpenParen, Operator, Parameter, QuotedIdentifier, Semicolon,
    String as Quoted, Whitespace, Word,
};
use crate::sql::{LexErrorKind, lex, line_comments};

/// The tokens of a text, white space left out.
fn tokens(text: &str) -> Vec<(TokenKind, &str)> {
    let lexed = lex(text);
    let joined: String = lexed.tokens.iter().map(|token| token.text(text)).collect();
    assert_eq!(joined, text, "the pieces joined give back the input");
    let pieces = lexed.tokens.iter().filter(|token| token.kind != Whitespace);
    pieces.map(|token| (token.kind, token.text(text))).collect()
}

#[test]
fn each_shape_of_token_ends_where_the_server_ends_it() {
    type Row = (
        &'static str,
        &'static str,
        &'static [(TokenKind, &'static str)],
    );
    let rows: &[Row] = &[
        (
            "a doubled quote stays inside",
            "'a''b'",
            &[(Quoted, "'a''b'")],
        ),
        (
            "a backslash is ordinary in a standard string",
            r"'a\' b",
            &[(Quoted, r"'a\'"), (Word, "b")],
        ),
        (
            "a backslash escapes the quote in an E string",
            r"E'a\'b' c",
            &[(Quoted, r"E'a\'b'"), (Word, "c")],
        ),
        (
            "an escaped backslash escapes nothing",
            r"e'a\\' b",
            &[(Quoted, r"e'a\\'"), (Word, "b")],
        ),
        (
            "an E string knows doubled quotes too",
            r"e'a''\'' b",
            &[(Quoted, r"e'a''\''"), (Word, "b")],
        ),
        (
            "a word that ends in e is no prefix",
            r"see'a\'",
            &[(Word, "see"), (Quoted, r"'a\'")],
        ),
        (
            "Unicode strings know no backslash quote",
            r"U&'a\' b",
            &[(Quoted, r"U&'a\'"), (Word, "b")],
        ),
        (
            "Unicode identifiers",
            "u&\"a\"\"b\" c",
            &[(QuotedIdentifier, "u&\"a\"\"b\""), (Word, "c")],
        ),
        (
            "u& alone is a column and an operator",
            "u&x",
            &[(Word, "u"), (Operator, "&"), (Word, "x")],
        ),
        (
            "bit, hex and national strings",
            "b'01'X'1f'n'x'",
            &[(Quoted, "b'01'"), (Quoted, "X'1f'"), (Quoted, "n'x'")],
        ),
        (
            "a string goes on behind a line break",
            "'a'\n  'b'",
            &[(Quoted, "'a'\n  'b'")],
        ),
        (
            "a comment may stand between its parts",
            "'a' -- c\n'b'",
            &[(Quoted, "'a' -- c\n'b'")],
        ),
        (
            "a continued E string keeps its escapes",
            "E'a'\n'it\\'s'",
            &[(Quoted, "E'a'\n'it\\'s'")],
        ),
        (
            "on one line two strings are two",
            "'a' 'b'",
            &[(Quoted, "'a'"), (Quoted, "'b'")],
        ),
        (
            "a block comment ends a string for good",
            "'a'/**/\n'b'",
            &[(Quoted, "'a'"), (BlockComment, "/**/"), (Quoted, "'b'")],
        ),
        (
            "a comment behind a string is a comment",
            "'a' -- b",
            &[(Quoted, "'a'"), (LineComment, "-- b")],
        ),
        (
            "a quote inside an identifier",
            "\"a'b\"",
            &[(QuotedIdentifier, "\"a'b\"")],
        ),
        (
            "identifiers don't go on behind a line break",
            "\"a\"\n\"b\"",
            &[(QuotedIdentifier, "\"a\""), (QuotedIdentifier, "\"b\"")],
        ),
        ("dollar quotes", "$$a;'b$$", &[(DollarString, "$$a;'b$$")]),
        (
            "only the same tag closes",
            "$a$ $$ $b$ $A$ $a$",
            &[(DollarString, "$a$ $$ $b$ $A$ $a$")],
        ),
        (
            "a closing tag may follow a dollar directly",
            "$a$ $$a$",
            &[(DollarString, "$a$ $$a$")],
        ),
        (
            "a tag can't start with a digit",
            "$1$x",
            &[(Parameter, "$1"), (Junk, "$"), (Word, "x")],
        ),
        (
            "behind a parameter a dollar quote may start",
            "$1$x$;$x$",
            &[(Parameter, "$1"), (DollarString, "$x$;$x$")],
        ),
        (
            "a dollar inside an identifier quotes nothing",
            "a$b$c",
            &[(Word, "a$b$c")],
        ),
        (
            "a tag may be in any alphabet",
            "$é$;$é$",
            &[(DollarString, "$é$;$é$")],
        ),
        (
            "a lone dollar is junk",
            "$ $a b",
            &[(Junk, "$"), (Junk, "$"), (Word, "a"), (Word, "b")],
        ),
        (
            "a comment ends before the line break",
            "--a\nb",
            &[(LineComment, "--a"), (Word, "b")],
        ),
        (
            "a carriage return ends a comment too",
            "--a\r\nb",
            &[(LineComment, "--a"), (Word, "b")],
        ),
        (
            "block comments nest",
            "/* a /* b */ ; */ c",
            &[(BlockComment, "/* a /* b */ ; */"), (Word, "c")],
        ),
        (
            "a comment closes at the first chance",
            "/**/*/",
            &[(BlockComment, "/**/"), (Operator, "*/")],
        ),
        (
            "slash-star-slash doesn't close itself",
            "/*/ a */b",
            &[(BlockComment, "/*/ a */"), (Word, "b")],
        ),
        (
            "an operator stops before a line comment",
            "a<--b",
            &[(Word, "a"), (Operator, "<"), (LineComment, "--b")],
        ),
        (
            "an operator stops before a block comment",
            "a*/*b*/c",
            &[
                (Word, "a"),
                (Operator, "*"),
                (BlockComment, "/*b*/"),
                (Word, "c"),
            ],
        ),
        (
            "a standard operator gives its sign away",
            "a=-1",
            &[(Word, "a"), (Operator, "="), (Operator, "-"), (Number, "1")],
        ),
        (
            "all its signs",
            "a<+-+1",
            &[
                (Word, "a"),
                (Operator, "<"),
                (Operator, "+"),
                (Operator, "-"),
                (Operator, "+"),
                (Number, "1"),
            ],
        ),
        (
            "an operator foreign to the standard keeps it",
            "a@-1",
            &[(Word, "a"), (Operator, "@-"), (Number, "1")],
        ),
        (
            "casts, slices, assignments",
            "a::b[1:2]:=c",
            &[
                (Word, "a"),
                (Operator, "::"),
                (Word, "b"),
                (Operator, "["),
                (Number, "1"),
                (Operator, ":"),
                (Number, "2"),
                (Operator, "]"),
                (Operator, ":="),
                (Word, "c"),
            ],
        ),
        (
            "numbers",
            "1 1.5 .5 1e9 1.e-9 2E+3",
            &[
                (Number, "1"),
                (Number, "1.5"),
                (Number, ".5"),
                (Number, "1e9"),
                (Number, "1.e-9"),
                (Number, "2E+3"),
            ],
        ),
        (
            "a range is no fraction",
            "1..10",
            &[(Number, "1"), (Dot, "."), (Number, ".10")],
        ),
        (
            "newer numbers",
            "0x1F 0b01 1_000",
            &[(Number, "0x1F"), (Number, "0b01"), (Number, "1_000")],
        ),
        (
            "junk behind a number swallows a string's prefix",
            r"1e'a\' b",
            &[(Number, "1e"), (Quoted, r"'a\'"), (Word, "b")],
        ),
        (
            "an exponent without digits is junk",
            "1e+x",
            &[(Number, "1e"), (Operator, "+"), (Word, "x")],
        ),
        (
            "a dollar quote may follow a number",
            "1$a$;$a$",
            &[(Number, "1"), (DollarString, "$a$;$a$")],
        ),
        (
            "punctuation",
            "(a.b,c);",
            &[
                (OpenParen, "("),
                (Word, "a"),
                (Dot, "."),
                (Word, "b"),
                (Comma, ","),
                (Word, "c"),
                (CloseParen, ")"),
                (Semicolon, ";"),
            ],
        ),
        (
            "a meta-command takes its line",
            "a \\gset x_ -- b\nc",
            &[(Word, "a"), (MetaCommand, "\\gset x_ -- b"), (Word, "c")],
        ),
        (
            "a meta-command leaves a carriage return",
            "\\restrict x\r\nc",
            &[(MetaCommand, "\\restrict x"), (Word, "c")],
        ),
        (
            "what starts nothing is junk",
            "a{}\u{1}",
            &[(Word, "a"), (Junk, "{"), (Junk, "}"), (Junk, "\u{1}")],
        ),
        (
            "letters of any alphabet, and no-break spaces",
            "naïve\u{a0}日本",
            &[(Word, "naïve\u{a0}日本")],
        ),
        (
            "a byte order mark is white space, once",
            "\u{feff}a\u{feff}",
            &[(Word, "a\u{feff}")],
        ),
    ];
    for (reason, text, expected) in rows {
        assert_eq!(&tokens(text), expected, "{reason}: {text}");
        assert_eq!(lex(text).errors, [], "{reason}: {text}");
    }
}

#[test]
fn copy_data_starts_on_the_line_behind_the_statement_and_ends_at_its_mark() {
    let data = |text: &str| -> Vec<String> {
        let pieces = tokens(text)
            .into_iter()
            .filter(|(kind, _)| matches!(kind, CopyData | CopyEnd));
        pieces.map(|(_, piece)| piece.to_owned()).collect()
    };
    let rows: &[(&str, &str, &[&str])] = &[
        (
            "plain",
            "copy t from stdin;\n1\tO'Neil\n\\.\nselect 1;",
            &["1\tO'Neil\n", "\\."],
        ),
        (
            "capitals, columns, options",
            "COPY \"T\"(a, \"b\") FROM STDIN WITH (format csv, null '');\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        (
            "qualified, with old options",
            "copy s.t from stdin delimiter ';' csv;\nx;y\n\\.\n",
            &["x;y\n", "\\."],
        ),
        (
            "binary, old form",
            "copy binary t from stdin;\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        (
            "comments between the words",
            "copy/**/t--x\nfrom /*from*/ stdin;\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        (
            "with WHERE",
            "copy t from stdin where a in (1);\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        (
            "stdout is stdin for FROM",
            "copy t from stdout;\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        ("no data", "copy t from stdin;\n\\.\nselect 1;", &["\\."]),
        (
            "empty lines are data",
            "copy t from stdin;\n\n\n\\.\n",
            &["\n\n", "\\."],
        ),
        (
            "CRLF",
            "copy t from stdin;\r\nx\r\n\\.\r\nselect 1;",
            &["x\r\n", "\\."],
        ),
        (
            "more on the statement's line",
            "copy t from stdin; select 1; -- c\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        (
            "two on a line",
            "copy t from stdin; copy u from stdin;\nx\n\\.\ny\n\\.\n",
            &["x\n", "\\.", "y\n", "\\."],
        ),
        (
            "a mark must stand alone",
            "copy t from stdin;\n\\.x\n \\.\nx\\.\n\\.\n",
            &["\\.x\n \\.\nx\\.\n", "\\."],
        ),
        (
            "the last line needs no line break",
            "copy t from stdin;\nx\n\\.",
            &["x\n", "\\."],
        ),
        (
            "data may look like SQL",
            "copy t from stdin;\n'; $$ /* \" --\n\\.\nselect 1;",
            &["'; $$ /* \" --\n", "\\."],
        ),
        (
            "behind another statement",
            "select 1; copy t from stdin;\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        (
            "behind a statement that \\gset sent",
            "select 1 as a \\gset\ncopy t from stdin;\nx\n\\.\n",
            &["x\n", "\\."],
        ),
        ("not from a file", "copy t from 'stdin';\nselect 1;\n", &[]),
        (
            "not from a program",
            "copy t from program 'stdin';\nselect 1;\n",
            &[],
        ),
        (
            "not in the column list",
            "copy t (from stdin);\nselect 1;\n",
            &[],
        ),
        ("not TO", "copy t to stdout;\nselect 1;\n", &[]),
        (
            "not a query",
            "copy (select * from stdin) to stdout;\nselect 1;\n",
            &[],
        ),
        ("not without its semicolon", "copy t from stdin\n", &[]),
        (
            "a string isn't a statement",
            "select 'copy t from stdin;\n';\nselect 1;",
            &[],
        ),
        (
            "a column may be called copy",
            "select copy from stdin;\nselect 1;",
            &[],
        ),
    ];
    for (reason, text, expected) in rows {
        assert_eq!(&data(text), expected, "{reason}: {text}");
        assert_eq!(lex(text).errors, [], "{reason}: {text}");
    }
}

#[test]
fn errors_name_what_was_opened_and_where() {
    let dollar = |tag: &str| LexErrorKind::UnterminatedDollarString {
        tag: tag.to_owned(),
    };
    let rows = [
        ("a string", "a 'b", LexErrorKind::UnterminatedString, 2),
        (
            "a prefixed string, at its quote",
            "a E'b\\'",
            LexErrorKind::UnterminatedString,
            3,
        ),
        (
            "a continued string, at the part left open",
            "'a'\n 'b",
            LexErrorKind::UnterminatedString,
            5,
        ),
        (
            "an identifier",
            "a \"b",
            LexErrorKind::UnterminatedIdentifier,
            2,
        ),
        ("a dollar quote", "a $x$ b $y$", dollar("$x$"), 2),
        ("a nameless dollar quote", "$$ $a$", dollar("$$"), 0),
        (
            "a comment, at its outermost mark",
            "a /* /* */",
            LexErrorKind::UnterminatedComment,
            2,
        ),
        (
            "COPY data, at COPY",
            "\ncopy t from stdin;\nx\n",
            LexErrorKind::UnterminatedCopyData,
            1,
        ),
        (
            "COPY data that never begin",
            "copy t from stdin;",
            LexErrorKind::UnterminatedCopyData,
            0,
        ),
        (
            "a statement cut in two by data",
            "copy t from stdin; select\n\\.\n1;",
            LexErrorKind::CopyDataInsideStatement,
            19,
        ),
        (
            "a string across the start of data",
            "copy t from stdin; 'a\n';\n\\.\n",
            LexErrorKind::CopyDataInsideStatement,
            19,
        ),
        ("the first NUL", "select '\0\0'", LexErrorKind::NulByte, 8),
    ];
    for (reason, text, kind, offset) in rows {
        tokens(text);
        let errors = lex(text).errors;
        assert_eq!(errors.len(), 1, "{reason}: {errors:?}");
        assert_eq!(
            (&errors[0].kind, errors[0].offset),
            (&kind, offset),
            "{reason}: {text}"
        );
    }
}

#[test]
fn line_comments_are_only_those_that_the_server_would_skip() {
    let text = "-- one\n'-- no'; $$\n-- no\n$$; /* -- no */ --two\r\ncopy t from stdin;\n-- no\n\\.\n\t-- three";
    let lexed = lex(text);
    let found: Vec<_> = line_comments(text, &lexed)
        .map(|comment| comment.text)
        .collect();
    assert_eq!(found, ["-- one", "--two", "-- three"]);
    assert!(line_comments(text, &lexed).all(|comment| &text[comment.span] == comment.text));
}
