//! Why a run doesn't start, and what to do. Nothing was changed in any of these cases.

use super::list::{count, list};
use super::message::Message;
use super::scene::Scene;
use super::{corrections, ledger_trap, load, modified, partial, pooler, protection, seed, trial};
use crate::migration::Version;
use crate::plan::{FileBeside, Refusal, StoredProblem};

/// The refusal as a message.
pub(super) fn message(scene: &Scene, refusal: &Refusal) -> Message {
    match refusal {
        Refusal::Modified(edits) => modified::message(scene, edits),
        Refusal::Partial {
            label,
            progress,
            statement,
            why,
        } => partial::refusal(
            scene,
            (label, progress.as_ref()),
            statement.as_deref(),
            *why,
        ),
        Refusal::InDoubt {
            label,
            progress,
            statement,
            shows,
        } => partial::in_doubt((label, progress.as_ref()), statement.as_deref(), shows),
        Refusal::Strict {
            out_of_order,
            missing,
        } => strict(out_of_order, missing),
        Refusal::Irreversible { labels, nearest_to } => {
            let title = match labels.as_slice() {
                [label] => format!("{label} is irreversible: it has no down section, or an empty one"),
                _ => format!(
                    "{} are irreversible, they have no down section, or an empty one: {}",
                    count(labels.len(), "migration"),
                    list(labels)
                ),
            };
            let message = Message::error(title).prose("nothing was reverted");
            match nearest_to {
                Some(version) => message.hint(format!(
                    "`{} --to {version}` reverts as far as can be",
                    scene.invocation()
                )),
                None => message,
            }
            .hint("to undo an irreversible one, write a new migration: `proj-migrate new NAME`")
        }
        Refusal::UnknownVersion { wanted, nearest } => {
            let message = Message::error(format!(
                "{}: neither a file nor the ledger knows this version",
                as_typed(scene, wanted)
            ))
            .prose("nothing was changed");
            match nearest {
                Some(nearest) => message.hint(format!("did you mean {nearest}?")),
                None => message,
            }
            .hint("`proj-migrate status` lists all versions")
        }
        Refusal::AmbiguousVersion { wanted, labels } => Message::error(format!(
            "{}: {} are of this number, and none is spelled so",
            as_typed(scene, wanted),
            count(labels.len(), "version")
        ))
        .note("they are", list(labels))
        .prose("nothing was changed")
        .hint("spell the one that is meant as `proj-migrate status` shows it"),
        Refusal::NotApplied { label } => Message::error(format!(
            "--to {label}: it is not applied, nothing can be reverted down to it"
        ))
        .prose("nothing was reverted")
        .hint("name an applied version, which stays; `proj-migrate status` shows them"),
        Refusal::UnknownRun { label } => Message::error(format!(
            "--last-run: the ledger does not tell which run applied {label}, the latest migration"
        ))
        .prose("nothing was reverted")
        .hint("another tool applied it, or it was recorded without running; `--count` or `--to` say how far to revert"),
        Refusal::ReleaseBelow {
            release,
            others,
            stays,
        } => {
            let how = match stays {
                Some(version) => format!("--to {version}"),
                None => "--all".to_owned(),
            };
            Message::error(format!(
                "release {release} cannot be reverted alone: {} of other releases came after it",
                count(others.len(), "migration")
            ))
            .note("applied since", list(others))
            .prose("nothing was reverted")
            .hint(format!("`proj-migrate down {how}` reverts all of them"))
        }
        Refusal::NotAgain { labels } => {
            Message::error(format!("{} cannot be applied again: no file", list(labels)))
                .prose("nothing was reverted")
                .hint("bring the files back from version control; `proj-migrate down` only reverts")
        }
        Refusal::Protected {
            command,
            database,
            by,
        } => protection::refusal(command, database, by),
        Refusal::ProtectedBySetting { database } => protection::by_setting(database),
        Refusal::Stored {
            label,
            file,
            reason,
        } => stored(scene, label, *file, reason),
        Refusal::WrongState {
            label,
            version,
            state,
            action,
        } => corrections::wrong_state(label, version.as_str(), *state, *action),
        Refusal::NotDownOnly(edits) => corrections::not_down_only(edits),
        Refusal::NotABaseline { to, above, unfit } => corrections::not_a_baseline(to, above, unfit),
        Refusal::NotEmpty {
            database,
            objects,
            named,
            versions,
        } => load::not_empty(database, *objects, named, *versions),
        Refusal::MissingExtensions { names, location, major } => {
            load::missing_extensions(names, location.as_ref(), *major)
        }
        Refusal::Unconfirmed(why) => corrections::unconfirmed(*why),
        Refusal::NeedsSession {
            label,
            need,
            settings,
        } => pooler::needs_session(label, need, settings),
        Refusal::Untriable { label, why } => trial::untriable(label, why),
        Refusal::OnLive {
            database,
            host,
            why,
        } => trial::on_live(database, host, *why),
        Refusal::DirectElsewhere { direct, pooled } => pooler::direct_elsewhere(direct, pooled),
        Refusal::Pending(labels) => seed::pending(labels),
        Refusal::NotGenerated { reason, cure } => seed::not_generated(reason, cure),
        Refusal::ResetReaches { tables, others } => seed::reset_reaches(tables, others),
        Refusal::Ledger { relation, trap } => ledger_trap::message(relation, trap),
    }
}

/// The version behind the option that names it.
fn as_typed(scene: &Scene, wanted: &Version) -> String {
    match scene.command.as_str() {
        "repair" => wanted.to_string(),
        _ => format!("--to {wanted}"),
    }
}

fn strict(out_of_order: &[String], missing: &[String]) -> Message {
    let mut message = Message::error("refused by --strict: files and ledger are not in order");
    if !out_of_order.is_empty() {
        message = message
            .note("out of order", list(out_of_order))
            .hint("give what is out of order a version above all others: rename the file");
    }
    if !missing.is_empty() {
        message = message
            .note("file missing", list(missing))
            .hint("bring missing files back from version control");
    }
    message
        .prose("nothing was changed")
        .hint("without --strict these are warnings")
}

fn stored(scene: &Scene, label: &str, file: FileBeside, reason: &StoredProblem) -> Message {
    let (title, file) = match file {
        FileBeside::Gone => (
            format!("{label} cannot be reverted: the file is gone and {reason}"),
            "bring the file back from version control, then run this again",
        ),
        FileBeside::Edited => (
            format!("{label} cannot be reverted by its stored script: {reason}"),
            "put the file back as it was applied, or revert by the file as it is: `--from file`",
        ),
    };
    let message = Message::error(title).prose("nothing was reverted");
    match reason {
        StoredProblem::Absent | StoredProblem::Incomplete | StoredProblem::Unparsable => {
            message.hint(file)
        }
        StoredProblem::ChecksumDiffers => message.hint(file).hint(format!(
            "and find out who changed the ledger {}",
            scene.ledger()
        )),
        StoredProblem::Writable(_) => message
            .hint(format!(
                "any of them could have written the script: revoke their rights on {}, or {file}",
                scene.ledger()
            ))
            .hint("if you trust them, `--trust-stored`"),
    }
}
