//! Rust source as identifiers and punctuation, with comments, literals and
//! lifetimes left out: all that is needed to see paths, and nothing that could
//! look like one without being one.

/// An identifier, `::`, or one byte of other punctuation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    /// 1-based.
    pub(crate) line: usize,
    pub(crate) text: &'a str,
}

impl Token<'_> {
    pub(crate) fn is_word(&self) -> bool {
        self.text.bytes().all(is_word_byte)
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The tokens of `text` in order. Raw identifiers lose their `r#`.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, token) = next(rest);
        if let Some(token) = token {
            found.push(Token { line, text: token });
        }
        line += rest.get(..length).unwrap_or(rest).matches('\n').count();
        at += length;
    }
    found
}

/// The length of what stands at the start of `rest`, and the token if it is one.
fn next(rest: &str) -> (usize, Option<&str>) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), None);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), None);
    }
    if rest.starts_with("::") {
        return (2, rest.get(..2));
    }
    if rest.starts_with('"') {
        return (quoted(rest, '"'), None);
    }
    if rest.starts_with('\'') {
        return (char_or_lifetime(rest), None);
    }
    let word = rest.bytes().take_while(|byte| is_word_byte(*byte)).count();
    if word > 0 {
        return word_or_literal(rest, word);
    }
    let length = rest.chars().next().map_or(1, char::len_utf8);
    let is_code = rest.starts_with(|first: char| first.is_ascii_punctuation());
    (length, rest.get(..length).filter(|_| is_code))
}

/// A word of `length` bytes, unless it is the prefix of a string (`r"`, `br#"`)
/// or of a raw identifier (`r#type`).
fn word_or_literal(rest: &str, length: usize) -> (usize, Option<&str>) {
    let (word, behind) = rest.split_at(length);
    if matches!(word, "b" | "c") && behind.starts_with('"') {
        return (length + quoted(behind, '"'), None);
    }
    if matches!(word, "r" | "br" | "cr") {
        let hashes = behind.bytes().take_while(|byte| *byte == b'#').count();
        let opening = length + hashes + 1;
        if behind
            .get(hashes..)
            .is_some_and(|text| text.starts_with('"'))
        {
            let closing = format!("\"{}", "#".repeat(hashes));
            let body = rest.get(opening..).and_then(|body| body.find(&closing));
            let end = body.map_or(rest.len(), |body| opening + body + closing.len());
            return (end, None);
        }
        if hashes == 1 {
            return (length + 1, None);
        }
    }
    (length, Some(word))
}

/// The length of a literal in `quote`s, its closing one and escapes included.
fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `'x'`, `'\n'` or `'lifetime`.
fn char_or_lifetime(rest: &str) -> usize {
    let mut characters = rest.chars().skip(1);
    let (first, second) = (characters.next(), characters.next());
    if first == Some('\\') || second == Some('\'') {
        return quoted(rest, '\'');
    }
    1 + rest
        .bytes()
        .skip(1)
        .take_while(|byte| is_word_byte(*byte))
        .count()
}

/// The length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match rest.as_bytes().get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}
