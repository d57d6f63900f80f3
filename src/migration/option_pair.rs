//! Cuts what stands behind a marker into keys and values, the misspelt ones too.

use std::ops::Range;

/// A key with its value, well formed (`key:value`) or nearly (`key: value`, `key=value`,
/// `key value`), or a word that is neither.
#[derive(Debug)]
pub(super) struct Pair<'t> {
    /// What stands before the sign; the whole word without one.
    pub(super) key: &'t str,
    /// What stands between key and value: `:` in a well-formed pair.
    pub(super) sign: &'t str,
    /// May be empty.
    pub(super) value: &'t str,
    /// All of it, in bytes of the text.
    pub(super) span: Range<usize>,
}

/// The pairs in the bytes `within` of `text`, in file order.
pub(super) fn pairs<'t>(
    text: &'t str,
    within: Range<usize>,
    is_key: impl Fn(&str) -> bool,
) -> Vec<Pair<'t>> {
    let words = words(text, within);
    let mut rest = words.as_slice();
    let mut pairs = Vec::new();
    while let Some((first, others)) = rest.split_first() {
        let mut span = first.clone();
        let mut taken = 0;
        // A sign or a value may have strayed into the next words.
        for next in others.iter().take(2) {
            let so_far = text.get(span.clone()).unwrap_or_default();
            let strayed = text.get(next.clone()).unwrap_or_default();
            if !continues(so_far, strayed, &is_key) {
                break;
            }
            span.end = next.end;
            taken += 1;
        }
        pairs.push(pair(text.get(span.clone()).unwrap_or_default(), span));
        rest = others.get(taken..).unwrap_or_default();
    }
    pairs
}

/// The words in the bytes `within`, as bytes.
fn words(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut at = within.start;
    let mut words = Vec::new();
    let part = text.get(within).unwrap_or_default();
    for piece in part.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += piece.len();
    }
    words
}

const SIGNS: [char; 2] = [':', '='];

/// Whether the word `strayed` belongs to the unfinished pair `so_far`.
fn continues(so_far: &str, strayed: &str, is_key: impl Fn(&str) -> bool) -> bool {
    if so_far.contains(SIGNS) {
        so_far.ends_with(SIGNS) && !strayed.contains(SIGNS)
    } else {
        strayed.starts_with(SIGNS) || is_key(so_far) && !strayed.contains(SIGNS)
    }
}

fn pair(whole: &str, span: Range<usize>) -> Pair<'_> {
    let is_sign = |c: char| SIGNS.contains(&c) || c.is_whitespace();
    let (key, behind) = whole.split_at(whole.find(is_sign).unwrap_or(whole.len()));
    let value = behind.trim_start_matches(is_sign);
    let sign = behind.strip_suffix(value).unwrap_or_default();
    Pair {
        key,
        sign,
        value,
        span,
    }
}
