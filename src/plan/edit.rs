//! What kind of edit an applied migration got, and what to show of it.
//!
//! Told from the stored script where it is there and proves to be what was applied,
//! else from the checksums of the sections. Where neither tells, the kind is unknown.

use super::{Entry, History, LedgerRow, State, StoredScript};
use crate::migration::{
    Checksum, Direction, Migration, MigrationFile, Section, Version, code, parse, parse_stored,
    stored_script,
};

/// How an applied file differs from what was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The migration's label.
    pub label: String,
    /// The file's path.
    pub path: String,
    /// What kind of edit it is.
    pub kind: EditKind,
    /// The text as applied; `None` when the ledger stores none.
    pub applied: Option<String>,
    /// The text of the file now.
    pub current: String,
}

/// The kinds of edit, harmless ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// Comments and white space only.
    CommentsOnly,
    /// The down section only.
    DownOnly,
    /// The up section (perhaps the down section too).
    Up,
    /// The file doesn't parse any more, or the ledger tells too little.
    Unknown,
}

/// The versions whose stored scripts [`edits`] wants: the modified ones. Usually empty.
pub fn modified_versions(history: &History) -> Vec<Version> {
    let modified = history.in_state(State::Modified);
    modified.map(|entry| entry.version.clone()).collect()
}

/// The edits of the history's modified entries, in numeric order.
pub fn edits(history: &History, files: &[MigrationFile], stored: &[StoredScript]) -> Vec<Edit> {
    let modified = history.in_state(State::Modified);
    modified
        .filter_map(|entry| {
            let script = stored.iter().find(|script| script.version == entry.version);
            let script = script.and_then(|stored| stored.script.as_deref());
            Some(edit(entry, entry.file_in(files)?, script))
        })
        .collect()
}

/// The edit of one entry whose file is `file` now.
pub(super) fn edit(entry: &Entry, file: &MigrationFile, script: Option<&str>) -> Edit {
    let row = entry.row.as_ref();
    Edit {
        label: entry.label.clone(),
        path: file.path.clone(),
        kind: row.map_or(EditKind::Unknown, |row| kind(row, file, script)),
        applied: script.map(str::to_owned),
        current: current(file),
    }
}

/// The file's text; of a large one what the ledger would keep of it, which is what can be
/// compared with what it has kept.
fn current(file: &MigrationFile) -> String {
    let Ok((text, _)) = &file.text else {
        return String::new();
    };
    match text.kept() {
        Some(text) => text.to_owned(),
        None => parse(file).map_or_else(|_| String::new(), |now| stored_script(&now).to_owned()),
    }
}

fn kind(row: &LedgerRow, file: &MigrationFile, script: Option<&str>) -> EditKind {
    let Ok(now) = parse(file) else {
        return EditKind::Unknown;
    };
    let then = script.and_then(|text| parse_stored(&row.version, "", text, "").ok());
    let whole = then
        .as_ref()
        .is_some_and(|then| row.checksum == Some(then.checksum));
    // A migration without a down section has no checksum of one.
    let has_sections = whole || row.up_checksum.is_some();
    let change = |direction: Direction, checksum: Option<Checksum>| {
        let now = Part::of(&now, direction);
        if !has_sections {
            return Change::Unknown;
        }
        if checksum.is_some() && checksum == now.map(|part| part.checksum()) {
            return Change::None;
        }
        let then = then.as_ref().and_then(|then| Part::of(then, direction));
        let is_complete = whole || then.map(|part| part.checksum()) == checksum;
        match (then, now) {
            (then, now) if is_complete => Part::change(then, now),
            _ => Change::Code,
        }
    };
    let up = change(Direction::Up, row.up_checksum);
    let down = change(Direction::Down, row.down_checksum);
    match (up, down) {
        (Change::Unknown, _) | (_, Change::Unknown) => EditKind::Unknown,
        (Change::Code, _) => EditKind::Up,
        (_, Change::Code) => EditKind::DownOnly,
        _ => EditKind::CommentsOnly,
    }
}

/// How a section changed; without its old text every change counts as one of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    Comments,
    Code,
    Unknown,
}

/// One section as written.
#[derive(Clone, Copy)]
struct Part<'m> {
    section: &'m Section,
    /// `None` for a part of a large text.
    text: Option<&'m str>,
}

impl<'m> Part<'m> {
    fn of(migration: &'m Migration, direction: Direction) -> Option<Self> {
        let section = match direction {
            Direction::Up => Some(&migration.up),
            Direction::Down => migration.down.as_ref(),
        }?;
        Some(Self {
            section,
            text: migration.section_text(section),
        })
    }

    fn checksum(self) -> Checksum {
        self.section.checksum
    }

    /// What counts: all but white space, comments and the lines that are ignored.
    fn code(self) -> Option<Vec<&'m str>> {
        self.text.map(code)
    }

    fn change(then: Option<Self>, now: Option<Self>) -> Change {
        let code = |part: Option<Self>| part.map_or(Some(Vec::new()), Self::code);
        let (Some(old), Some(new)) = (code(then), code(now)) else {
            // A large one, whose checksum differs.
            return Change::Code;
        };
        let options = |part: Option<Self>| {
            let options = part.map(|part| part.section.options.clone());
            options.unwrap_or_default()
        };
        // The options of a section without statements have no effect.
        let same_options = old.is_empty() || options(then) == options(now);
        if old == new && same_options {
            Change::Comments
        } else {
            Change::Code
        }
    }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
