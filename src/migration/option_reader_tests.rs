//! Options are read like dbmate's, and what dbmate ignores is named.

use std::time::Duration;

use super::*;
use crate::sql::Before;

fn read(text: &str) -> (SectionOptions, Vec<ProblemKind>) {
    let mut findings = Findings::new("x.sql", text, Before::default());
    let options = section_options(text, 0..text.len(), &mut findings);
    let mut found = findings.into_found();
    found.sort_by_key(|(offset, _)| *offset);
    let kinds = found.into_iter().map(|(_, problem)| problem.kind);
    (options, kinds.collect())
}

#[test]
fn options_are_read() {
    let options = |transaction, lock_ms: Option<u64>| SectionOptions {
        transaction,
        lock_timeout: lock_ms.map(Duration::from_millis),
        ..SectionOptions::default()
    };
    for (text, expected, reason) in [
        ("", SectionOptions::default(), "none"),
        ("  \t", SectionOptions::default(), "white space"),
        (
            " transaction:false",
            options(Transaction::None, None),
            "dbmate's only option",
        ),
        (
            " transaction:true",
            options(Transaction::Whole, None),
            "the default, said",
        ),
        (
            " transaction:FALSE",
            options(Transaction::None, None),
            "capitals, which dbmate ignores",
        ),
        (
            " Transaction:False",
            options(Transaction::None, None),
            "capitals in the key",
        ),
        (
            " lock-timeout:2s",
            options(Transaction::Whole, Some(2000)),
            "a duration",
        ),
        (
            " lock-timeout:500ms\ttransaction:false ",
            options(Transaction::None, Some(500)),
            "several, whatever stands between them",
        ),
    ] {
        assert_eq!(read(text), (expected, vec![]), "{reason}");
    }
    let (all, _) = read("statement-timeout:10min max-lock:200ms lock-retry-for:1h");
    assert_eq!(all.statement_timeout, Some(Duration::from_secs(600)));
    assert_eq!(all.lock_retry_for, Some(Duration::from_secs(3600)));
    assert_eq!(all.max_lock, Some(Duration::from_millis(200)));
}

#[test]
fn what_is_no_option_is_named_with_the_nearest_one() {
    for (text, found, meant, reason) in [
        (
            "transaction: false",
            "transaction: false",
            "transaction:false",
            "a space",
        ),
        (
            "transaction :false",
            "transaction :false",
            "transaction:false",
            "a space before",
        ),
        (
            "transaction : false",
            "transaction : false",
            "transaction:false",
            "both",
        ),
        (
            "transaction=false",
            "transaction=false",
            "transaction:false",
            "another sign",
        ),
        (
            "transaction = false",
            "transaction = false",
            "transaction:false",
            "with spaces",
        ),
        (
            "transaction false",
            "transaction false",
            "transaction:false",
            "no sign",
        ),
        (
            "transaction::false",
            "transaction::false",
            "transaction:false",
            "two signs",
        ),
        (
            "transaction",
            "transaction",
            "transaction:false",
            "no value",
        ),
        (
            "transaction=true",
            "transaction=true",
            "transaction:true",
            "the value stays",
        ),
        (
            "transactoin:false",
            "transactoin:false",
            "transaction:false",
            "a slip",
        ),
        (
            "lock_timeout:3s",
            "lock_timeout:3s",
            "lock-timeout:3s",
            "an underscore",
        ),
        (
            "lock-timeout=soon",
            "lock-timeout=soon",
            "lock-timeout:2s",
            "no value to keep",
        ),
        (
            "timeout:3s",
            "timeout:3s",
            "lock-timeout:2s",
            "far from any",
        ),
        (
            "create the users",
            "create",
            "transaction:false",
            "prose is named once",
        ),
        (
            "-- why",
            "--",
            "transaction:false",
            "a comment behind the marker",
        ),
    ] {
        let (found, meant) = (found.to_owned(), meant.to_owned());
        let expected = vec![ProblemKind::UnknownOption { found, meant }];
        assert_eq!(read(text).1, expected, "{text}: {reason}");
    }
}

#[test]
fn a_slip_counts_as_what_was_meant() {
    for text in [
        "transaction: false",
        "transaction=false",
        "transactoin:FALSE",
    ] {
        assert_eq!(read(text).0.transaction, Transaction::None, "{text}");
    }
    let far = read("trans:false").0;
    assert_eq!(far.transaction, Transaction::Whole, "too far to guess");
}

#[test]
fn values_must_fit_and_keys_stand_once() {
    let bad = |option, value: &str, expected| ProblemKind::BadOptionValue {
        option,
        value: value.to_owned(),
        expected,
    };
    for (text, expected, reason) in [
        (
            "transaction:no",
            vec![bad("transaction", "no", "true or false")],
            "another word",
        ),
        (
            "transaction:",
            vec![bad("transaction", "", "true or false")],
            "no value",
        ),
        (
            "transaction:false;",
            vec![bad("transaction", "false;", "true or false")],
            "a semicolon",
        ),
        (
            "lock-timeout:5",
            vec![bad("lock-timeout", "5", DURATION_FORM)],
            "no unit",
        ),
        (
            "max-lock:1y",
            vec![bad("max-lock", "1y", DURATION_FORM)],
            "no such unit",
        ),
        (
            "lock-timeout: max-lock:2s",
            vec![bad("lock-timeout", "", DURATION_FORM)],
            "an unfinished pair takes nothing from a finished one",
        ),
        (
            "lock-timeout:2s soon",
            vec![ProblemKind::UnknownOption {
                found: "soon".to_owned(),
                meant: "transaction:false".to_owned(),
            }],
            "a finished pair takes no stray word",
        ),
        (
            "transaction:false transaction:true",
            vec![ProblemKind::RepeatedOption("transaction")],
            "twice",
        ),
        (
            "lock-timeout:5 foo:1 max-lock:x",
            vec![
                bad("lock-timeout", "5", DURATION_FORM),
                ProblemKind::UnknownOption {
                    found: "foo:1".to_owned(),
                    meant: "max-lock:200ms".to_owned(),
                },
                bad("max-lock", "x", DURATION_FORM),
            ],
            "all of them, in file order",
        ),
    ] {
        assert_eq!(read(text).1, expected, "{text}: {reason}");
    }
}
