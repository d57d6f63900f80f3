//! Reads the options behind a marker, and names what isn't one.
//!
//! The form is dbmate's `key:value`, words separated by white space. dbmate ignores
//! what it doesn't understand (`transaction: false`, `transaction:FALSE`); here the
//! letters' case doesn't matter and everything else is a problem with the nearest
//! known option. A slip is read as what was meant, so that it causes no second message.

use std::ops::Range;

use super::duration::{DURATION_FORM, parse_duration};
use super::findings::Findings;
use super::option_pair::{Pair, pairs};
use super::options::Transaction;
use super::{ProblemKind, SectionOptions};
use crate::migration::distance::{edit_distance, nearest};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Transaction,
    LockTimeout,
    LockRetryFor,
    StatementTimeout,
    MaxLock,
}

/// Each key with its spelling and an example of a value.
const KEYS: [(Key, &str, &str); 5] = [
    (Key::Transaction, "transaction", "false"),
    (Key::LockTimeout, "lock-timeout", "2s"),
    (Key::LockRetryFor, "lock-retry-for", "10min"),
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
    for pair in pairs(text, within, |word| key(word).is_some()) {
        if pair.sign.is_empty() && key(pair.key).is_none() {
            // Prose: one message is enough.
            reader.unknown(&pair, "transaction:false");
            break;
        }
        reader.take(&pair);
    }
    reader.options
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
            Key::LockRetryFor => self.options.lock_retry_for = duration,
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
            Key::LockTimeout | Key::LockRetryFor | Key::StatementTimeout | Key::MaxLock => {
                DURATION_FORM
            }
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

#[cfg(test)]
#[path = "option_reader_tests.rs"]
mod tests;
