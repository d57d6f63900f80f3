//! Bad files: which stop a run, and which are only warned of.

use super::*;
use crate::migration::ProblemKind;
use crate::plan::problems_without_ledger;

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
        let expected = *file.text.clone().unwrap_err();
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
