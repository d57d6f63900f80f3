//! Texts made of pieces that open, close or look like something, for psql to judge.
//!
//! They come from a fixed seed, so that a failure can be had again.

use std::collections::BTreeMap;

use crate::pieces::Piece;

/// What leaves the lexer as it was, unless something is open.
const WHOLE: [&str; 62] = [
    "select ",
    "x",
    "a$b ",
    "é",
    "日 ",
    "1",
    ".5",
    "1e+5",
    "1.",
    "0x1F ",
    "1_0 ",
    "$1",
    ",",
    ".",
    ": ",
    "::",
    ":=",
    "[",
    "]",
    "+",
    "-",
    "*",
    "/",
    "<",
    "@",
    "=",
    "=-",
    " ",
    "\t",
    "\n",
    "\r\n",
    ";",
    ";",
    ";",
    ";\n",
    ";\n",
    ";;",
    "-- c;'\n",
    "--\n",
    "-- $$\n",
    "/*;*/",
    "/* /* ; */ ' */",
    "/**/",
    "';'",
    "''",
    "E'\\';'",
    "e'\\\\'",
    "U&';'",
    "b';'",
    "'a'\n';'",
    "\";\"",
    "\"\"\"\"",
    "u&\";\"",
    "$$;$$",
    "$a$;$$;$a$",
    "$é$;$é$",
    "$a$$b$;$a$",
    "(a;b)",
    "(;",
    ")",
    "create rule r do (a; b) ",
    "create or replace function f() begin atomic select case a when 1 then 2 end; end ",
];

/// What leaves something open, or almost does.
const LOOSE: [&str; 26] = [
    "'",
    "\"",
    "$$",
    "$a$",
    "$A$",
    "$é$",
    "$",
    "E'",
    "e'",
    "U&'",
    "u&\"",
    "n'",
    "--",
    "/*",
    "*/",
    "/*/",
    "(",
    ")",
    "create ",
    "or ",
    "replace ",
    "function ",
    "procedure ",
    "case ",
    "end ",
    "as ",
];

/// Scripts of a hundred texts each, every text a piece.
pub(crate) fn scripts() -> BTreeMap<String, Vec<Piece>> {
    let mut random = fastrand::Rng::with_seed(15);
    let mut piece = || match random.u8(..8) {
        0 => LOOSE[random.usize(..LOOSE.len())],
        _ => WHOLE[random.usize(..WHOLE.len())],
    };
    let mut text = || -> String { (0..30).map(|_| piece()).collect() };
    let mut script = |name| {
        let texts = (1..=100).map(|line| Piece { line, text: text() });
        (name, texts.collect())
    };
    (0..30)
        .map(|number| script(format!("generated {number}")))
        .collect()
}
