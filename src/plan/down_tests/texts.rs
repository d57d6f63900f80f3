//! From which text a migration is reverted: its file or the ledger's script.

use super::*;
use crate::migration::ProblemKind;
use crate::plan::EditKind;

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
        up_checksum: None,
        down_checksum: None,
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
                file: FileBeside::Gone,
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
        let mut statements = step.migration.statements(step.section());
        let first = statements.next_statement().unwrap().unwrap();
        assert_eq!(first.text, text);
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
