//! What `down` reverts and in which order.

use proptest::prelude::*;

use super::*;

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
            nearest: None
        }
    );
}

#[test]
fn a_version_is_the_one_spelled_so_or_the_only_one_of_its_number() {
    let files = [file("0007"), file("8")];
    let one = || vec![row("7", 1), row("8", 2)];
    let two = || vec![row("0007", 1), row("7", 2), row("8", 3)];
    for (rows, wanted, expected, reason) in [
        (one(), "0007", Some(1), "the file's spelling"),
        (one(), "7", Some(1), "the ledger's spelling"),
        (one(), "00007", Some(1), "nobody's, of one version"),
        (two(), "0007", Some(2), "one of two, as it is spelled"),
        (two(), "7", Some(1), "the other of the two"),
        (two(), "007", None, "either of the two"),
    ] {
        let planned = plan(&files, rows, &select(to(wanted)), &[]);
        let steps = match planned {
            Ok(plan) => Some(plan.steps.len()),
            // The row without a file has no script here: it was reached all the same.
            Err(Unplannable::Refused(Refusal::Stored { .. })) => Some(2),
            Err(Unplannable::Refused(Refusal::AmbiguousVersion { labels, .. })) => {
                assert_eq!(labels, ["0007_x", "7_x"], "{reason}");
                None
            }
            Err(other) => panic!("{reason}: {other:?}"),
        };
        assert_eq!(steps, expected, "{reason}");
    }
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

#[test]
fn a_partial_revert_names_its_statement_unless_the_file_was_edited() {
    let two = "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\nselect 3;\n";
    let edited = two.replace("select 1", "select 0");
    for (text, expected, reason) in [
        (two, Some("select 3"), "the second one was begun"),
        (edited.as_str(), None, "it may have run from another text"),
    ] {
        let files = [file_with("1", text)];
        let ledger = Ledger {
            rows: vec![row_with("1", 1, two)],
            partial: vec![progress("1", Direction::Down)],
        };
        let history = history(&files, &ledger);
        let plan = plan_down(&history, &files, &select(Reach::Count(1)), &[]);
        let Err(Unplannable::Refused(Refusal::Partial { statement, .. })) = plan else {
            panic!("{reason}: {plan:?}");
        };
        assert_eq!(statement.as_deref(), expected, "{reason}");
    }
}
