//! Whether files and ledger agree: then there is nothing to do and nothing to say, and
//! no history has to be made. Most runs of `up` end here.

use std::collections::HashSet;

use super::ledger::LedgerRow;
use crate::migration::{Checksum, MigrationFile, Version};

/// The ledger's rows as lists with commas, all in the same order. One is shorter when rows
/// have no such value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppliedLists {
    /// The versions.
    pub versions: String,
    /// The checksums.
    pub checksums: String,
    /// `applied_seq`.
    pub seqs: String,
}

impl AppliedLists {
    /// The rows, in numeric order and without their names, which the files tell. `None`
    /// when the lists don't say enough: a row has no file, or lacks a value.
    pub fn rows(&self, files: &[MigrationFile]) -> Option<Vec<LedgerRow>> {
        let known: HashSet<_> = files
            .iter()
            .map(|file| file.name.version.as_str())
            .collect();
        let (mut checksums, mut seqs) = (list(&self.checksums), list(&self.seqs));
        let mut rows = Vec::new();
        for version in list(&self.versions) {
            let version = known.contains(version).then(|| Version::new(version))??;
            rows.push(LedgerRow {
                checksum: Some(checksums.next()?.parse().ok()?),
                applied_seq: Some(seqs.next()?.parse().ok()?),
                ..LedgerRow::bare(version)
            });
        }
        rows.sort_by(|a, b| a.version.cmp(&b.version));
        Some(rows)
    }
}

/// Whether the ledger has exactly one row for each of `files`, of the same spelling and
/// checksum. Never true when the files alone need a closer look: one couldn't be read, or
/// two have numerically equal versions.
pub fn agree(files: &[MigrationFile], applied: &AppliedLists) -> bool {
    let versions = list(&applied.versions);
    let mut rows: Vec<_> = versions.zip(list(&applied.checksums)).collect();
    let count = list(&applied.versions).count();
    if rows.len() != files.len() || count != files.len() {
        return false;
    }
    // `files` are in numeric order, so equal numbers stand together.
    let mut neighbours = files.iter().zip(files.iter().skip(1));
    if neighbours.any(|(a, b)| a.name.version.same_number(&b.name.version)) {
        return false;
    }
    rows.sort_by_key(|(version, _)| {
        let significant = version.trim_start_matches('0');
        (significant.len(), significant)
    });
    files.iter().zip(rows).all(|(file, (version, checksum))| {
        let is_same = |of_file: Checksum| of_file.is_written(checksum);
        file.name.version.as_str() == version && file.checksum().is_some_and(is_same)
    })
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{file_with, unreadable};
    use super::*;
    use crate::migration::ProblemKind;

    fn lists(files: &[&MigrationFile]) -> AppliedLists {
        let versions: Vec<_> = files.iter().map(|f| f.name.version.to_string()).collect();
        let checksums = files.iter().filter_map(|f| f.checksum());
        let checksums: Vec<_> = checksums.map(|c| c.to_string()).collect();
        AppliedLists {
            versions: versions.join(","),
            checksums: checksums.join(","),
            seqs: (1..=files.len())
                .map(|seq| seq.to_string())
                .collect::<Vec<_>>()
                .join(","),
        }
    }

    #[test]
    fn rows_agree_in_whatever_order_they_were_applied() {
        let files = ["2", "9", "10"].map(|version| file_with(version, "-- a\n"));
        let [two, nine, ten] = &files;
        assert!(agree(&files, &lists(&[two, nine, ten])));
        assert!(agree(&files, &lists(&[ten, two, nine])));
        assert!(agree(&[], &AppliedLists::default()));
    }

    #[test]
    fn anything_else_does_not() {
        let [one, two] = ["1", "2"].map(|version| file_with(version, "-- a\n"));
        let edited = file_with("1", "-- b\n");
        let spelled = file_with("01", "-- a\n");
        let both = [one.clone(), two.clone()];
        let mut unverified = lists(&[&one, &two]);
        unverified.checksums = one.checksum().unwrap().to_string();
        for (applied, reason) in [
            (lists(&[&one]), "pending"),
            (lists(&[]), "nothing applied"),
            (lists(&[&one, &two, &file_with("3", "")]), "future"),
            (lists(&[&edited, &two]), "modified"),
            (lists(&[&spelled, &two]), "another spelling"),
            (unverified, "a row without a checksum"),
        ] {
            assert!(!agree(&both, &applied), "{reason}");
        }
    }

    #[test]
    fn files_that_need_a_closer_look_never_agree() {
        let same = ["07", "7"].map(|version| file_with(version, "-- a\n"));
        assert!(!agree(&same, &lists(&[&same[0], &same[1]])));
        let folder = unreadable("1", ProblemKind::NotAFile { what: "a folder" });
        let mut applied = lists(&[&file_with("1", "-- a\n")]);
        assert!(!agree(std::slice::from_ref(&folder), &applied));
        applied.checksums.clear();
        assert!(!agree(&[folder], &applied));
    }

    #[test]
    fn rows_are_told_when_the_files_know_them_all() {
        let files = ["2", "9", "10"].map(|version| file_with(version, "-- a\n"));
        let [two, nine, ten] = &files;
        let rows = lists(&[ten, two])
            .rows(&files)
            .expect("rows of known files");
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.version.as_str(), row.checksum, row.applied_seq))
            .collect();
        let expected = [
            ("2", two.checksum(), Some(2)),
            ("10", ten.checksum(), Some(1)),
        ];
        assert_eq!(told, expected);
        assert_eq!(lists(&[two, nine]).rows(&files[1..]), None, "a missing one");
        let mut unverified = lists(&[two, nine]);
        unverified.checksums.truncate(71);
        assert_eq!(unverified.rows(&files), None, "one without a checksum");
    }
}
