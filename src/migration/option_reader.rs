//! Reads the options behind a marker, and names what isn't one.
//!
//! The form is dbmate's `key:value`, words separated by white space. dbmate ignores
//! what it doesn't understand (`transaction: false`, `transaction:FALSE`); here the
//! letters' case doesn't matter and everything else is a problem with the nearest
//! known option. A slip is read as what was meant, so that it causes no second message.

use std::ops::Range;

use super::duration::{DURATION_FORM, parse_duration};
use super::findings::Findings;
use super::options::Transaction;
use super::{ProblemKind, SectionOptions};
use crate::migration::distance::{edit_distance, nearest};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Transaction,
    LockTimeout,
    StatementTimeout,
    MaxLock,
}

/// Each key with its spelling and an example of a value.
const KEYS: [(Key, &str, &str); 4] = [
    (Key::Transaction, "transaction", "false"),
    (Key::LockTimeout, "lock-timeout", "2s"),
    (Key::StatementTimeout, "statement-timeout", "10min"),
    (Key::MaxLock, "max-lock", "200ms"),
];

/// The options in the bytes `within` of `text`; what isn't one goes to `findings`.
pub(super) fn section_options(
    text: &str,
    within: Range<usize>,
    findings: &mut Findings<'_>,
) -> SectionOptions {
    let mut reader = Reader {
        text,
        findings,
        options: SectionOptions::default(),
        seen: Vec::new(),
    };
    let words: Vec<Range<usize>> = words(text, within);
    let mut rest = words.as_slice();
    while let Some(pair) = Pair::first_of(text, rest) {
        if pair.is_prose() {
            reader.unknown(&pair, "transaction:false");
            break;
        }
        rest = rest.get(pair.words..).unwrap_or_default();
        reader.take(&pair);
    }
    reader.options
}

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

/// A key with its value, well formed (`key:value`) or nearly (`key: value`, `key=value`).
struct Pair<'t> {
    key: &'t str,
    /// What stands between key and value.
    sign: String,
    value: &'t str,
    span: Range<usize>,
    /// How many words it takes up.
    words: usize,
}

impl<'t> Pair<'t> {
    /// The pair that the first words spell; `None` when there are none.
    fn first_of(text: &'t str, words: &[Range<usize>]) -> Option<Self> {
        let first = words.first()?;
        let mut end = first.end;
        let mut count = 1;
        let line = |end: usize| text.get(first.start..end).unwrap_or_default();
        // A sign or a value may have strayed into the next words.
        for next in words.iter().skip(1).take(2) {
            let so_far = line(end);
            let strayed = text.get(next.clone()).unwrap_or_default();
            let open = so_far.ends_with([':', '=']) && !strayed.contains([':', '=']);
            let sign = !so_far.contains([':', '=']) && strayed.starts_with([':', '=']);
            let bare = !so_far.contains([':', '=']) && key(so_far).is_some();
            if !(open || sign || bare && !strayed.contains([':', '='])) {
                break;
            }
            end = next.end;
            count += 1;
            if bare {
                break;
            }
        }
        let whole = line(end);
        let is_sign = |c: char| c == ':' || c == '=' || c.is_whitespace();
        let (key, behind) = whole.split_at(whole.find(is_sign).unwrap_or(whole.len()));
        let value = behind.trim_start_matches(is_sign);
        let sign = behind.strip_suffix(value).unwrap_or_default().to_owned();
        Some(Self {
            key,
            sign,
            value,
            span: first.start..end,
            words: count,
        })
    }

    fn is_prose(&self) -> bool {
        self.sign.is_empty() && key(self.key).is_none()
    }
}

/// The key spelled so, whatever the letters' case.
fn key(spelling: &str) -> Option<&'static (Key, &'static str, &'static str)> {
    KEYS.iter()
        .find(|(_, name, _)| name.eq_ignore_ascii_case(spelling))
}

struct Reader<'r, 'f, 't> {
    text: &'t str,
    findings: &'r mut Findings<'f>,
    options: SectionOptions,
    seen: Vec<Key>,
}

impl Reader<'_, '_, '_> {
    fn take(&mut self, pair: &Pair<'_>) {
        if pair.sign == ":"
            && let Some((key, name, _)) = key(pair.key)
        {
            if self.seen.contains(key) {
                self.findings
                    .add(pair.span.clone(), ProblemKind::RepeatedOption(name));
            }
            self.seen.push(*key);
            if !self.set(*key, pair.value) {
                self.bad_value(*key, name, pair);
            }
            return;
        }
        let spelling = pair.key.to_lowercase();
        let Some((key, name, example)) = nearest(&spelling, &KEYS, |(_, name, _)| name) else {
            return;
        };
        let slip = edit_distance(&spelling, name) <= 2;
        let meant = if slip && self.set(*key, pair.value) {
            pair.value
        } else {
            example
        };
        self.unknown(pair, &format!("{name}:{meant}"));
    }

    /// Whether `value` is one of `key`'s.
    fn set(&mut self, key: Key, value: &str) -> bool {
        let duration = parse_duration(value);
        match key {
            Key::Transaction if value.eq_ignore_ascii_case("true") => {
                self.options.transaction = Transaction::Whole;
            }
            Key::Transaction if value.eq_ignore_ascii_case("false") => {
                self.options.transaction = Transaction::None;
            }
            Key::Transaction => return false,
            Key::LockTimeout => self.options.lock_timeout = duration,
            Key::StatementTimeout => self.options.statement_timeout = duration,
            Key::MaxLock => self.options.max_lock = duration,
        }
        key == Key::Transaction || duration.is_some()
    }

    fn unknown(&mut self, pair: &Pair<'_>, meant: &str) {
        let found = self
            .text
            .get(pair.span.clone())
            .unwrap_or_default()
            .to_owned();
        let meant = meant.to_owned();
        self.findings.add(
            pair.span.clone(),
            ProblemKind::UnknownOption { found, meant },
        );
    }

    fn bad_value(&mut self, key: Key, option: &'static str, pair: &Pair<'_>) {
        let expected = match key {
            Key::Transaction => "true or false",
            Key::LockTimeout | Key::StatementTimeout | Key::MaxLock => DURATION_FORM,
        };
        let value = pair.value.to_owned();
        self.findings.add(
            pair.span.clone(),
            ProblemKind::BadOptionValue {
                option,
                value,
                expected,
            },
        );
    }
}
