//! What `up` applies, what it warns of and what it refuses.

use proptest::prelude::*;

use super::*;
use crate::migration::{ProblemKind, Version};
use crate::plan::fixtures::*;
use crate::plan::{Ledger, LedgerRow, history, problems_without_ledger};

fn plan(
    files: &[MigrationFile],
    ledger: &Ledger,
    selection: &UpSelection,
) -> Result<Plan, Unplannable> {
    plan_up(&history(files, ledger), files, selection, Vec::new())
}

fn planned(files: &[MigrationFile], rows: Vec<LedgerRow>, selection: &UpSelection) -> Plan {
    plan(files, &ledger(rows), selection).unwrap()
}

fn refused(files: &[MigrationFile], rows: Vec<LedgerRow>, selection: &UpSelection) -> Refusal {
    match plan(files, &ledger(rows), selection) {
        Err(Unplannable::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn steps(plan: &Plan) -> Vec<&str> {
    let steps = plan.steps.iter();
    steps.map(|step| step.migration.version.as_str()).collect()
}

fn all() -> UpSelection {
    UpSelection::default()
}

fn to(version: &str) -> UpSelection {
    UpSelection {
        to: Version::new(version),
        ..all()
    }
}

fn count(count: usize) -> UpSelection {
    UpSelection {
        count: Some(count),
        ..all()
    }
}

fn strict() -> UpSelection {
    UpSelection {
        order: Order::Strict,
        ..all()
    }
}

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
fn bad_files_stop_the_run_that_would_need_them() {
    let files = [
        file_with("1", BAD),
        file("2"),
        file_with("3", "x;"),
        file_with("4", BAD),
    ];
    let paths = |result: Result<Plan, Unplannable>| match result {
        Err(Unplannable::Files(problems)) => problems.into_iter().map(|p| p.path).collect(),
        other => vec![format!("{other:?}")],
    };
    for (rows, selection, expected, reason) in [
        (
            vec![],
            all(),
            vec!["m/1_x.sql", "m/3_x.sql", "m/4_x.sql"],
            "all together",
        ),
        (
            vec![bare_row("1")],
            all(),
            vec!["m/3_x.sql", "m/4_x.sql"],
            "but not applied ones",
        ),
        (
            vec![],
            to("3"),
            vec!["m/1_x.sql", "m/3_x.sql"],
            "nor those behind the last",
        ),
        (
            vec![],
            count(1),
            vec!["m/1_x.sql"],
            "nor those behind the count",
        ),
        (
            vec![],
            to("99"),
            vec!["m/1_x.sql", "m/3_x.sql", "m/4_x.sql"],
            "before an unknown --to",
        ),
    ] {
        assert_eq!(
            paths(plan(&files, &ledger(rows), &selection)),
            expected,
            "{reason}"
        );
    }
    for (selection, reason) in [
        (to("2"), "behind the last"),
        (count(1), "behind the count"),
        (
            UpSelection {
                count: Some(1),
                ..to("3")
            },
            "behind both",
        ),
    ] {
        let plan = planned(&files, vec![bare_row("1")], &selection);
        assert_eq!(steps(&plan), ["2"], "{reason}");
        let warned: Vec<_> = plan.warnings.iter().filter_map(bad_path).collect();
        assert_eq!(warned, ["m/1_x.sql", "m/3_x.sql", "m/4_x.sql"], "{reason}");
    }
}

fn bad_path(warning: &Warning) -> Option<&str> {
    match warning {
        Warning::BadFile(problem) => Some(problem.path.as_str()),
        _ => None,
    }
}

#[test]
fn a_file_that_cannot_be_read_is_treated_by_what_is_certain() {
    let gone = || unreadable("1", ProblemKind::NotAFile { what: "a folder" });
    let latin = || unreadable("1", ProblemKind::NotUtf8 { offset: 3 });
    for (file, rows, stops, reason) in [
        (gone(), vec![], true, "pending: the run needs it"),
        (gone(), vec![row("1", 1)], false, "applied: a warning"),
        (gone(), vec![bare_row("1")], false, "unverified: a warning"),
        (latin(), vec![], true, "pending"),
        (
            latin(),
            vec![row("1", 1)],
            true,
            "certainly not what was applied",
        ),
        (latin(), vec![bare_row("1")], false, "dbmate applied it"),
    ] {
        let expected = file.text.clone().unwrap_err();
        match plan(&[file], &ledger(rows), &all()) {
            Ok(plan) => {
                let warned = plan.warnings.contains(&Warning::BadFile(expected));
                assert!(!stops && warned, "{reason}: {:?}", plan.warnings);
            }
            Err(error) => {
                assert_eq!(error, Unplannable::Files(vec![expected]), "{reason}");
                assert!(stops, "{reason}");
            }
        }
    }
}

#[test]
fn two_files_of_one_number_always_refuse() {
    let files = [file("07"), file("7"), file("8"), file_with("9", BAD)];
    for rows in [
        vec![],
        vec![row("7", 1)],
        vec![row("07", 1), row("7", 2), row("8", 3)],
    ] {
        let Err(Unplannable::Files(problems)) = plan(&files, &ledger(rows), &all()) else {
            panic!("not refused");
        };
        assert_eq!(
            problems[0].to_string(),
            "m/7_x.sql: version 7 is also the version of m/07_x.sql"
        );
        assert_eq!(
            problems[1].path, "m/9_x.sql",
            "the run's bad files are reported with it"
        );
    }
    let edited = [file_with("07", IRREVERSIBLE), file("7")];
    let modified = plan(&edited, &ledger(vec![row("007", 1)]), &all());
    assert!(
        matches!(modified, Err(Unplannable::Files(_))),
        "which of the two was modified nobody knows: {modified:?}"
    );
    let problems = problems_without_ledger(&files);
    let paths: Vec<_> = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    assert_eq!(paths, ["m/7_x.sql", "m/9_x.sql"], "also without a ledger");
}

#[test]
fn refusals_come_in_their_order() {
    let edited = file_with("1", IRREVERSIBLE);
    let files = [edited, file_with("2", BAD), file("3")];
    let with_partial = Ledger {
        rows: vec![row("1", 1)],
        partial: vec![progress("3", Direction::Up)],
    };
    let partial = plan(&files, &with_partial, &strict());
    assert!(
        matches!(partial, Err(Unplannable::Refused(Refusal::Partial { .. }))),
        "{partial:?}"
    );
    let modified = refused(&files, vec![row("1", 1)], &strict());
    assert!(
        matches!(modified, Refusal::Modified(_)),
        "before bad files: {modified:?}"
    );
    let unknown = UpSelection {
        to: Version::new("5"),
        ..strict()
    };
    let rows = || vec![row_with("1", 1, IRREVERSIBLE), row("4", 2)];
    let files = [file_with("1", IRREVERSIBLE), file("3")];
    assert_eq!(
        refused(&files, rows(), &unknown),
        Refusal::UnknownVersion {
            wanted: version("5"),
            nearest: Some(version("1"))
        },
        "before --strict"
    );
    assert!(matches!(
        refused(&files, rows(), &strict()),
        Refusal::Strict { .. }
    ));
}

#[test]
fn a_modified_migration_refuses_with_the_edits_that_were_made_of_it() {
    let files = [
        file_with("1", IRREVERSIBLE),
        file("2"),
        file_with("3", IRREVERSIBLE),
    ];
    let history = history(&files, &ledger(vec![row("1", 1), row("3", 2)]));
    let edits = crate::plan::edits(&history, &files, &[stored("1", REVERSIBLE)]);
    let without = plan_up(&history, &files, &all(), Vec::new());
    let with = plan_up(&history, &files, &to("2"), edits.clone());
    let expected = Unplannable::Refused(Refusal::Modified(edits));
    assert_eq!(with.unwrap_err(), expected);
    let Err(Unplannable::Refused(Refusal::Modified(made))) = without else {
        panic!("not refused");
    };
    let labels: Vec<_> = made.iter().map(|edit| edit.label.as_str()).collect();
    assert_eq!(labels, ["1_x", "3_x"], "also when nobody made them");
}

#[test]
fn a_partial_migration_refuses_and_names_its_statement() {
    let two = "-- migrate:up transaction:false\nselect\n1;\nselect 2\n+ 2;\n";
    for (text, done, begun, expected, reason) in [
        (
            two,
            1,
            Some(2),
            Some("select 2"),
            "the one that was begun, its first line",
        ),
        (two, 0, Some(1), Some("select"), "the first"),
        (two, 1, None, Some("select 2"), "the one that comes next"),
        (two, 2, None, None, "all done: none"),
        (
            IRREVERSIBLE,
            1,
            Some(2),
            None,
            "the file has other statements now",
        ),
        (
            "-- migrate:up\nselect 1;\nselect 2;\nselect 3;\n",
            1,
            Some(2),
            None,
            "more statements",
        ),
        (BAD, 1, Some(2), None, "the file is bad"),
    ] {
        let mut progress = progress("1", Direction::Up);
        progress.statements_done = done;
        progress.statement_begun = begun;
        let ledger = Ledger {
            rows: vec![],
            partial: vec![progress.clone()],
        };
        let refusal = Refusal::Partial {
            label: "1_x".to_owned(),
            progress,
            statement: expected.map(str::to_owned),
        };
        let result = plan(&[file_with("1", text)], &ledger, &all());
        assert_eq!(
            result.unwrap_err(),
            Unplannable::Refused(refusal),
            "{reason}"
        );
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

#[test]
fn an_unknown_version_names_the_nearest() {
    let files = [file("20240101"), file("20250203")];
    for (wanted, nearest, reason) in [
        ("20240110", "20240101", "digits swapped"),
        ("2025023", "20250203", "one too few"),
        ("0020250204", "20250203", "leading zeros don't count"),
    ] {
        let expected = Refusal::UnknownVersion {
            wanted: version(wanted),
            nearest: Some(version(nearest)),
        };
        assert_eq!(refused(&files, vec![], &to(wanted)), expected, "{reason}");
    }
    let nothing = Refusal::UnknownVersion {
        wanted: version("1"),
        nearest: None,
    };
    assert_eq!(refused(&[], vec![], &to("1")), nothing);
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
