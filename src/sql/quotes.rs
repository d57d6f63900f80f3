//! Where quoted tokens and comments end, by the rules of PostgreSQL's `scan.l` with
//! `standard_conforming_strings` on.
//!
//! Functions take the text, most its bytes, and an offset, and return offsets.

use super::divider::Divider;
use super::scan::{find, is_identifier_part, is_identifier_start, is_space, line, rest, run};

/// How a quoted token ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The first byte behind the closing quote.
    Closed(usize),
    /// The text ends inside; what was never closed was opened at `opened`.
    Open {
        /// Byte offset of the opening quote, tag or comment mark.
        opened: usize,
    },
}

/// Whether a backslash takes away the meaning of the character behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backslash {
    /// As in `'…'`.
    Ordinary,
    /// As in `E'…'`.
    Escapes,
}

/// The end of the opening `$tag$` at `from`, if there is one there.
pub(super) fn dollar_tag(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    if is_identifier_start(*bytes.get(at)?) {
        at = run(bytes, at, |byte| byte != b'$' && is_identifier_part(byte));
    }
    (bytes.get(at) == Some(&b'$')).then_some(at + 1)
}

/// The end of a dollar-quoted string whose opening tag is `from..body`.
pub(super) fn dollar_string(bytes: &[u8], from: usize, body: usize) -> Ending {
    let tag = bytes.get(from..body).unwrap_or_default();
    let mut at = body;
    while let Some(dollar) = find(bytes, at, |byte| byte == b'$') {
        if rest(bytes, dollar).starts_with(tag) {
            return Ending::Closed(dollar + tag.len());
        }
        at = dollar + 1;
    }
    Ending::Open { opened: from }
}

/// The end of a text whose opening quote stands at `opened` and closes with `quote`;
/// a doubled quote stays inside.
pub(super) fn quoted(bytes: &[u8], opened: usize, quote: u8, backslash: Backslash) -> Ending {
    let escapes = backslash == Backslash::Escapes;
    let mut at = opened + 1;
    while let Some(stop) = find(bytes, at, |byte| {
        byte == quote || (escapes && byte == b'\\')
    }) {
        let doubled = bytes.get(stop + 1) == Some(&quote);
        if bytes.get(stop) == Some(&quote) && !doubled {
            return Ending::Closed(stop + 1);
        }
        at = stop + 2;
    }
    Ending::Open { opened }
}

/// The end of a string constant whose opening quote stands at `opened`, with its
/// continuations: strings separated by white space with a line break are one string, and
/// keep the first one's escapes. (psql, which reads line by line, forgets the escapes; the
/// server, which has the last word, doesn't.) None reaches across a divider.
pub(super) fn string(text: &str, opened: usize, backslash: Backslash, divider: Divider) -> Ending {
    let mut opened = opened;
    loop {
        let ending = quoted(text.as_bytes(), opened, b'\'', backslash);
        let Ending::Closed(end) = ending else {
            return ending;
        };
        match continuation(text, end, divider) {
            Some(quote) => opened = quote,
            None => return ending,
        }
    }
}

/// The opening quote of a string that continues the one that ended at `from`.
fn continuation(text: &str, from: usize, divider: Divider) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    let mut line_break = false;
    loop {
        match rest(bytes, at) {
            [b'\'', ..] => return line_break.then_some(at),
            [b'-', b'-', ..] => {
                let end = line(bytes, at);
                if divider(text.get(at..end).unwrap_or_default()) {
                    return None;
                }
                at = end;
            }
            [byte, ..] if is_space(*byte) => {
                line_break |= matches!(byte, b'\n' | b'\r');
                at += 1;
            }
            _ => return None,
        }
    }
}

/// The end of a block comment whose `/*` stands at `opened`.
pub(super) fn block_comment(bytes: &[u8], opened: usize) -> Ending {
    let mut depth = 1_usize;
    let mut at = opened + 2;
    while let Some(stop) = find(bytes, at, |byte| byte == b'*' || byte == b'/') {
        match rest(bytes, stop) {
            [b'/', b'*', ..] => depth += 1,
            [b'*', b'/', ..] if depth == 1 => return Ending::Closed(stop + 2),
            [b'*', b'/', ..] => depth -= 1,
            _ => {
                at = stop + 1;
                continue;
            }
        }
        at = stop + 2;
    }
    Ending::Open { opened }
}
