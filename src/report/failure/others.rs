//! Other runs and sessions in the way: who, and how to end them.

use crate::outcome::{Holder, MigrationRef};
use crate::report::holder;
use crate::report::message::Message;

/// Others held the lock for too long.
pub(super) fn lock_timeout(holder: Option<&Holder>, waited: &str) -> Message {
    let message = Message::error(format!(
        "the lock that runs share was not free within {waited}"
    ));
    let more = "if that is another run at work, let it finish, or wait longer with `--lock-wait`";
    let Some(holder) = holder else {
        return message
            .prose("who holds it could not be seen: that takes the role pg_read_all_stats")
            .hint(more)
            .hint(
                "to see who holds it: select pid, usename, application_name, state, query from \
                 pg_stat_activity join pg_locks using (pid) where locktype = 'advisory' and granted",
            );
    };
    held_by(message, holder, more)
}

/// Others kept the ledger's table locked for too long.
pub(super) fn ledger_locked(holder: Option<&Holder>, waited: &str) -> Message {
    let message = Message::error(format!(
        "the ledger's table was locked for {waited}, it cannot be read"
    ));
    let more = "let that transaction end, then run the command again";
    let Some(holder) = holder else {
        return message
            .prose("who locked it could not be seen: that takes the role pg_read_all_stats")
            .hint(more);
    };
    held_by(message, holder, more)
}

/// The backend of a lost run is still at work.
pub(super) fn lost_run(migration: &MigrationRef, backend: &Holder, waited: &str) -> Message {
    let message = Message::error(format!(
        "the backend of the run that was lost still works on {}, after {waited}",
        migration.label
    ));
    shown(message, "backend", backend)
        .prose(
            "nothing was run now: what became of its statement can't be told before it has ended",
        )
        .hint(
            "wait until it has ended and run the command again, or wait longer with `--lock-wait`",
        )
        .hint(format!(
            "or end it: select pg_terminate_backend({})",
            backend.pid
        ))
}

/// What is next failed in another run meanwhile.
pub(super) fn failed_elsewhere(migration: &MigrationRef, error: &str) -> Message {
    Message::error(format!(
        "{} failed in another run while this one waited for the lock",
        migration.label
    ))
    .note("its error", error)
    .hint("this run did not try it once more: that run's output says where it failed and what is left of it")
    .hint("once that is mended, run the command again")
}

/// Who is in the way, what to do first, and how to end a session whose client is gone.
fn held_by(message: Message, holder: &Holder, first: &str) -> Message {
    shown(message, "held by", holder).hint(first).hint(format!(
        "if its client is dead, end it: select pg_terminate_backend({})",
        holder.pid
    ))
}

fn shown(message: Message, label: &'static str, backend: &Holder) -> Message {
    let message = message.note(label, holder::holder(backend));
    match holder::query(backend) {
        Some(query) => message.note("its statement", query),
        None => message,
    }
}
