//! What `up` applies and in which order.

use proptest::prelude::*;

use super::*;

#[test]
fn pending_migrations_are_applied_in_numeric_order() {
    let four = || vec![file("10"), file("9"), file("2"), file("1")];
    for (files, rows, selection, expected, reason) in [
        (vec![], vec![], all(), vec![], "no files"),
        (
            four(),
            vec![],
            all(),
            vec!["1", "2", "9", "10"],
            "all, by number",
        ),
        (
            four(),
            vec![row("1", 1), row("2", 2)],
            all(),
            vec!["9", "10"],
            "only pending ones",
        ),
        (
            four(),
            ["1", "2", "9", "10"].map(|v| row(v, 1)).to_vec(),
            all(),
            vec![],
            "nothing to do",
        ),
        (
            four(),
            vec![row("9", 1)],
            all(),
            vec!["1", "2", "10"],
            "out-of-order ones too",
        ),
        (
            four(),
            vec![],
            to("9"),
            vec!["1", "2", "9"],
            "the last one is included",
        ),
        (
            four(),
            vec![],
            to("009"),
            vec!["1", "2", "9"],
            "in any spelling",
        ),
        (
            four(),
            vec![row("9", 1)],
            to("9"),
            vec!["1", "2"],
            "to an applied one",
        ),
        (
            four(),
            vec![row("11", 1)],
            to("11"),
            vec!["1", "2", "9", "10"],
            "to one without a file",
        ),
        (four(), vec![], count(2), vec!["1", "2"], "so many"),
        (four(), vec![], count(0), vec![], "none"),
        (
            four(),
            vec![],
            count(9),
            vec!["1", "2", "9", "10"],
            "more than there are",
        ),
        (
            four(),
            vec![],
            UpSelection {
                count: Some(2),
                ..to("1")
            },
            vec!["1"],
            "both: whichever ends first",
        ),
    ] {
        let plan = planned(&files, rows, &selection);
        assert_eq!(steps(&plan), expected, "{reason}");
        assert!(
            plan.steps
                .iter()
                .all(|s| s.direction == Direction::Up && s.origin == Origin::File)
        );
    }
}

#[test]
fn what_is_not_in_order_is_named() {
    let out_of_order = |label: &str, jumped: &[&str]| Warning::OutOfOrder {
        label: label.to_owned(),
        jumped: jumped.iter().map(|label| (*label).to_owned()).collect(),
    };
    let list = |labels: &[&str]| labels.iter().map(|label| (*label).to_owned()).collect();
    for (files, rows, selection, expected, reason) in [
        (vec![file("1")], vec![], all(), vec![], "all in order"),
        (
            vec![file("1"), file("2"), file("3")],
            vec![row("2", 1), row("3", 2)],
            all(),
            vec![out_of_order("1_x", &["2_x", "3_x"])],
            "below applied ones, which are named",
        ),
        (
            vec![file("1"), file("2"), file("3"), file("4")],
            vec![row("2", 1), row("4", 2)],
            to("2"),
            vec![out_of_order("1_x", &["2_x", "4_x"])],
            "only of the run",
        ),
        (
            vec![file("2")],
            vec![row("1", 1), row("2", 2), bare_row("3"), row("4", 3)],
            all(),
            vec![
                Warning::Future(list(&["3", "4_x"])),
                Warning::Missing(list(&["1_x"])),
            ],
            "rows without files",
        ),
        (
            vec![file("1"), file("2")],
            vec![bare_row("1"), bare_row("2")],
            all(),
            vec![Warning::Unverified(list(&["1_x", "2_x"]))],
            "dbmate's rows",
        ),
    ] {
        assert_eq!(
            planned(&files, rows, &selection).warnings,
            expected,
            "{reason}"
        );
    }
}

#[test]
fn strict_refuses_what_is_otherwise_warned_of() {
    let disorder = |out_of_order: &[&str], missing: &[&str]| Refusal::Strict {
        out_of_order: out_of_order.iter().map(|l| (*l).to_owned()).collect(),
        missing: missing.iter().map(|l| (*l).to_owned()).collect(),
    };
    for (files, rows, expected, reason) in [
        (
            vec![file("1"), file("2")],
            vec![row("2", 1)],
            disorder(&["1_x"], &[]),
            "out of order",
        ),
        (
            vec![file("2")],
            vec![row("1", 1)],
            disorder(&[], &["1_x"]),
            "missing",
        ),
        (
            vec![file("1"), file("3")],
            vec![row("2", 1), row("3", 2)],
            disorder(&["1_x"], &["2_x"]),
            "both",
        ),
    ] {
        assert_eq!(refused(&files, rows, &strict()), expected, "{reason}");
    }
    for (files, rows, selection, reason) in [
        (
            vec![file("1")],
            vec![row("1", 1), row("2", 2)],
            strict(),
            "a future version never refuses",
        ),
        (
            vec![file("1")],
            vec![bare_row("1")],
            strict(),
            "nor does an unverified one",
        ),
        (
            vec![file("1"), file("2"), file("3")],
            vec![row("1", 1), row("3", 2)],
            UpSelection {
                to: Version::new("1"),
                ..strict()
            },
            "nor one out of order that isn't in the run",
        ),
    ] {
        assert!(plan(&files, &ledger(rows), &selection).is_ok(), "{reason}");
    }
}

#[test]
fn an_unknown_version_suggests_the_only_one_that_is_a_slip_away() {
    let long = ["20240101", "20250203", "20250204"].map(file);
    let short = ["7", "0008"].map(file);
    for (files, wanted, nearest, reason) in [
        (&long[..], "20240110", Some("20240101"), "digits swapped"),
        (&long, "2024011", Some("20240101"), "one too few"),
        (
            &long,
            "0020240201",
            Some("20240101"),
            "leading zeros don't count",
        ),
        (&long, "20250205", None, "two are as near"),
        (&long, "20240210", None, "two slips"),
        (&short, "9", None, "another short number is no misspelling"),
        (&short, "70", None, "nor one digit more"),
        (&[], "20240101", None, "nothing is known"),
    ] {
        let expected = Refusal::UnknownVersion {
            wanted: version(wanted),
            nearest: nearest.map(version),
        };
        assert_eq!(refused(files, vec![], &to(wanted)), expected, "{reason}");
    }
}

#[test]
fn adopting_stamps_what_can_be_read() {
    let files = [file("0001"), file_with("2", BAD), file("3")];
    let rows = vec![bare_row("1"), bare_row("2"), row("3", 3), bare_row("4")];
    let adopt = UpSelection {
        unverified: Unverified::Adopt,
        ..all()
    };
    let plan = planned(&files, rows, &adopt);
    let stamps: Vec<_> = plan.stamps.iter().map(|m| m.version.as_str()).collect();
    assert_eq!(stamps, ["1"], "in the ledger's spelling");
    assert_eq!(plan.warnings[0], Warning::Future(vec!["4".to_owned()]));
    assert_eq!(
        plan.warnings[1],
        Warning::Unverified(vec!["2_x".to_owned()]),
        "bad ones are left"
    );
    assert!(matches!(plan.warnings[2], Warning::BadFile(_)));
}

proptest! {
    #[test]
    fn steps_ascend_and_only_pending_migrations_are_among_them(
        files in proptest::collection::hash_set(0u32..40, 0..12),
        rows in proptest::collection::hash_set(0u32..40, 0..12),
        last in proptest::option::of(0u32..40),
        count in proptest::option::of(0usize..8),
    ) {
        let last = last.filter(|last| files.contains(last) || rows.contains(last));
        let to = last.and_then(|last| Version::new(&last.to_string()));
        let selection = UpSelection { to, count, ..all() };
        let made: Vec<_> = files.iter().map(|v| file(&v.to_string())).collect();
        let applied = rows.iter().map(|v| row(&v.to_string(), i64::from(*v))).collect();
        let plan = planned(&made, applied, &selection);
        let numbers: Vec<u32> = steps(&plan).iter().map(|v| v.parse().unwrap()).collect();
        let mut expected: Vec<u32> = files.difference(&rows).copied().collect();
        expected.sort_unstable();
        expected.retain(|version| last.is_none_or(|last| *version <= last));
        expected.truncate(count.unwrap_or(usize::MAX));
        prop_assert_eq!(numbers, expected);
    }
}
