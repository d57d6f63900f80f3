//! Non-transactional sections that stopped midway: how to go on, and by hand where no command
//! can.

use super::message::Message;
use super::scene::Scene;
use crate::migration::{Direction, Version};
use crate::outcome::Aftermath;
use crate::plan::{PartialRow, Unresumable};

/// The refusal: a version is partial, and this command doesn't end that.
pub(super) fn refusal(
    scene: &Scene,
    (label, progress): (&str, &PartialRow),
    statement: Option<&str>,
    why: Unresumable,
) -> Message {
    let title = format!(
        "{label} is partial: its {} section stopped at statement {} of {}",
        progress.direction,
        at(progress),
        progress.statements
    );
    let message = noted(Message::error(title), progress, statement);
    let goes_on = command(progress.direction);
    let done = format!("{}; nothing was run now", done(progress));
    match why {
        Unresumable::NotHere => message.prose(done).hint(format!(
            "end that first: `{goes_on}` goes on with it{}",
            or_revert(progress)
        )),
        Unresumable::NotReached => message.prose(done).hint(format!(
            "end that first: `{goes_on}`, without `--to` and `--release`, goes on with it{}",
            or_revert(progress)
        )),
        Unresumable::Reverting => message.prose(done).hint(
            "`proj-migrate down` goes on with the revert; then `proj-migrate up` applies it again",
        ),
        Unresumable::Recorded => message
            .prose(
                "the ledger has its row, so somebody has finished it by hand; nothing was run now",
            )
            .hint(format!(
                "if it is finished, forget that it was partial:\n    {}",
                forget(scene, &progress.version)
            )),
        Unresumable::NoFile => {
            let message = message
                .prose(format!(
                    "{}; its file is gone; nothing was run now",
                    self::done(progress)
                ))
                .hint("bring the file back from version control, then run this again");
            by_hand(scene, message, &progress.version, progress.direction)
        }
        Unresumable::Edited => {
            let message = message
                .prose(format!(
                    "{}; they were edited in the file since, or its `transaction:false` was; \
                     nothing was run now",
                    self::done(progress)
                ))
                .hint(format!(
                    "put them back as they were: only what comes behind them may be edited{}",
                    or_revert(progress)
                ));
            by_hand(scene, message, &progress.version, progress.direction)
        }
        Unresumable::EditedBegun => {
            let message = message
                .prose(format!(
                    "{}; statement {}, whose end nobody saw, was edited in the file since; nothing \
                     was run now",
                    self::done(progress),
                    at(progress)
                ))
                .hint(format!(
                    "put it back as it was until it is known what became of it{}",
                    or_revert(progress)
                ));
            by_hand(scene, message, &progress.version, progress.direction)
        }
        Unresumable::Temporary { statement } => {
            let message = message
                .prose(format!(
                    "{}; statement {statement} made what only the lost session had, a temporary \
                     table for example, and what is left may need it; nothing was run now",
                    self::done(progress)
                ))
                .hint(format!(
                    "it can't go on in another session{}",
                    or_revert(progress)
                ));
            by_hand(scene, message, &progress.version, progress.direction)
        }
    }
}

/// The refusal: nobody can tell of the statement in flight.
pub(super) fn in_doubt(
    (label, progress): (&str, &PartialRow),
    statement: Option<&str>,
    shows: &[String],
) -> Message {
    let title = format!(
        "{label} is in doubt: nobody saw the end of statement {} of {} of its {} section, and \
         nothing tells whether it took effect",
        at(progress),
        progress.statements,
        progress.direction
    );
    let message = noted(Message::error(title), progress, statement);
    let message = match shows {
        [] => message.note("catalogue", "it does not show what such a statement did"),
        shows => shows
            .iter()
            .fold(message, |message, line| message.note("catalogue", &**line)),
    };
    let goes_on = command(progress.direction);
    message
        .prose(format!("{}; nothing was run now", done(progress)))
        .hint(format!(
            "look whether it took effect, then decide:\n\
             `{goes_on} --resume retry` runs it again, and goes on\n\
             `{goes_on} --resume skip` counts it as done, and goes on behind it"
        ))
}

/// `message` with how to go on with what `migration` left, in words for its end.
pub(super) fn onward(message: Message, direction: Direction, aftermath: Aftermath) -> Message {
    let goes_on = command(direction);
    let message = match aftermath {
        Aftermath::Partial { done, of, .. } if done < of => message.hint(format!(
            "`{goes_on}` goes on with statement {}: it and those behind it may be edited in the \
             file, those before it may not; `{goes_on} --resume skip` passes over it",
            done + 1
        )),
        Aftermath::InDoubt { .. } => message.hint(format!(
            "`{goes_on}` waits for the statement if it still runs, finds out what became of it, \
             and goes on"
        )),
        _ => message.hint(format!("`{goes_on}` goes on from here")),
    };
    match direction {
        Direction::Up => message.hint(REVERT),
        Direction::Down => message,
    }
}

/// Instead of going on.
const REVERT: &str = "or revert what it did: `proj-migrate down` runs its down section, which must \
     bear that not all is there (`if exists`)";

/// The command that goes on.
fn command(direction: Direction) -> String {
    format!("proj-migrate {direction}")
}

fn or_revert(progress: &PartialRow) -> &'static str {
    match progress.direction {
        Direction::Up => "; `proj-migrate down` reverts what it did",
        Direction::Down => "",
    }
}

/// The statement at which it stopped, 1-based.
fn at(progress: &PartialRow) -> usize {
    progress
        .statement_begun
        .unwrap_or(progress.statements_done + 1)
}

fn noted(message: Message, progress: &PartialRow, statement: Option<&str>) -> Message {
    let message = match statement {
        Some(statement) => message.note("statement", statement),
        None => message,
    };
    match &progress.error {
        Some(error) => message.note("error", error),
        None => message,
    }
}

fn done(progress: &PartialRow) -> String {
    match progress.statements_done {
        0 => "no statement before it took effect".to_owned(),
        1 => "statement 1 took effect and stays".to_owned(),
        done => format!("statements 1–{done} took effect and stay"),
    }
}

fn forget(scene: &Scene, version: &Version) -> String {
    let progress = scene.progress_table();
    format!("delete from {progress} where version = '{version}';")
}

/// `message` with how to end the partial state, the SQL included.
fn by_hand(scene: &Scene, message: Message, version: &Version, direction: Direction) -> Message {
    let ledger = scene.ledger();
    let forget = forget(scene, version);
    let (finished, adoption) = match direction {
        Direction::Up => (
            format!("insert into {ledger} (version) values ('{version}');"),
            "; it then shows as unverified, until `proj-migrate up --adopt` stamps it",
        ),
        Direction::Down => (
            format!("delete from {ledger} where version = '{version}';"),
            "",
        ),
    };
    message.hint(format!(
        "or look at what took effect, undo it or finish it by hand, then tell the ledger which\n\
         undone:\n    {forget}\n\
         finished{adoption}:\n    begin;\n    {finished}\n    {forget}\n    commit;"
    ))
}
