//! What kind of edit it is, told from script or checksums.

use super::*;
use crate::plan::fixtures::*;
use crate::plan::{Ledger, history};

const APPLIED: &str =
    "-- migrate:up\ncreate table t (a int); -- why\n-- migrate:down\ndrop table t;\n";

fn edit_of(row: LedgerRow, now: &str, script: Option<&str>) -> Edit {
    let files = [file_with("1", now)];
    let history = history(&files, &ledger(vec![row]));
    assert_eq!(modified_versions(&history), [version("1")]);
    let stored = script.map(|script| stored("1", script));
    let mut edits = edits(&history, &files, stored.as_slice());
    edits.remove(0)
}

#[test]
fn an_edit_is_told_from_the_stored_script() {
    use EditKind::*;
    let up = |text: &str| APPLIED.replace("create table t (a int); -- why", text);
    let down = |text: &str| APPLIED.replace("drop table t;", text);
    for (now, expected, reason) in [
        (
            up("create table t (a int);"),
            CommentsOnly,
            "a comment gone",
        ),
        (
            up("create table t\n  (a /* so */ int);"),
            CommentsOnly,
            "white space, a comment more",
        ),
        (
            format!("-- about\n{APPLIED}"),
            CommentsOnly,
            "a comment before the marker",
        ),
        (
            down("drop table\nt;"),
            CommentsOnly,
            "white space in the down section",
        ),
        (
            APPLIED.replace("-- migrate:up", "--migrate:UP"),
            CommentsOnly,
            "the marker's form",
        ),
        (down("drop table t cascade;"), DownOnly, "the down section"),
        (
            APPLIED.replace("-- migrate:down\ndrop table t;\n", ""),
            DownOnly,
            "it went",
        ),
        (
            down("drop table t cascade;").replace(" -- why", ""),
            DownOnly,
            "the down section, and a comment in the up section",
        ),
        (
            APPLIED.replace(":down", ":down transaction:false"),
            DownOnly,
            "an option of the down section",
        ),
        (up("create table t (a bigint);"), Up, "the up section"),
        (
            up("create table t (a int); select 'why';"),
            Up,
            "a statement more",
        ),
        (
            APPLIED.replace(":up", ":up lock-timeout:2s"),
            Up,
            "an option",
        ),
        (
            up("create table t (a bigint);").replace("drop table t", "drop"),
            Up,
            "both",
        ),
        (
            APPLIED.replace(":down", ":donw"),
            Unknown,
            "it doesn't parse",
        ),
    ] {
        let edit = edit_of(row_with("1", 1, APPLIED), &now, Some(APPLIED));
        assert_eq!(edit.kind, expected, "{reason}");
        assert_eq!(edit.applied.as_deref(), Some(APPLIED), "{reason}");
        assert_eq!(
            (edit.label.as_str(), edit.path.as_str()),
            ("1_x", "m/1_x.sql")
        );
        assert_eq!(edit.current, now, "{reason}");
    }
}

#[test]
fn without_a_script_the_sections_checksums_tell() {
    use EditKind::*;
    let full = || row_with("1", 1, APPLIED);
    let bare = || LedgerRow {
        up_checksum: None,
        down_checksum: None,
        ..full()
    };
    let down = APPLIED.replace("drop table t;", "drop table t cascade;");
    let up = APPLIED.replace(" -- why", "");
    let only_up = "-- migrate:up\nselect 1;\n";
    let with_down = format!("{only_up}-- migrate:down\nselect 2;\n");
    let with_empty_down = format!("{only_up}-- migrate:down\n");
    for (row, now, expected, reason) in [
        (full(), &down, DownOnly, "the up section is as it was"),
        (
            full(),
            &up,
            Up,
            "whether it is only a comment can't be told",
        ),
        (
            full(),
            &format!("-- about\n{APPLIED}"),
            CommentsOnly,
            "both sections are as they were",
        ),
        (bare(), &down, Unknown, "nothing known of the sections"),
        (
            row_with("1", 1, only_up),
            &with_down,
            DownOnly,
            "a down section was added",
        ),
        (
            row_with("1", 1, only_up),
            &with_empty_down,
            CommentsOnly,
            "an empty one",
        ),
    ] {
        assert_eq!(edit_of(row, now, None).kind, expected, "{reason}");
    }
}

#[test]
fn an_incomplete_script_tells_as_much_as_it_holds() {
    use EditKind::*;
    let applied = "-- migrate:up\ncopy t from stdin;\n1\n\\.\n-- migrate:down\nselect 2;\n";
    for (now, expected, reason) in [
        (
            applied.replace("select 2", "select 3"),
            DownOnly,
            "the up section's checksum agrees",
        ),
        (
            applied.replace("select 2", "select  2"),
            CommentsOnly,
            "and the down section is there",
        ),
        (
            applied.replace("\n1\n", "\n2\n"),
            Up,
            "the data were changed",
        ),
    ] {
        let row = row_with("1", 1, applied);
        assert_eq!(edit_of(row, &now, Some(applied)).kind, expected, "{reason}");
    }
}

#[test]
fn a_script_that_is_not_what_was_applied_is_shown_and_not_trusted() {
    let now = APPLIED.replace("(a int)", "(b int)");
    let edit = edit_of(row_with("1", 1, APPLIED), &now, Some(&now));
    assert_eq!(edit.kind, EditKind::Up);
}

#[test]
fn only_modified_versions_have_edits() {
    let files = [file("1"), file_with("2", IRREVERSIBLE), file("3")];
    let history = history(
        &files,
        &ledger(vec![row("1", 1), row("02", 2), bare_row("3")]),
    );
    let labels: Vec<_> = edits(&history, &files, &[])
        .into_iter()
        .map(|e| e.label)
        .collect();
    assert_eq!(labels, ["2_x"]);
    assert_eq!(
        modified_versions(&history),
        [version("02")],
        "in the ledger's spelling"
    );
    let empty = crate::plan::history(&files, &Ledger::default());
    assert_eq!(edits(&empty, &files, &[]), []);
}
