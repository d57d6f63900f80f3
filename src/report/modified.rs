//! Applied migrations whose files were edited: the kind of edit, the diff, the cures.

use super::diff::Diff;
use super::list::count;
use super::message::{Message, Paragraph};
use super::scene::Scene;
use crate::plan::{Edit, EditKind};

/// In place of a diff.
pub(super) const NO_SCRIPT_LINE: &str =
    "the ledger stores no script of it, so no difference can be shown\n";

/// The refusal of edited migrations.
pub(super) fn message(scene: &Scene, edits: &[Edit]) -> Message {
    let title = match edits {
        [edit] => format!("{} was edited after it was applied", edit.label),
        _ => format!(
            "{} were edited after they were applied",
            count(edits.len(), "migration")
        ),
    };
    let mut message = Message::error(title);
    for edit in edits {
        message = message.prose(format!("{}: {}", edit.path, kind(edit.kind)));
        message = match diff(edit) {
            Some(diff) => {
                message.body.push(Paragraph::Diff(diff));
                message
            }
            None => message.prose(NO_SCRIPT_LINE.trim_end()),
        };
    }
    let paths: Vec<String> = edits.iter().map(|edit| edit.path.clone()).collect();
    let message = message.prose("nothing was changed").hint(format!(
        "put the file back as it was applied, for example `git checkout <commit> -- {}`",
        paths.join(" ")
    ));
    match scene.command.as_str() {
        "down" | "rollback" | "redo" => message.hint(
            "or say which text reverts it: `--from stored` (as it was applied) or `--from file`",
        ),
        _ => message.hint(
            "if the change is meant, put the old text back and write the change as a new migration: \
             `proj-migrate new NAME`",
        )
        .hint(format!(
            "if the database already is as the file says, `proj-migrate repair {}` stamps it anew",
            versions(edits)
        )),
    }
}

/// The versions, as `repair` takes them: the digits that labels start with.
fn versions(edits: &[Edit]) -> String {
    let digits = edits.iter().map(|edit| {
        let end = edit.label.find(|c: char| !c.is_ascii_digit());
        edit.label.get(..end.unwrap_or(edit.label.len()))
    });
    digits.flatten().collect::<Vec<_>>().join(" ")
}

/// What kind of edit it is, in words.
pub(super) fn kind(kind: EditKind) -> &'static str {
    match kind {
        EditKind::CommentsOnly => "only comments and white space differ",
        EditKind::DownOnly => "only the down section differs: what was applied is the same",
        EditKind::Up => "the up section differs: the database does not have what the file says",
        EditKind::Unknown => "it differs, and how cannot be told",
    }
}

/// The stored script against the file; `None` when none is stored.
pub(super) fn diff(edit: &Edit) -> Option<Diff> {
    let applied = edit.applied.as_deref()?;
    Some(Diff::new(
        (&format!("{} as applied", edit.label), applied),
        (&edit.path, &edit.current),
    ))
}
