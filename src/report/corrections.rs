//! Changes of the ledger that run nothing: what is about to be written, and what was.

use super::escape;
use super::list::{count, list};
use super::message::{Message, Paragraph};
use super::modified;
use super::style::{Paint, Style};
use crate::outcome::{CorrectedRow, CorrectionReport};
use crate::plan::{Change, ChangeKind, Correction, Edit, State, Unconfirmed};

/// What is about to be written: each edit with its diff, the rest in a line each; many
/// at once only as their number.
pub(super) fn about(changes: &[Correction], style: Style) -> String {
    let baseline = changes
        .iter()
        .filter(|one| one.change.kind() == ChangeKind::Baseline);
    let mut text = match baseline.count() {
        0 => String::new(),
        number => format!(
            "to record as applied, without running anything: {}\n",
            count(number, "migration")
        ),
    };
    for one in changes {
        let label = escape::line(&one.label);
        let line = match &one.change {
            Change::Restamp { edit, .. } => match edit {
                Some(edit) => edited(edit, style),
                None => format!(
                    "to stamp: {label}, unverified until now, with the checksum of its file; whether \
                     that is what ran cannot be told\n"
                ),
            },
            Change::Forget => format!("to forget: {label}; what it did to the database stays\n"),
            Change::MarkApplied(_) => {
                format!("to record as applied, without running it: {label}\n")
            }
            Change::Baseline(_) => String::new(),
        };
        text.push_str(&line);
    }
    text
}

fn edited(edit: &Edit, style: Style) -> String {
    let mut text = format!(
        "to re-stamp: {}: {}\n",
        escape::line(&edit.path),
        modified::kind(edit.kind)
    );
    match modified::diff(edit) {
        Some(diff) => text.push_str(&diff.render(style)),
        None => text.push_str(modified::NO_SCRIPT_LINE),
    }
    text
}

/// `re-stamped  0001_create_users`, a line a row, each with its newline.
pub(super) fn rows(report: &CorrectionReport, style: Style) -> String {
    (report.done.iter())
        .map(|row| {
            let verb = style.paint(Paint::Added, past(row));
            format!("{verb}  {}\n", escape::line(&row.label))
        })
        .collect()
}

fn past(row: &CorrectedRow) -> &'static str {
    match row.action {
        ChangeKind::Restamp if row.edit.is_none() => "stamped",
        ChangeKind::Restamp => "re-stamped",
        ChangeKind::Forget => "forgotten",
        ChangeKind::MarkApplied | ChangeKind::Baseline => "recorded",
    }
}

/// `1 row of the ledger changed; logged in "public"."schema_migrations_log"`, with its newline.
pub(super) fn summary(report: &CorrectionReport) -> String {
    let same = match report.unchanged.as_slice() {
        [] => String::new(),
        labels => format!("as it should be already: {}\n", escape::line(&list(labels))),
    };
    let done = match &report.log {
        None => "nothing to do\n".to_owned(),
        Some(log) => format!(
            "{} of the ledger written; logged in {}\n",
            count(report.done.len(), "row"),
            escape::line(log)
        ),
    };
    same + &done
}

/// A version in a state that `repair` isn't the cure for in this way.
pub(super) fn wrong_state(label: &str, version: &str, state: State, action: ChangeKind) -> Message {
    let repair = |option: &str| format!("`proj-migrate repair {option}{version}`");
    let message = match (action, state) {
        (ChangeKind::Restamp, State::Pending | State::OutOfOrder) => {
            Message::error(format!("{label} is not applied: it has no row to stamp"))
                .hint("`proj-migrate up` applies it")
                .hint(format!(
                    "if the database has it already, {} records that",
                    repair("--mark-applied ")
                ))
        }
        (ChangeKind::Restamp, State::Missing | State::Future) => Message::error(format!(
            "{label} has no file: there is nothing to stamp its row with"
        ))
        .hint("bring the file back from version control")
        .hint(format!("if it is gone for good, {}", repair("--forget "))),
        (ChangeKind::Restamp, _) => Message::error(format!(
            "{label} is unverified: which section of it was edited cannot be told"
        ))
        .hint(format!("without --down-only, {} stamps it", repair(""))),
        (ChangeKind::Forget, State::Pending | State::OutOfOrder) => {
            Message::error(format!("{label} is not applied: it has no row to forget"))
                .hint("`proj-migrate status` shows what is applied")
        }
        (ChangeKind::Forget, _) => Message::error(format!(
            "{label} has a file: only rows without one are forgotten"
        ))
        .hint("`proj-migrate down` reverts it")
        .hint("if it was reverted by hand, take its file away, forget it, and put the file back"),
        (_, State::Missing | State::Future) => {
            Message::error(format!("{label} is applied already, and its file is gone"))
                .hint("bring the file back from version control")
        }
        _ => Message::error(format!(
            "{label} is applied already, and not from the file as it is now"
        ))
        .hint(format!(
            "{} shows how it differs, and stamps it",
            repair("")
        )),
    };
    message.prose("nothing was changed")
}

/// `--down-only`, and edits elsewhere.
pub(super) fn not_down_only(edits: &[Edit]) -> Message {
    let mut message =
        Message::error("refused by --down-only: not only the down section was edited");
    for edit in edits {
        message = message.prose(format!("{}: {}", edit.path, modified::kind(edit.kind)));
        if let Some(diff) = modified::diff(edit) {
            message.body.push(Paragraph::Diff(diff));
        }
    }
    message
        .prose("nothing was changed")
        .hint("put the up section back as it was applied")
        .hint("if the database has what the file says now, run this without --down-only")
}

/// A ledger with another history than the baseline.
pub(super) fn not_a_baseline(to: &str, above: &[String], unfit: &[String]) -> Message {
    let mut message = Message::error(format!(
        "the ledger does not agree with a baseline that ends at {to}"
    ));
    if !above.is_empty() {
        message = message
            .note("applied above it", list(above))
            .hint("if the database has those, too, name the last of them with `--to`");
    }
    if !unfit.is_empty() {
        message = message.note("modified, or without a file", list(unfit)).hint(
            "look at them with `proj-migrate status`; `proj-migrate repair` settles them one by one",
        );
    }
    message
        .prose("nothing was changed")
        .hint("single versions are recorded by `proj-migrate repair --mark-applied VERSION`")
}

/// Nobody agreed.
pub(super) fn unconfirmed(why: Unconfirmed) -> Message {
    match why {
        Unconfirmed::NobodyToAsk => Message::error("nobody agreed: there is no terminal to ask at")
            .prose("nothing was changed")
            .hint("look at what is above; if it is right, run this again with `--yes`"),
        Unconfirmed::Declined => {
            Message::error("nobody agreed: the answer was no").prose("nothing was changed")
        }
    }
}
