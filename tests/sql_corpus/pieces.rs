//! The text between the meta-commands of a psql script.
//!
//! A meta-command changes what psql sends (`\gset` sends, `\if` leaves out, `\d` asks the
//! catalogue), so each piece is given to psql and to our lexer as if it were a file. The
//! rule looks at lines only, not at quotes: a cut in the wrong place makes odd pieces, but
//! both sides see the same ones.

/// One piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The 1-based line it starts on.
    pub(crate) line: usize,
    /// Its text.
    pub(crate) text: String,
}

/// The pieces of a script, those of white space only left out.
pub(crate) fn pieces(script: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut piece = Piece {
        line: 1,
        text: String::new(),
    };
    for (index, line) in script.split_inclusive('\n').enumerate() {
        match meta_command(line) {
            Some(start) => {
                piece.text.push_str(&line[..start]);
                pieces.push(piece);
                piece = Piece {
                    line: index + 2,
                    text: String::new(),
                };
            }
            None => piece.text.push_str(line),
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.text.trim().is_empty());
    pieces
}

/// The meta-commands that the corpus uses behind other text.
const WITHIN_A_LINE: [&str; 7] = [
    "\\g",
    "\\crosstabview",
    "\\if",
    "\\el",
    "\\endif",
    "\\p",
    "\\r",
];

/// Where a line has a backslash that psql may take for a meta-command: at its start before
/// a lower-case letter or `!`, behind white space before a known name, anywhere before `;`.
fn meta_command(line: &str) -> Option<usize> {
    let backslashes = line.match_indices('\\').map(|(at, _)| at);
    let mut found = backslashes.filter(|&at| {
        let (before, from) = line.split_at(at);
        let first = before.trim().is_empty();
        let apart = before.ends_with([' ', '\t']);
        let command = from[1..].starts_with(|next: char| next.is_ascii_lowercase() || next == '!');
        from.starts_with("\\;")
            || (first && command)
            || (apart && WITHIN_A_LINE.iter().any(|name| from.starts_with(name)))
    });
    found.next()
}
