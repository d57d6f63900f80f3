//! Histories that `up` refuses, and in which order it says so.

use super::*;

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
            nearest: None
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
            progress: Box::new(progress),
            statement: expected.map(str::to_owned),
            why: Unresumable::NotReached,
        };
        let result = plan(&[file_with("1", text)], &ledger, &to("0"));
        assert_eq!(
            result.unwrap_err(),
            Unplannable::Refused(refusal),
            "{reason}"
        );
    }
}
