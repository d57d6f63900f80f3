//! Going on with a section that another run began, under the guard's lock: its backend is
//! over, its statement in flight is settled, the session is set up as it was.

use std::time::Instant;

use super::begin::{SET_UP, check, set_up};
use super::end::{LooseEnd, NOTE, heeding_signal, own};
use super::family::drop_leftover;
use super::lost::{PAUSE, await_lost};
use super::statement::{Served, follow};
use super::walk::Walk;
use super::{Lasting, Loose, Worker, discard, note};
use crate::outcome::{Event, GaveUp, ServerError};
use crate::plan::{PartialRow, Resume, ToldBy};
use crate::postgres::activity::WaitedOut;
use crate::postgres::error::Error;
use crate::postgres::facts::SurveyError;
use crate::postgres::progress::read_partial;
use crate::postgres::session::Session;
use crate::postgres::settlement::{Found, look_behind};
use crate::postgres::watch::Watch;
use crate::sql::{Evidence, StatementKind, evidence, kind_of};

/// What became of the statement in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It took effect, or is to be passed over.
    Done,
    /// It is run (again).
    NotDone,
}

/// Takes the section over: where it goes on.
pub(super) async fn resume<'w>(
    worker: Worker<'w>,
    partial: &PartialRow,
) -> Result<Walk<'w>, LooseEnd> {
    verify(worker, partial).await?;
    set_up(worker).await.map_err(own(SET_UP, Some(0)))?;
    let mut walk = Walk::start(worker)?;
    let goes_on = partial.direction == worker.loose.step.direction;
    if goes_on {
        set_again(worker, &mut walk, partial.statements_done).await?;
    }
    let verdict = settle(worker, &walk, partial).await?;
    if goes_on && verdict == Verdict::Done {
        let end = end_of_flight(&walk, walk.done);
        while walk.done < end && walk.pass()?.is_some() {}
    }
    let taken = note::take_over(worker.loose, partial, walk.now());
    let noted = worker.note(&taken).await;
    noted.map_err(own(NOTE, Some(walk.done)))?;
    if goes_on {
        worker.watch.events.emit(Event::Resuming {
            migration: worker.reference(),
            statement: walk.done + 1,
            statements: worker.loose.step.section().statements,
        });
    }
    Ok(walk)
}

/// Before a transaction that reverts what stopped midway: the lost backend is over, and what it
/// left half built is gone.
///
/// # Errors
/// How it ended instead.
pub async fn clear_way(
    session: &Session,
    loose: &Loose<'_>,
    watch: Watch<'_>,
) -> Result<(), LooseEnd> {
    let worker = Worker {
        session,
        loose,
        watch,
    };
    let Some(partial) = &loose.step.partial else {
        return Ok(());
    };
    let cleared = async {
        check(worker).await?;
        verify(worker, partial).await?;
        set_up(worker).await.map_err(own(SET_UP, None))?;
        settle(worker, &Walk::start(worker)?, partial).await
    };
    let ended = cleared.await;
    discard(worker).await;
    ended.map(drop).map_err(|end| heeding_signal(end, watch))
}

/// The lost run is over, and its row is still as planned; this backend is at it now.
async fn verify(worker: Worker<'_>, partial: &PartialRow) -> Result<(), LooseEnd> {
    await_lost(worker).await?;
    let read = read_partial(worker.session, worker.loose.ledger, worker.watch).await;
    let rows = read.map_err(|error| match error {
        SurveyError::Postgres(error) => own("read the progress table", None)(error),
        SurveyError::Role(error) => own("read the progress table", None)(Error::Server(error)),
        // Somebody has written a version that isn't one: the survey says so.
        SurveyError::Trap(..) => LooseEnd::Changed,
    })?;
    if !rows.contains(partial) {
        return Err(LooseEnd::Changed);
    }
    let claimed = worker.note(&note::claim(worker.loose, partial)).await;
    claimed.map_err(own(NOTE, None))
}

/// What the first statements have set is set again; a unit that was rolled back set nothing.
async fn set_again(worker: Worker<'_>, walk: &mut Walk<'_>, done: usize) -> Result<(), LooseEnd> {
    while walk.done < done {
        let Some(statement) = walk.pass()? else {
            break;
        };
        let unit = walk.unit_around(statement.index);
        let is_undone = unit.is_some_and(|unit| unit.ends_with == StatementKind::Rollback);
        let head = statement.text.get(..9).unwrap_or_default();
        let is_local = head.eq_ignore_ascii_case("set local");
        let lasts = !is_local && !matches!(statement.kind, StatementKind::SetTransaction { .. });
        if lasts && !is_undone && evidence(&statement.text, statement.kind) == Evidence::Session {
            let set = async {
                worker
                    .session
                    .execute(&statement.text, worker.watch)
                    .await?;
                follow(worker, walk, &statement).await
            };
            let again = own("set again what the section had set", Some(statement.index));
            set.await.map_err(again)?;
        }
    }
    Ok(())
}

/// Where the statement in flight ends; a unit's are one.
fn end_of_flight(walk: &Walk<'_>, done: usize) -> usize {
    let unit = walk.unit_from(done);
    unit.map_or(done + 1, |unit| unit.statements.end)
}

async fn settle(
    worker: Worker<'_>,
    walk: &Walk<'_>,
    partial: &PartialRow,
) -> Result<Verdict, LooseEnd> {
    let begun = partial.note.begun.as_ref();
    let told_by = begun.map(|begun| begun.told_by);
    match (told_by, &partial.error) {
        _ if partial.statement_begun.is_none() => Ok(Verdict::NotDone),
        (Some(ToldBy::Catalogue), _) => ask_catalogue(worker, walk, partial).await,
        // It failed, and what it did was rolled back.
        (_, Some(_)) if worker.loose.resume == Resume::Skip => {
            Ok(passed_over(worker, walk, partial))
        }
        (Some(ToldBy::Row | ToldBy::Nothing), _) | (_, Some(_)) => Ok(Verdict::NotDone),
        (Some(ToldBy::Nobody) | None, None) => decide(worker, walk, partial, Vec::new()),
    }
}

fn passed_over(worker: Worker<'_>, walk: &Walk<'_>, partial: &PartialRow) -> Verdict {
    worker.watch.events.emit(Event::Skipped {
        migration: worker.reference(),
        first: partial.statements_done + 1,
        last: end_of_flight(walk, partial.statements_done),
    });
    Verdict::Done
}

/// Nobody can tell: what the command line says, if it says anything. A revert doesn't need it.
fn decide(
    worker: Worker<'_>,
    walk: &Walk<'_>,
    partial: &PartialRow,
    shows: Vec<String>,
) -> Result<Verdict, LooseEnd> {
    if partial.direction != worker.loose.step.direction {
        return Ok(Verdict::NotDone);
    }
    match worker.loose.resume {
        Resume::Retry => Ok(Verdict::NotDone),
        Resume::Skip => Ok(passed_over(worker, walk, partial)),
        Resume::Ask => Err(LooseEnd::InDoubt { shows }),
    }
}

/// Notes why an error ended a wait, if the watcher is behind it.
fn waited_out(worker: Worker<'_>, error: &Error) {
    let activity = &worker.session.activity;
    let cut_short = activity.take_cut_short();
    if cut_short.is_some() && error.server().is_some_and(ServerError::is_cancelled) {
        activity.waited_out(WaitedOut {
            tries: 1,
            gave_up: GaveUp::NotAlone,
            cut_short,
        });
    }
}

/// What the catalogue says of a statement with CONCURRENTLY; its leftovers are dropped.
async fn ask_catalogue(
    worker: Worker<'_>,
    walk: &Walk<'_>,
    partial: &PartialRow,
) -> Result<Verdict, LooseEnd> {
    let own = || {
        own(
            "settle the statement in flight",
            Some(partial.statements_done),
        )
    };
    let Some(begun) = &partial.note.begun else {
        return Ok(Verdict::NotDone);
    };
    let Evidence::Catalogue(subject) = evidence(&begun.text, kind_of(&begun.text)) else {
        return decide(worker, walk, partial, Vec::new());
    };
    let (session, watch) = (worker.session, worker.watch);
    let since = Instant::now();
    let found = loop {
        let found = look_behind(session, &subject, begun, watch)
            .await
            .map_err(own())?;
        match found {
            Found::Busy(_) if since.elapsed() < worker.loose.timeouts.lock_wait => {
                watch.pause(PAUSE).await.map_err(own())?;
            }
            found => break found,
        }
    };
    let (verdict, left) = match found {
        Found::Effect(left) => (Verdict::Done, left),
        Found::NoEffect(left) => (Verdict::NotDone, left),
        Found::Half(rest) => {
            session.execute(&rest, watch).await.map_err(own())?;
            (Verdict::Done, Vec::new())
        }
        // An INVALID index must not be passed over.
        Found::Busy(shown) => {
            let wait = format!("{shown}; wait until that has ended, then run the command again");
            return Err(own()(Error::Protocol(wait)));
        }
        Found::Unclear(shows) => return decide(worker, walk, partial, shows),
    };
    if !left.is_empty() {
        let lasts = worker.loose.lasting == Lasting::Session;
        if lasts {
            let patient = session.execute("set lock_timeout = 0", watch).await;
            patient.map_err(own())?;
        }
        for index in left {
            let dropped = drop_leftover(worker, partial.statements_done, &index).await;
            dropped.map_err(|error| {
                waited_out(worker, &error);
                own()(error)
            })?;
        }
        if lasts {
            let ours = format!("set lock_timeout = {}", worker.lock_timeout().as_millis());
            session.execute(&ours, watch).await.map_err(own())?;
        }
    }
    let is_skipped = worker.loose.resume == Resume::Skip && partial.error.is_some();
    match verdict {
        Verdict::NotDone if is_skipped => Ok(passed_over(worker, walk, partial)),
        verdict => Ok(verdict),
    }
}
