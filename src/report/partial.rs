//! How to go on by hand from a non-transactional section that stopped midway.

use super::message::Message;
use super::scene::Scene;
use crate::migration::{Direction, Version};
use crate::plan::PartialRow;

/// The refusal: a version is partial.
pub(super) fn refusal(
    scene: &Scene,
    label: &str,
    progress: &PartialRow,
    statement: Option<&str>,
) -> Message {
    let at = progress
        .statement_begun
        .unwrap_or(progress.statements_done + 1);
    let mut message = Message::error(format!(
        "{label} is partial: its {} section stopped at statement {at} of {}",
        progress.direction, progress.statements
    ));
    if let Some(statement) = statement {
        message = message.note("statement", statement);
    }
    if let Some(error) = &progress.error {
        message = message.note("error", error);
    }
    let done = match progress.statements_done {
        0 => "no statement before it took effect".to_owned(),
        1 => "statement 1 took effect and stays".to_owned(),
        done => format!("statements 1–{done} took effect and stay"),
    };
    let doubt = match (progress.statement_begun, &progress.error) {
        (Some(begun), None) => {
            format!(
                "; statement {begun} was begun and its end was not seen: it may have taken effect"
            )
        }
        _ => String::new(),
    };
    by_hand(
        scene,
        message.prose(format!("{done}{doubt}; nothing was run now")),
        &progress.version,
        progress.direction,
    )
}

/// `message` with the SQL that ends the partial state, once people have finished
/// or undone the section by hand.
pub(super) fn by_hand(
    scene: &Scene,
    message: Message,
    version: &Version,
    direction: Direction,
) -> Message {
    let (ledger, progress) = (scene.ledger(), scene.progress_table());
    let forget = format!("delete from {progress} where version = '{version}';");
    let finished = match direction {
        Direction::Up => format!("insert into {ledger} (version) values ('{version}');"),
        Direction::Down => format!("delete from {ledger} where version = '{version}';"),
    };
    let message = message
        .hint(
            "look at what took effect, then finish the section by hand or undo it by hand, \
             and say so to the ledger",
        )
        .prose("when you have undone it:")
        .code(&*forget)
        .prose("when you have finished it:")
        .code(format!("begin;\n{finished}\n{forget}\ncommit;"));
    match direction {
        Direction::Up => message.hint(
            "recorded by hand, the version shows as unverified; `proj-migrate up --adopt` stamps it",
        ),
        Direction::Down => message,
    }
}
