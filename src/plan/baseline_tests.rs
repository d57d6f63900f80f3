//! Tests of [`plan_baseline`](super::plan_baseline).

use super::*;
use crate::plan::fixtures::{
    BAD, bare_row, file, file_with, ledger, progress, row, row_with, version,
};
use crate::plan::{Ledger, LedgerRow, history};

const OTHER: &str = "-- migrate:up\nselect 9;\n";

fn files() -> Vec<MigrationFile> {
    ["1", "2", "10"].map(file).into()
}

fn plan(files: &[MigrationFile], ledger: &Ledger, to: &str) -> Result<Corrections, Unplannable> {
    plan_baseline(&history(files, ledger), files, &version(to))
}

#[test]
fn everything_up_to_the_version_is_recorded_in_numeric_order() {
    for (rows, to, expected, unchanged) in [
        (vec![], "2", "1_x 2_x", ""),
        (vec![], "0010", "1_x 2_x 10_x", ""),
        (vec![row("1", 1)], "2", "2_x", "1_x"),
        (vec![bare_row("1"), bare_row("2")], "2", "", "1_x 2_x"),
    ] {
        let plan = plan(&files(), &ledger(rows), to).unwrap();
        let changes: Vec<_> = plan.changes.iter().map(|one| one.label.clone()).collect();
        assert_eq!(changes.join(" "), expected, "{to}");
        assert_eq!(plan.unchanged.join(" "), unchanged, "{to}");
    }
}

#[test]
fn a_ledger_that_says_otherwise_is_refused() {
    let cases: [(Vec<LedgerRow>, &[&str], &[&str]); 3] = [
        (vec![row("10", 1)], &["10_x"], &[]),
        (vec![row("3", 1)], &["3_x"], &[]),
        (vec![row_with("1", 1, OTHER)], &[], &["1_x"]),
    ];
    for (rows, wanted_above, wanted_unfit) in cases {
        let refused = plan(&files(), &ledger(rows), "2");
        let Err(Unplannable::Refused(Refusal::NotABaseline { above, unfit, .. })) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(above, wanted_above);
        assert_eq!(unfit, wanted_unfit);
    }
}

#[test]
fn partial_unknown_and_bad_files_are_refused() {
    let mut files = files();
    let empty = ledger(Vec::new());
    assert!(matches!(
        plan(&files, &empty, "3"),
        Err(Unplannable::Refused(Refusal::UnknownVersion { .. }))
    ));
    let partial = Ledger {
        partial: vec![progress("10", crate::migration::Direction::Up)],
        ..Ledger::default()
    };
    assert!(matches!(
        plan(&files, &partial, "2"),
        Err(Unplannable::Refused(Refusal::Partial { .. }))
    ));
    files[0] = file_with("1", BAD);
    assert!(matches!(
        plan(&files, &empty, "2"),
        Err(Unplannable::Files(_))
    ));
    files.remove(0);
    files.push(file_with("11", BAD));
    assert!(plan(&files, &empty, "2").is_ok(), "it lies outside");
}
