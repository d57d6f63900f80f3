//! Files and rows find each other, and every version has one state.

use proptest::prelude::*;

use super::*;
use crate::migration::{Direction, ProblemKind};
use crate::plan::fixtures::*;

fn states(files: &[MigrationFile], ledger: &Ledger) -> Vec<(String, State)> {
    let history = history(files, ledger);
    let entries = history.entries.iter();
    entries
        .map(|entry| (entry.version.to_string(), entry.state))
        .collect()
}

#[test]
fn each_version_has_its_state() {
    use State::*;
    let not_utf8 = unreadable("1", ProblemKind::NotUtf8 { offset: 3 });
    let gone = unreadable("1", ProblemKind::NotAFile { what: "a folder" });
    for (files, rows, expected, reason) in [
        (vec![], vec![], vec![], "nothing at all"),
        (
            vec![file("1")],
            vec![],
            vec![("1", Pending)],
            "an empty ledger",
        ),
        (
            vec![file("10"), file("9")],
            vec![row("9", 1)],
            vec![("9", Applied), ("10", Pending)],
            "numeric order",
        ),
        (
            vec![file("1"), file("2"), file("3")],
            vec![row("2", 1)],
            vec![("1", OutOfOrder), ("2", Applied), ("3", Pending)],
            "below the highest applied one",
        ),
        (
            vec![file_with("1", IRREVERSIBLE)],
            vec![row("1", 1)],
            vec![("1", Modified)],
            "checksums differ",
        ),
        (
            vec![file("2")],
            vec![row("1", 1), row("2", 2), row("3", 3)],
            vec![("1", Missing), ("2", Applied), ("3", Future)],
            "rows without files",
        ),
        (
            vec![],
            vec![row("1", 1)],
            vec![("1", Missing)],
            "no files at all: the wrong folder",
        ),
        (
            vec![file("1")],
            vec![bare_row("1"), bare_row("2")],
            vec![("1", Unverified), ("2", Future)],
            "dbmate's rows",
        ),
        (
            vec![file("0007")],
            vec![row("7", 1)],
            vec![("7", Applied)],
            "the ledger's spelling stays",
        ),
        (
            vec![not_utf8],
            vec![row("1", 1)],
            vec![("1", Modified)],
            "what was applied was UTF-8",
        ),
        (
            vec![gone],
            vec![row("1", 1)],
            vec![("1", Unverified)],
            "nothing to compare",
        ),
        (
            vec![file("7"), file("007")],
            vec![row("07", 1)],
            vec![("007", Pending), ("07", Applied)],
            "a second file of one number is an entry of its own",
        ),
        (
            vec![file("07")],
            vec![row("7", 1), row("07", 2)],
            vec![("07", Applied), ("7", Missing)],
            "equal spellings belong together first",
        ),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(v, s)| (v.to_owned(), s))
            .collect();
        let found = states(&files, &ledger(rows));
        assert_eq!(found, expected, "{reason}");
    }
}

#[test]
fn what_stopped_midway_is_partial_whatever_else_is_known() {
    for (files, rows, direction, reason) in [
        (vec![file("1")], vec![], Direction::Up, "applying it"),
        (
            vec![file("1")],
            vec![row("1", 1)],
            Direction::Down,
            "reverting it",
        ),
        (
            vec![],
            vec![row("1", 1)],
            Direction::Down,
            "reverting it without its file",
        ),
        (
            vec![],
            vec![],
            Direction::Up,
            "only the progress table knows it",
        ),
        (vec![file("001")], vec![], Direction::Up, "another spelling"),
    ] {
        let partial = vec![progress("1", direction)];
        let ledger = Ledger { rows, partial };
        let history = history(&files, &ledger);
        assert_eq!(history.entries.len(), 1, "{reason}");
        assert_eq!(history.entries[0].state, State::Partial, "{reason}");
        assert_eq!(
            history.entries[0].progress,
            Some(ledger.partial[0].clone()),
            "{reason}"
        );
    }
}

#[test]
fn an_entry_is_named_by_its_file_else_by_the_ledger() {
    for (files, rows, label, name, reason) in [
        (
            vec![file("0007")],
            vec![row("7", 1)],
            "0007_x",
            "x",
            "the file's spelling",
        ),
        (vec![], vec![row("7", 1)], "7_x", "x", "the ledger's name"),
        (vec![], vec![bare_row("7")], "7", "", "no name at all"),
    ] {
        let history = history(&files, &ledger(rows));
        let entry = &history.entries[0];
        assert_eq!(
            (entry.label.as_str(), entry.name(&files)),
            (label, name),
            "{reason}"
        );
    }
}

#[test]
fn rows_are_in_the_order_in_which_they_were_applied() {
    for (rows, expected, reason) in [
        (
            vec![row("1", 2), row("2", 3), row("3", 1)],
            ["3", "1", "2"],
            "by sequence",
        ),
        (
            vec![bare_row("10"), bare_row("9"), bare_row("1")],
            ["1", "9", "10"],
            "without it by number",
        ),
        (
            vec![bare_row("3"), row("1", 1), row("2", 2)],
            ["3", "1", "2"],
            "rows without one are the oldest",
        ),
    ] {
        let history = history(&[], &ledger(rows));
        let order = history.in_applied_order().into_iter();
        assert_eq!(
            order.map(|e| e.version.as_str()).collect::<Vec<_>>(),
            expected,
            "{reason}"
        );
    }
}

proptest! {
    #[test]
    fn every_file_row_and_progress_row_is_in_exactly_one_entry(
        files in proptest::collection::vec("0?[0-3]{1,2}", 0..8),
        rows in proptest::collection::hash_set("0?[0-3]{1,2}", 0..8),
        partial in proptest::collection::hash_set("0?[0-3]{1,2}", 0..3),
    ) {
        let files: Vec<_> = files.iter().map(|version| file(version)).collect();
        let ledger = Ledger {
            rows: rows.iter().map(|version| row(version, 1)).collect(),
            partial: partial.iter().map(|v| progress(v, Direction::Up)).collect(),
        };
        let history = history(&files, &ledger);
        let mut seen: Vec<_> = history.entries.iter().filter_map(|e| e.file).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..files.len()).collect::<Vec<_>>());
        let mut rows: Vec<_> = rows.iter().cloned().collect();
        let entries = history.entries.iter();
        let mut seen: Vec<_> = entries.filter_map(|e| e.row.as_ref()).map(|r| r.version.to_string()).collect();
        rows.sort();
        seen.sort();
        prop_assert_eq!(seen, rows);
        prop_assert_eq!(history.entries.iter().filter(|e| e.progress.is_some()).count(), partial.len());
        for pair in history.entries.windows(2) {
            prop_assert!(pair[0].version <= pair[1].version, "numeric order");
        }
        for entry in &history.entries {
            if let Some(row) = &entry.row {
                prop_assert_eq!(&row.version, &entry.version, "the ledger's spelling");
            }
        }
    }
}
