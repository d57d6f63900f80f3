//! Where each token without quotes ends, by the rules of PostgreSQL's `scan.l` with
//! `standard_conforming_strings` on.
//!
//! Functions take the text's bytes and an offset, and return offsets. Every byte above
//! 127 is an identifier character, so no token ends inside a UTF-8 sequence.

pub(super) const fn is_space(byte: u8) -> bool {
    // The vertical tab is white space from PostgreSQL 16 on, an error before.
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

pub(super) const fn is_identifier_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

pub(super) const fn is_identifier_part(byte: u8) -> bool {
    is_identifier_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

pub(super) const fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'!'
            | b'@'
            | b'#'
            | b'^'
            | b'&'
            | b'|'
            | b'`'
            | b'?'
            | b'+'
            | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'<'
            | b'>'
            | b'='
    )
}

pub(super) fn rest(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or_default()
}

/// The end of the run of bytes of one class that starts at `from`.
pub(super) fn run(bytes: &[u8], from: usize, class: impl Fn(u8) -> bool) -> usize {
    let length = rest(bytes, from).iter().position(|&byte| !class(byte));
    length.map_or(bytes.len(), |length| from + length)
}

/// The first byte of a class at or behind `from`.
pub(super) fn find(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let distance = rest(bytes, from).iter().position(|&byte| wanted(byte))?;
    Some(from + distance)
}

/// The end of the line that `from` stands on: its line feed or carriage return, both of
/// which end a comment for PostgreSQL.
pub(super) fn line(bytes: &[u8], from: usize) -> usize {
    run(bytes, from, |byte| byte != b'\n' && byte != b'\r')
}

pub(super) fn identifier(bytes: &[u8], from: usize) -> usize {
    run(bytes, from, is_identifier_part)
}

/// The identifier characters glued to a number or parameter: an error for the server from
/// 15 on, an alias before, part of `0x1F` and `1_000` from 16 on; one piece for all.
fn glued(bytes: &[u8], from: usize) -> usize {
    match bytes.get(from) {
        Some(&byte) if is_identifier_start(byte) => identifier(bytes, from),
        _ => from,
    }
}

/// The end of a number that starts at `from`, with a digit or with a dot before a digit.
pub(super) fn number(bytes: &[u8], from: usize) -> usize {
    let mut at = run(bytes, from, is_digit);
    // `1..10` is a number, two dots and a number (PL/pgSQL's ranges).
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1) != Some(&b'.') {
        at = run(bytes, at + 1, is_digit);
    }
    if let [b'e' | b'E', b'+' | b'-', digit, ..] = rest(bytes, at)
        && is_digit(*digit)
    {
        at = run(bytes, at + 2, is_digit);
    }
    glued(bytes, at)
}

/// The end of a `$1` whose dollar stands at `from`.
pub(super) fn parameter(bytes: &[u8], from: usize) -> usize {
    glued(bytes, run(bytes, from + 1, is_digit))
}

/// The end of the run of operator characters at `from`, cut before a comment; a comment at
/// `from` itself is the lexer's, so the run is never empty.
pub(super) fn operator_run(bytes: &[u8], from: usize) -> usize {
    let end = run(bytes, from, is_operator);
    let behind_first = bytes.get(from + 1..end).unwrap_or_default();
    let comment = behind_first
        .windows(2)
        .position(|pair| matches!(pair, b"--" | b"/*"));
    comment.map_or(end, |distance| from + 1 + distance)
}

/// The end of the first operator in the run `from..end`: a `+` or `-` at its end is an
/// operator of its own, unless a character before it is foreign to standard SQL.
pub(super) fn operator(bytes: &[u8], from: usize, end: usize) -> usize {
    let operators = bytes.get(from..end).unwrap_or_default();
    let foreign = |byte: &u8| {
        matches!(
            byte,
            b'~' | b'!' | b'@' | b'#' | b'^' | b'&' | b'|' | b'`' | b'?' | b'%'
        )
    };
    match operators.split_last() {
        Some((b'+' | b'-', before)) if !before.iter().any(foreign) => {
            let signs = operators
                .iter()
                .rev()
                .take_while(|byte| matches!(byte, b'+' | b'-'));
            from + (operators.len() - signs.count()).max(1)
        }
        _ => end,
    }
}
