//! How a statement is interrupted: something holds it up, and something ends its run.

use crate::support::{FaultyWire, Project, Running, Session, eventually};

/// What becomes of the run whose statement waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// `kill -9` of the client; the next run begins when the lost backend has ended.
    Killed,
    /// The same, while the server doesn't notice, and the next run begins while the lost backend
    /// still works.
    KilledAndAtWork,
    /// Its backend is terminated.
    Terminated,
    /// Its statement is cancelled by somebody else.
    Cancelled,
    /// Ctrl-C.
    Interrupted,
}

/// The backends of the binary that wait for a lock, by pid.
fn waiting(project: &Project) -> String {
    project.query(
        "select pid from pg_stat_activity where datname = current_database() \
         and application_name = 'proj-migrate' and wait_event_type = 'Lock' limit 1",
    )
}

/// Waits until no backend of the binary is left.
pub(crate) fn ended(project: &Project) {
    let left = "select count(*) from pg_stat_activity \
        where datname = current_database() and application_name = 'proj-migrate'";
    eventually("the lost run's backends have ended", || {
        project.query(left) == "0"
    });
}

/// A session that holds up what `sql` says it does.
pub(crate) fn holding(project: &Project, sql: &str) -> Session {
    let session = project.session();
    session.query(&format!(
        "begin isolation level repeatable read; {sql}; select 1"
    ));
    session
}

/// Runs `command` until a statement waits for what `holds` locks, interrupts it, lets go, and
/// runs `next`, which must succeed.
pub(crate) fn interrupt(
    project: &Project,
    how: Interruption,
    (command, holds, next): (&str, &str, &str),
) {
    let holder = holding(project, holds);
    let wire = FaultyWire::new(project.database.server(), None);
    // The worker's.
    wire.hide_end_of(0);
    let mut begun = project.command(command.split(' '));
    if how == Interruption::KilledAndAtWork {
        begun.env("DATABASE_URL", wire.patient_url(project.database.name()));
    }
    let run = Running::start(project, begun);
    let mut pid = String::new();
    // From one wait to the next it doesn't, for a moment.
    eventually("a statement waits", || {
        pid = waiting(project);
        !pid.is_empty()
    });
    match how {
        Interruption::Killed => {
            run.kill();
            holder.query("commit");
            ended(project);
        }
        Interruption::KilledAndAtWork => {
            run.kill();
            let next = project.start(next);
            next.says("waiting for the backend of a run that was lost");
            holder.query("commit");
            next.wait().succeeds();
            return;
        }
        Interruption::Terminated => {
            project.query(&format!("select pg_terminate_backend({pid})"));
            holder.query("commit");
            run.wait().exits(3);
        }
        Interruption::Cancelled => {
            project.query(&format!("select pg_cancel_backend({pid})"));
            // What it left is dropped in the same run, which waits for the holder.
            holder.query("commit");
            run.wait().exits(3);
        }
        Interruption::Interrupted => {
            run.signal(rustix::process::Signal::INT);
            run.says("cancelling");
            holder.query("commit");
            run.wait().exits(130);
        }
    }
    project.run(next).succeeds();
}
