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
    let message = match (progress.statement_begun, &progress.error) {
        (Some(begun), None) => message
            .prose(format!(
                "{done}; statement {begun} was begun and its end was not seen: it may have taken \
                 effect; nothing was run now"
            ))
            .hint(format!(
                "its backend may still be at work; wait, or end it, until this finds no row:\n    {}",
                still_at_work(scene)
            )),
        _ => message.prose(format!("{done}; nothing was run now")),
    };
    by_hand(scene, message, &progress.version, progress.direction)
}

/// The query that finds the backend of a run that was lost.
fn still_at_work(scene: &Scene) -> String {
    format!(
        "select a.pid, a.state, a.query from pg_stat_activity a join {} p \
         on p.worker_pid = a.pid and p.worker_started = a.backend_start;",
        scene.progress_table()
    )
}

/// `message` with how to end the partial state, the SQL included.
pub(super) fn by_hand(
    scene: &Scene,
    message: Message,
    version: &Version,
    direction: Direction,
) -> Message {
    let (ledger, progress) = (scene.ledger(), scene.progress_table());
    let forget = format!("delete from {progress} where version = '{version}';");
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
        "look at what took effect, undo it or finish it by hand, then tell the ledger which\n\
         undone:\n    {forget}\n\
         finished{adoption}:\n    begin;\n    {finished}\n    {forget}\n    commit;"
    ))
}
