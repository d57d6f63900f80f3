//! The refusals and look-ups that `up` and `down` share.

use std::rc::Rc;

use super::edit::edit;
use super::resume::{partial, refused};
use super::{Edit, Entry, History, Refusal, State, Unplannable, Unresumable};
use crate::migration::{
    Direction, Migration, MigrationFile, Problem, ProblemKind, Version, edit_distance, parse,
};

/// The labels of `entries`, in their order.
pub(super) fn labels<'h>(entries: impl Iterator<Item = &'h Entry>) -> Vec<String> {
    entries.map(|entry| entry.label.clone()).collect()
}

/// The migration in an entry's file, its version spelled as in the ledger, since that is
/// what rows are found by. No problem at all when there is no file.
pub(super) fn migration(
    entry: &Entry,
    files: &[MigrationFile],
) -> Result<Rc<Migration>, Vec<Problem>> {
    let file = entry.file_in(files).ok_or_else(Vec::new)?;
    let mut migration = parse(file)?;
    migration.version = entry.version.clone();
    Ok(Rc::new(migration))
}

/// All that could be read, or every problem, those in `others` first.
pub(super) fn all_or_problems(
    others: Vec<Problem>,
    read: Vec<Result<Rc<Migration>, Vec<Problem>>>,
) -> Result<Vec<Rc<Migration>>, Unplannable> {
    let mut migrations = Vec::new();
    let mut problems = others;
    for result in read {
        match result {
            Ok(migration) => migrations.push(migration),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(migrations)
    } else {
        Err(Unplannable::Files(problems))
    }
}

/// A problem for each file whose version is numerically that of a file before it.
pub(super) fn same_versions(files: &[MigrationFile]) -> Vec<Problem> {
    let mut sorted: Vec<&MigrationFile> = files.iter().collect();
    sorted.sort_by_key(|file| (&file.name.version, &file.path));
    let same = sorted
        .chunk_by(|a, b| a.name.version.same_number(&b.name.version))
        .filter_map(|same| same.split_first());
    same.flat_map(|(first, others)| {
        others.iter().map(|file| Problem {
            path: file.path.clone(),
            location: None,
            kind: ProblemKind::SameVersion {
                version: file.name.version.to_string(),
                other: first.path.clone(),
            },
        })
    })
    .collect()
}

/// Everything that is wrong with the files, for when the server can't be reached and
/// so nobody knows which of them are applied: in numeric order of their versions.
pub fn problems_without_ledger(files: &[MigrationFile]) -> Vec<Problem> {
    let mut sorted: Vec<&MigrationFile> = files.iter().collect();
    sorted.sort_by_key(|file| (&file.name.version, &file.path));
    let parsed = sorted.into_iter().filter_map(|file| parse(file).err());
    same_versions(files)
        .into_iter()
        .chain(parsed.flatten())
        .collect()
}

/// Refuses the first partial migration among `entries`: for commands that neither resume nor
/// revert one.
pub(super) fn refuse_partial<'h>(
    entries: impl Iterator<Item = &'h Entry>,
    files: &[MigrationFile],
) -> Result<(), Unplannable> {
    match partial(entries).first() {
        Some(stopped) => Err(refused(*stopped, files, Unresumable::NotHere)),
        None => Ok(()),
    }
}

/// The first line of the statement at which a partial migration stopped; `None` when its file
/// is gone or another one by now.
pub(super) fn begun_statement(entry: &Entry, files: &[MigrationFile]) -> Option<String> {
    let progress = entry.progress.as_ref()?;
    if let Some(begun) = &progress.note.begun {
        return Some(first_line(&begun.text));
    }
    let migration = migration(entry, files).ok()?;
    let section = migration.section(progress.direction)?;
    let applied = entry.row.as_ref().and_then(|row| row.checksum);
    let edited = progress.direction == Direction::Down && applied != Some(migration.checksum);
    let index = match progress.statement_begun {
        Some(number) => number.checked_sub(1)?,
        None => progress.statements_done,
    };
    let is_as_it_was = section.statements == progress.statements && !edited;
    let mut statements = is_as_it_was.then(|| migration.statements(section))?;
    let text = statements.statement_at(index).ok()??.text;
    Some(first_line(&text))
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.trim_end().to_owned()
}

/// Refuses the modified ones among `entries`. One whose file can't even be read as text
/// can't be shown as an edit: then the file's problem is the message.
pub(super) fn refuse_modified<'h>(
    entries: impl Iterator<Item = &'h Entry>,
    files: &[MigrationFile],
    mut made: Vec<Edit>,
) -> Result<(), Unplannable> {
    let mut edits = Vec::new();
    let mut problems = Vec::new();
    for entry in entries.filter(|entry| entry.state == State::Modified) {
        match entry.file_in(files).map(|file| (file, &file.text)) {
            Some((_, Err(problem))) => problems.push((**problem).clone()),
            Some((file, Ok(_))) => {
                let index = made.iter().position(|edit| edit.label == entry.label);
                let edit = index.map(|index| made.swap_remove(index));
                edits.push(edit.unwrap_or_else(|| edit_of(entry, file)));
            }
            None => {}
        }
    }
    match (edits.is_empty(), problems.is_empty()) {
        (false, _) => Err(Unplannable::Refused(Refusal::Modified(edits))),
        (true, false) => Err(Unplannable::Files(problems)),
        (true, true) => Ok(()),
    }
}

fn edit_of(entry: &Entry, file: &MigrationFile) -> Edit {
    edit(entry, file, None)
}

/// Below so many digits every version is one slip away from others: `0008` is no misspelt `0007`.
const DIGITS_TO_SLIP_IN: usize = 8;

/// The entry that somebody means who types `wanted`: the one spelled like that, else the only
/// one of the same number. Never one that merely looks alike.
pub(super) fn known<'h>(history: &'h History, wanted: &Version) -> Result<&'h Entry, Unplannable> {
    let entry = history.find(wanted).ok_or_else(|| {
        Unplannable::Refused(Refusal::UnknownVersion {
            wanted: wanted.clone(),
            nearest: misspelt(history, wanted),
        })
    })?;
    let entries = history.entries.iter();
    let same = entries.filter(|entry| entry.version.same_number(wanted));
    let labels = labels(same);
    if entry.version != *wanted && labels.len() > 1 {
        return Err(Unplannable::Refused(Refusal::AmbiguousVersion {
            wanted: wanted.clone(),
            labels,
        }));
    }
    Ok(entry)
}

/// The only version that is one slip away from `wanted`, to be suggested and never taken.
fn misspelt(history: &History, wanted: &Version) -> Option<Version> {
    let mut near = history.entries.iter().filter(|entry| {
        let known = entry.version.significant();
        known.len() >= DIGITS_TO_SLIP_IN && edit_distance(wanted.significant(), known) <= 1
    });
    let first = near.next()?;
    near.next().is_none().then(|| first.version.clone())
}
