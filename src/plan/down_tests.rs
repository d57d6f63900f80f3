//! What `down` reverts, from which text, and what it refuses.

use proptest::prelude::*;

use super::*;
use crate::migration::ProblemKind;
use crate::plan::fixtures::*;
use crate::plan::{EditKind, Ledger, LedgerRow, history};

fn select(reach: Reach) -> DownSelection {
    DownSelection {
        reach,
        from: None,
        trust: Trust::OwnerOnly,
    }
}

fn from(origin: Origin) -> DownSelection {
    DownSelection {
        from: Some(origin),
        ..select(Reach::All)
    }
}

fn to(version: &str) -> Reach {
    Reach::To(self::version(version))
}

fn plan(
    files: &[MigrationFile],
    rows: Vec<LedgerRow>,
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Result<Plan, Unplannable> {
    plan_down(&history(files, &ledger(rows)), files, selection, stored)
}

fn refused(
    files: &[MigrationFile],
    rows: Vec<LedgerRow>,
    selection: &DownSelection,
    stored: &[StoredScript],
) -> Refusal {
    match plan(files, rows, selection, stored) {
        Err(Unplannable::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn steps(plan: &Plan) -> Vec<(&str, Origin)> {
    let steps = plan.steps.iter();
    steps
        .map(|step| (step.migration.version.as_str(), step.origin))
        .collect()
}

#[test]
fn the_latest_applied_is_reverted_first() {
    let files = ["1", "2", "3", "4"].map(file);
    // 2 came late: it was out of order.
    let rows = || vec![row("1", 1), row("2", 4), row("3", 2), row("4", 3)];
    let dbmates = || ["1", "2", "3", "4"].map(bare_row).to_vec();
    for (rows, reach, expected, reason) in [
        (
            rows(),
            Reach::Count(1),
            vec!["2"],
            "the latest, not the highest",
        ),
        (rows(), Reach::Count(0), vec![], "none"),
        (
            rows(),
            Reach::Count(9),
            vec!["2", "4", "3", "1"],
            "more than there are",
        ),
        (rows(), Reach::All, vec!["2", "4", "3", "1"], "everything"),
        (
            rows(),
            to("3"),
            vec!["2", "4"],
            "what was applied after 3, which stays",
        ),
        (rows(), to("2"), vec![], "nothing was applied after 2"),
        (rows(), to("0003"), vec!["2", "4"], "in any spelling"),
        (
            dbmates(),
            Reach::All,
            vec!["4", "3", "2", "1"],
            "without a sequence by number",
        ),
        (dbmates(), to("2"), vec!["4", "3"], "also with --to"),
        (vec![], Reach::All, vec![], "nothing is applied"),
        (vec![], Reach::Count(1), vec![], "nor is there a latest"),
        (vec![], Reach::LastRun, vec![], "nor a last run"),
    ] {
        let plan = plan(&files, rows, &select(reach), &[]).unwrap();
        let versions: Vec<_> = steps(&plan)
            .into_iter()
            .map(|(version, _)| version)
            .collect();
        assert_eq!(versions, expected, "{reason}");
        assert!(
            plan.steps
                .iter()
                .all(|step| step.direction == Direction::Down)
        );
    }
}

#[test]
fn the_last_run_is_what_was_applied_since_it_began() {
    let files = ["1", "2", "3"].map(file);
    for (runs, expected, reason) in [
        ([1, 2, 2], vec!["3", "2"], "the rows of the latest run"),
        ([1, 1, 2], vec!["3"], "one row"),
        ([1, 1, 1], vec!["3", "2", "1"], "everything came in one run"),
        (
            [2, 1, 2],
            vec!["3", "2", "1"],
            "what another run applied meanwhile too",
        ),
    ] {
        let rows = ["1", "2", "3"].into_iter().zip(1..).zip(runs);
        let rows = rows
            .map(|((version, seq), run)| row_of_run(version, seq, run))
            .collect();
        let plan = plan(&files, rows, &select(Reach::LastRun), &[]).unwrap();
        let versions: Vec<_> = steps(&plan)
            .into_iter()
            .map(|(version, _)| version)
            .collect();
        assert_eq!(versions, expected, "{reason}");
    }
    let dbmates_last = LedgerRow {
        applied_seq: Some(2),
        ..bare_row("2")
    };
    assert_eq!(
        refused(
            &files,
            vec![row("1", 1), dbmates_last],
            &select(Reach::LastRun),
            &[]
        ),
        Refusal::UnknownRun {
            label: "2_x".to_owned()
        },
        "dbmate knows no runs"
    );
}

#[test]
fn the_selection_must_name_what_is_applied() {
    let files = ["1", "2"].map(file);
    let rows = || vec![row("1", 1)];
    assert_eq!(
        refused(&files, rows(), &select(to("2")), &[]),
        Refusal::NotApplied {
            label: "2_x".to_owned()
        }
    );
    assert_eq!(
        refused(&files, rows(), &select(to("11")), &[]),
        Refusal::UnknownVersion {
            wanted: version("11"),
            nearest: Some(version("1"))
        }
    );
}

#[test]
fn one_irreversible_migration_refuses_the_whole_plan() {
    let empty_down = "-- migrate:up\nselect 1;\n-- migrate:down\n-- nothing\n";
    let files = [
        file("1"),
        file_with("2", IRREVERSIBLE),
        file("3"),
        file_with("4", empty_down),
        file("5"),
    ];
    let rows = |count: usize| {
        let texts = [REVERSIBLE, IRREVERSIBLE, REVERSIBLE, empty_down, REVERSIBLE];
        let rows = ["1", "2", "3", "4", "5"].into_iter().zip(1..).zip(texts);
        rows.map(|((v, seq), text)| row_with(v, seq, text))
            .take(count)
            .collect::<Vec<_>>()
    };
    for (applied, reach, labels, nearest_to, reason) in [
        (
            5,
            Reach::All,
            vec!["4_x", "2_x"],
            Some("4"),
            "all are named, the first one stops it",
        ),
        (
            5,
            Reach::Count(2),
            vec!["4_x"],
            Some("4"),
            "one in the plan",
        ),
        (
            4,
            Reach::Count(1),
            vec!["4_x"],
            None,
            "the very first: nothing can be reverted",
        ),
        (3, to("1"), vec!["2_x"], Some("2"), "with --to"),
    ] {
        let expected = Refusal::Irreversible {
            labels: labels.into_iter().map(str::to_owned).collect(),
            nearest_to: nearest_to.map(version),
        };
        let found = refused(&files, rows(applied), &select(reach), &[]);
        assert_eq!(found, expected, "{reason}");
        if let Some(nearest) = nearest_to {
            let works = plan(&files, rows(applied), &select(to(nearest)), &[]);
            assert!(
                works.is_ok_and(|plan| !plan.steps.is_empty()),
                "it works: {reason}"
            );
        }
    }
    assert!(
        plan(&files, rows(5), &select(Reach::Count(1)), &[]).is_ok(),
        "outside of the plan"
    );
}

#[test]
fn a_missing_file_is_replaced_by_the_stored_script() {
    let rows = || vec![row("1", 1), row("2", 2)];
    let files = [file("1")];
    let history = history(&files, &ledger(rows()));
    assert_eq!(
        scripts_for_down(&history, &select(Reach::All)),
        [version("2")]
    );
    let plan = plan(
        &files,
        rows(),
        &select(Reach::All),
        &[stored("2", REVERSIBLE)],
    )
    .unwrap();
    assert_eq!(steps(&plan), [("2", Origin::Stored), ("1", Origin::File)]);
    assert_eq!(plan.steps[0].migration.path, "ledger:2_x");
    let script = "-- migrate:down\nselect 2;\n".to_owned();
    assert_eq!(
        plan.warnings,
        [Warning::StoredScript {
            label: "2_x".to_owned(),
            script
        }]
    );
}

#[test]
fn a_stored_script_is_used_only_when_it_is_what_was_applied() {
    let script = |script: &str, writers: &[&str]| StoredScript {
        version: version("2"),
        script: Some(script.to_owned()),
        writers: writers.iter().map(|w| (*w).to_owned()).collect(),
    };
    let absent = StoredScript {
        script: None,
        ..script("", &[])
    };
    let data = "-- migrate:up\n-- migrate:down\ncopy t from stdin;\n1\n\\.\n";
    let no_checksum = LedgerRow {
        down_checksum: None,
        ..row("2", 1)
    };
    let tampered = REVERSIBLE.replace("select 2", "drop table t");
    for (row, stored, expected, reason) in [
        (row("2", 1), vec![], StoredProblem::Absent, "none was read"),
        (
            row("2", 1),
            vec![absent],
            StoredProblem::Absent,
            "none is stored",
        ),
        (bare_row("2"), vec![], StoredProblem::Absent, "dbmate's"),
        (
            row("2", 1),
            vec![script("x", &[])],
            StoredProblem::Unparsable,
            "no migration",
        ),
        (
            row("2", 1),
            vec![script(&tampered, &[])],
            StoredProblem::ChecksumDiffers,
            "changed",
        ),
        (
            row("2", 1),
            vec![script(IRREVERSIBLE, &[])],
            StoredProblem::ChecksumDiffers,
            "cut off",
        ),
        (
            no_checksum,
            vec![script(REVERSIBLE, &[])],
            StoredProblem::ChecksumDiffers,
            "unproven",
        ),
        (
            row_with("2", 1, data),
            vec![stored("2", data)],
            StoredProblem::Incomplete,
            "no data",
        ),
        (
            row("2", 1),
            vec![script(REVERSIBLE, &["bob"])],
            StoredProblem::Writable(vec!["bob".to_owned()]),
            "others may write it",
        ),
    ] {
        let label = if row.name.is_some() { "2_x" } else { "2" }.to_owned();
        let found = refused(&[], vec![row], &select(Reach::All), &stored);
        assert_eq!(
            found,
            Refusal::Stored {
                label,
                reason: expected
            },
            "{reason}"
        );
    }
    let trusting = DownSelection {
        trust: Trust::Anyone,
        ..select(Reach::All)
    };
    let trusted = plan(
        &[],
        vec![row("2", 1)],
        &trusting,
        &[script(REVERSIBLE, &["bob"])],
    );
    assert!(trusted.is_ok(), "--trust-stored");
    let irreversible = refused(
        &[],
        vec![row_with("2", 1, IRREVERSIBLE)],
        &select(Reach::All),
        &[stored("2", IRREVERSIBLE)],
    );
    assert!(
        matches!(irreversible, Refusal::Irreversible { .. }),
        "as it was: {irreversible:?}"
    );
}

#[test]
fn a_modified_migration_is_reverted_from_the_text_that_is_named() {
    let now = REVERSIBLE.replace("select 2", "select 3");
    let files = [file_with("1", &now), file("2")];
    let rows = || vec![row("1", 1), row("2", 2)];
    let scripts = [stored("1", REVERSIBLE)];
    let history = history(&files, &ledger(rows()));
    let one = version("1");
    for (selection, wanted, reason) in [
        (select(Reach::All), vec![one.clone()], "to show the edit"),
        (from(Origin::Stored), vec![one], "to run it"),
        (from(Origin::File), vec![], "not needed"),
        (select(Reach::Count(1)), vec![], "not reached"),
    ] {
        assert_eq!(scripts_for_down(&history, &selection), wanted, "{reason}");
    }
    let Refusal::Modified(edits) = refused(&files, rows(), &select(Reach::All), &scripts) else {
        panic!("not refused as modified");
    };
    assert_eq!(edits[0].kind, EditKind::DownOnly);
    assert_eq!(edits[0].applied.as_deref(), Some(REVERSIBLE));
    assert!(
        plan(&files, rows(), &select(Reach::Count(1)), &[]).is_ok(),
        "not reached"
    );
    for (origin, text) in [(Origin::File, "select 3"), (Origin::Stored, "select 2")] {
        let plan = plan(&files, rows(), &from(origin), &scripts).unwrap();
        assert_eq!(
            steps(&plan),
            [("2", Origin::File), ("1", origin)],
            "only the modified one"
        );
        let step = &plan.steps[1];
        assert_eq!(
            step.section().statements[0].text(&step.migration.text),
            text
        );
    }
}

#[test]
fn files_are_read_as_they_are() {
    let dbmates = plan(
        &[file("0001")],
        vec![bare_row("1")],
        &select(Reach::All),
        &[],
    )
    .unwrap();
    assert_eq!(
        steps(&dbmates),
        [("1", Origin::File)],
        "unverified, in the ledger's spelling"
    );
    let folder = || unreadable("1", ProblemKind::NotAFile { what: "a folder" });
    let unread = plan(&[folder()], vec![row("1", 1)], &select(Reach::All), &[]);
    assert!(matches!(unread, Err(Unplannable::Files(_))), "{unread:?}");
    let scripts = [stored("1", REVERSIBLE)];
    let read = plan(
        &[folder()],
        vec![row("1", 1)],
        &from(Origin::Stored),
        &scripts,
    )
    .unwrap();
    assert_eq!(steps(&read), [("1", Origin::Stored)], "--from stored helps");
    let bad = [file_with("1", BAD), file_with("2", BAD), file("3")];
    let rows = || vec![bare_row("1"), bare_row("2"), bare_row("3")];
    let Err(Unplannable::Files(problems)) = plan(&bad, rows(), &select(Reach::All), &[]) else {
        panic!("not refused");
    };
    assert_eq!(problems.len(), 2, "all of them");
    assert!(
        plan(&bad, rows(), &select(Reach::Count(1)), &[]).is_ok(),
        "only those reached"
    );
    let twice = plan(
        &[file("1"), file("01")],
        vec![row("1", 1)],
        &select(Reach::All),
        &[],
    );
    assert!(
        matches!(twice, Err(Unplannable::Files(_))),
        "two files of one number: {twice:?}"
    );
}

#[test]
fn a_partial_migration_refuses_a_revert_too() {
    let files = [file("1"), file("2")];
    let ledger = Ledger {
        rows: vec![row("1", 1), row("2", 2)],
        partial: vec![progress("1", Direction::Down)],
    };
    let history = history(&files, &ledger);
    let plan = plan_down(&history, &files, &select(Reach::Count(1)), &[]);
    assert!(
        matches!(&plan, Err(Unplannable::Refused(Refusal::Partial { label, .. })) if label == "1_x"),
        "{plan:?}"
    );
}

proptest! {
    #[test]
    fn a_revert_is_the_reverse_of_the_application(
        order in proptest::sample::subsequence((1u32..12).collect::<Vec<_>>(), 0..11)
            .prop_shuffle(),
        stays in proptest::option::of(0usize..11),
    ) {
        let versions: Vec<_> = order.iter().map(u32::to_string).collect();
        let files: Vec<_> = versions.iter().map(|version| file(version)).collect();
        let rows = versions.iter().zip(1..).map(|(version, seq)| row(version, seq)).collect();
        let stays = stays.filter(|index| *index < order.len());
        let reach = stays.map_or(Reach::All, |index| to(&versions[index]));
        let plan = plan(&files, rows, &select(reach), &[]).unwrap();
        let mut expected: Vec<_> = versions.iter().skip(stays.map_or(0, |i| i + 1)).collect();
        expected.reverse();
        let reverted: Vec<_> = plan.steps.iter().map(|s| s.migration.version.as_str()).collect();
        prop_assert_eq!(reverted, expected);
    }
}
