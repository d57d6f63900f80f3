//! Tests of [`plan_repair`](super::plan_repair).

use super::*;
use crate::plan::fixtures::{
    BAD, REVERSIBLE, bare_row, file, file_with, ledger, progress, row, row_with, stored, version,
};
use crate::plan::{Ledger, history};

const ANY: RepairAction = RepairAction::Restamp(AcceptedEdits::Any);
const DOWN_ONLY: RepairAction = RepairAction::Restamp(AcceptedEdits::DownOnly);

const EDITED_UP: &str = "-- migrate:up\nselect 3;\n-- migrate:down\nselect 2;\n";
const EDITED_DOWN: &str = "-- migrate:up\nselect 1;\n-- migrate:down\nselect 3;\n";
const COMMENTED: &str = "-- migrate:up\n-- one\nselect 1;\n-- migrate:down\nselect 2;\n";

/// 1 applied, 2 modified, 3 unverified, 4 missing, 5 out of order, 6 applied, 7 pending; 9 future.
fn everything(edited: &str) -> (Vec<MigrationFile>, Ledger) {
    let files = vec![
        file("1"),
        file_with("2", edited),
        file("3"),
        file("5"),
        file("6"),
        file("7"),
    ];
    let rows = vec![
        row("1", 1),
        row_with("2", 2, REVERSIBLE),
        bare_row("3"),
        row("4", 4),
        row("6", 5),
        row("9", 6),
    ];
    (files, ledger(rows))
}

fn plan(
    (files, ledger): &(Vec<MigrationFile>, Ledger),
    action: RepairAction,
    versions: &[&str],
) -> Result<Corrections, Unplannable> {
    let selection = RepairSelection {
        action,
        versions: versions.iter().copied().map(version).collect(),
    };
    let mut ledger = ledger.clone();
    let scripts = [stored("2", REVERSIBLE)];
    let seen = history(files, &ledger);
    if scripts_for_repair(&seen, &selection).is_empty() {
        return plan_repair(&seen, files, &selection, &[]);
    }
    ledger.add_checksums(&scripts);
    plan_repair(&history(files, &ledger), files, &selection, &scripts)
}

/// `1_x restamp, …`, and what is so already in brackets.
fn told(plan: &Corrections) -> String {
    let changes = plan
        .changes
        .iter()
        .map(|one| format!("{} {}", one.label, one.change.kind().as_str()));
    let same = plan.unchanged.iter().map(|label| format!("[{label}]"));
    changes.chain(same).collect::<Vec<_>>().join(", ")
}

#[test]
fn each_action_takes_the_states_that_it_is_the_cure_for() {
    let all = everything(EDITED_UP);
    for (action, versions, expected) in [
        (ANY, &["2"][..], "2_x restamp"),
        (ANY, &["0002", "2"], "2_x restamp"),
        (ANY, &["3", "2", "1"], "2_x restamp, 3_x restamp, [1_x]"),
        (RepairAction::Forget, &["4"], "4_x forget"),
        (RepairAction::Forget, &["9", "4"], "4_x forget, 9_x forget"),
        (RepairAction::MarkApplied, &["5"], "5_x mark-applied"),
        (
            RepairAction::MarkApplied,
            &["7", "1"],
            "7_x mark-applied, [1_x]",
        ),
    ] {
        let plan = plan(&all, action, versions).unwrap();
        assert_eq!(told(&plan), expected, "{action:?} {versions:?}");
    }
}

#[test]
fn every_other_state_is_refused() {
    let all = everything(EDITED_UP);
    for (action, wrong) in [
        (ANY, &["4", "5", "7", "9"][..]),
        (DOWN_ONLY, &["3", "4", "5", "7", "9"]),
        (RepairAction::Forget, &["1", "2", "3", "5", "7"]),
        (RepairAction::MarkApplied, &["2", "3", "4", "9"]),
    ] {
        for one in wrong {
            let refused = plan(&all, action, &[one]);
            let is_refused = matches!(
                &refused,
                Err(Unplannable::Refused(Refusal::WrongState { version, .. })) if version.as_str() == *one
            );
            assert!(is_refused, "{action:?} {one}: {refused:?}");
        }
    }
}

#[test]
fn down_only_accepts_what_leaves_the_up_section_as_it_was() {
    for (edited, is_accepted) in [(EDITED_DOWN, true), (COMMENTED, true), (EDITED_UP, false)] {
        let planned = plan(&everything(edited), DOWN_ONLY, &["2"]);
        match planned {
            Ok(plan) => assert!(is_accepted, "{edited}: {}", told(&plan)),
            Err(Unplannable::Refused(Refusal::NotDownOnly(edits))) => {
                assert!(!is_accepted && edits[0].kind == EditKind::Up, "{edited}");
            }
            Err(other) => panic!("{edited}: {other:?}"),
        }
    }
}

#[test]
fn unknown_partial_and_bad_files_are_refused() {
    let (mut files, mut ledger) = everything(EDITED_UP);
    let unknown = plan(&(files.clone(), ledger.clone()), ANY, &["2", "8"]);
    assert!(matches!(
        unknown,
        Err(Unplannable::Refused(Refusal::UnknownVersion { .. }))
    ));
    ledger
        .partial
        .push(progress("7", crate::migration::Direction::Up));
    let all = (files.clone(), ledger.clone());
    assert!(matches!(
        plan(&all, RepairAction::MarkApplied, &["7"]),
        Err(Unplannable::Refused(Refusal::Partial { .. }))
    ));
    assert_eq!(told(&plan(&all, ANY, &["2"]).unwrap()), "2_x restamp");
    files[1] = file_with("2", BAD);
    let bad = plan(&(files, ledger), ANY, &["2"]);
    assert!(matches!(bad, Err(Unplannable::Files(_))), "{bad:?}");
}
