//! The history: every version that a file or the ledger knows, with its state.
//!
//! Versions are matched by number: a row `7` belongs to the file `0007_x.sql`. Where
//! several spellings of one number exist, equal spellings belong together first.

use super::PartialRow;
use super::ledger::{Ledger, LedgerRow};
use super::state::{Frontier, State};
use crate::migration::{MigrationFile, Version, label};

/// Every known version, in numeric order.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// One entry per version; two when two files or two rows spell the same number.
    pub entries: Vec<Entry>,
}

/// One version of the history.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The version; the ledger's spelling when both know it.
    pub version: Version,
    /// What people call it: `0007_create_users`; the file's spelling when both know it.
    pub label: String,
    /// Index into the files that the history was made from.
    pub file: Option<usize>,
    /// The ledger's row.
    pub row: Option<LedgerRow>,
    /// What the progress table says of a partial one.
    pub progress: Option<PartialRow>,
    /// The state.
    pub state: State,
}

impl Entry {
    /// The file, in the files that the history was made from.
    pub fn file_in<'f>(&self, files: &'f [MigrationFile]) -> Option<&'f MigrationFile> {
        files.get(self.file?)
    }

    /// The name: the file's, else the ledger's; may be empty.
    pub fn name<'e>(&'e self, files: &'e [MigrationFile]) -> &'e str {
        let stored = || self.row.as_ref()?.name.as_deref();
        let file = self.file_in(files).map(|file| file.name.name.as_str());
        file.or_else(stored).unwrap_or_default()
    }
}

impl History {
    /// The entry that `version` means: the same spelling, else the same number.
    pub fn find(&self, version: &Version) -> Option<&Entry> {
        let same = |entry: &&Entry| entry.version == *version;
        let equal = |entry: &&Entry| entry.version.same_number(version);
        let entries = || self.entries.iter();
        entries().find(same).or_else(|| entries().find(equal))
    }

    /// The entries of one state, in numeric order.
    pub fn in_state(&self, state: State) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.state == state)
    }

    /// The entries with a ledger row, in the order in which they were applied: by
    /// `applied_seq`; rows without one first, in numeric order.
    pub fn in_applied_order(&self) -> Vec<&Entry> {
        let mut applied: Vec<_> = self
            .entries
            .iter()
            .filter_map(|entry| Some((entry.row.as_ref()?.applied_seq, entry)))
            .collect();
        // Stable, and the entries are in numeric order already.
        applied.sort_by_key(|(seq, _)| *seq);
        applied.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// The history that `files` and `ledger` tell; every file, row and progress row is in
/// exactly one entry.
pub fn history(files: &[MigrationFile], ledger: &Ledger) -> History {
    let mut told: Vec<(&Version, Told<'_>)> = Vec::with_capacity(files.len() + ledger.rows.len());
    let numbered = files.iter().enumerate();
    told.extend(numbered.map(|(index, file)| (&file.name.version, Told::File(index, file))));
    told.extend(ledger.rows.iter().map(|row| (&row.version, Told::Row(row))));
    let partial = ledger.partial.iter();
    told.extend(partial.map(|progress| (&progress.version, Told::Progress(progress))));
    // Files and rows come in order: a stable sort merges the runs.
    told.sort_by_key(|(version, _)| *version);
    let frontier = Frontier::of(files, ledger);
    let mut entries = Vec::with_capacity(told.len());
    for number in told.chunk_by(|(a, _), (b, _)| a.same_number(b)) {
        let mut new = Known::of(number).entries(&frontier);
        new.sort_by(|a, b| a.version.cmp(&b.version));
        entries.append(&mut new);
    }
    History { entries }
}

/// Who tells of a version.
enum Told<'k> {
    File(usize, &'k MigrationFile),
    Row(&'k LedgerRow),
    Progress(&'k PartialRow),
}

/// All that is known of one number.
#[derive(Default)]
struct Known<'k> {
    files: Vec<(usize, &'k MigrationFile)>,
    rows: Vec<&'k LedgerRow>,
    progress: Vec<&'k PartialRow>,
}

impl<'k> Known<'k> {
    fn of(told: &[(&Version, Told<'k>)]) -> Self {
        let mut known = Self::default();
        for (_, told) in told {
            match told {
                Told::File(index, file) => known.files.push((*index, *file)),
                Told::Row(row) => known.rows.push(row),
                Told::Progress(progress) => known.progress.push(progress),
            }
        }
        known.files.sort_by_key(|(index, _)| *index);
        known
    }

    fn entries(mut self, frontier: &Frontier) -> Vec<Entry> {
        let mut entries = Vec::new();
        // Equal spellings first: they must not be taken by another spelling's row.
        let spelled: Vec<_> = self.files.iter().map(|(_, f)| &f.name.version).collect();
        self.rows
            .sort_by_key(|row| !spelled.contains(&&row.version));
        for row in std::mem::take(&mut self.rows) {
            let version = row.version.clone();
            entries.push(self.entry(version, Some(row), frontier));
        }
        while let Some((_, file)) = self.files.first() {
            let version = file.name.version.clone();
            entries.push(self.entry(version, None, frontier));
        }
        while let Some(progress) = self.progress.first() {
            let version = progress.version.clone();
            entries.push(self.entry(version, None, frontier));
        }
        entries
    }

    /// The entry of `version` with the file and the progress row that fit best.
    fn entry(&mut self, version: Version, row: Option<&LedgerRow>, at: &Frontier) -> Entry {
        let file = take(&mut self.files, |(_, file)| file.name.version == version);
        let progress = take(&mut self.progress, |progress| progress.version == version);
        let state = at.state(&version, file.map(|(_, file)| file), row, progress);
        let label = match file {
            Some((_, file)) => file.label(),
            None => label(&version, row.and_then(|row| row.name.as_deref())),
        };
        Entry {
            version,
            label,
            file: file.map(|(index, _)| index),
            row: row.cloned(),
            progress: progress.cloned(),
            state,
        }
    }
}

/// Takes the first item that fits, else the first.
fn take<T>(items: &mut Vec<T>, fits: impl Fn(&T) -> bool) -> Option<T> {
    let index = items.iter().position(fits).unwrap_or_default();
    (!items.is_empty()).then(|| items.remove(index))
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
