//! Before the first statement: the ledger checked, the section noted, the session set up.

use std::time::Duration;

use super::end::{LooseEnd, own};
use super::walk::Walk;
use super::{Lasting, Loose, Worker, note, resume};
use crate::postgres::interrupt::Interrupt;
use crate::postgres::lock::LockKey;
use crate::postgres::messages::{self, Begun, Check, LockBy, Settings, Watchful};
use crate::postgres::nonce::nonce;
use crate::postgres::progress;
use crate::postgres::session::Session;
use crate::postgres::session_settings::for_session;

/// Checks the ledger, notes the beginning, sets the section's defaults; goes on where another
/// run stopped.
pub(super) async fn begin(worker: Worker<'_>) -> Result<Walk<'_>, LooseEnd> {
    let (session, loose, watch) = (worker.session, worker.loose, worker.watch);
    check(worker).await?;
    progress::create_if_missing(session, loose.ledger, watch)
        .await
        .map_err(LooseEnd::NoProgressTable)?;
    if let Some(partial) = &loose.step.partial {
        return resume::resume(worker, partial).await;
    }
    let walk = Walk::start(worker)?;
    let begun = note::insert(loose, walk.now());
    worker
        .note(&begun)
        .await
        .map_err(own("note the migration in the progress table", None))?;
    set_up(worker).await.map_err(own(SET_UP, Some(0)))?;
    Ok(walk)
}

/// What [`set_up`] attempts.
pub(super) const SET_UP: &str = "set the section's defaults";

/// Checks the ledger.
pub(super) async fn check(worker: Worker<'_>) -> Result<(), LooseEnd> {
    let (session, loose, watch) = (worker.session, worker.loose, worker.watch);
    let nonce = nonce();
    let check = format!(
        "{};{};rollback",
        messages::begin(&settings(session, loose, &nonce)),
        messages::check(&Check {
            major: session.major,
            nonce: &nonce,
            // One message with it.
            begun: Begun::Seen,
            lock: LockBy::Guard(LockKey::of_ledger(loose.ledger)),
            ledger: loose.ledger,
            create_ledger: None,
            assumption: &loose.assumption,
            lease: None,
        })
    );
    session.activity.reset();
    let error = match session.rows(&check, watch).await {
        Ok(rows) => {
            let pid = rows.first().and_then(|row| row.get(0)?.parse().ok());
            match loose.lasting {
                Lasting::Session => session.activity.served_by(pid),
                // The next statement may meet another backend, and this one a stranger.
                Lasting::Transaction => session.activity.served_by_any(),
            }
            return Ok(());
        }
        Err(error) => error,
    };
    let changed = error.raised(messages::CHANGED);
    let calm = Interrupt::default();
    let rolled_back = session.execute("rollback", watch.heeding(&calm)).await;
    Err(match rolled_back {
        Ok(()) if changed => LooseEnd::Changed,
        _ => own("check the ledger", None)(error),
    })
}

/// Sets, for the session, role and defaults; where it doesn't last, each transaction does that
/// for itself.
pub(super) async fn set_up(worker: Worker<'_>) -> Result<(), crate::postgres::Error> {
    if worker.loose.lasting == Lasting::Transaction {
        return Ok(());
    }
    let set = worker.session.role.session() + &defaults(worker.session, worker.loose);
    worker.session.execute(&set, worker.watch).await
}

/// What holds for every statement unless the section says otherwise.
pub(super) fn defaults(session: &Session, loose: &Loose<'_>) -> String {
    let mut set = messages::watch_client(session.major, Watchful::Session);
    set.push_str(&for_session(&Settings {
        statement_timeout: statement_timeout(loose),
        ..settings(session, loose, "")
    }));
    set
}

/// What a transaction of the section sets for itself, behind its BEGIN, because nothing was set
/// for the session; begins with a semicolon.
pub(super) fn local_defaults(session: &Session, loose: &Loose<'_>) -> String {
    if loose.lasting == Lasting::Session {
        return String::new();
    }
    let settings = Settings {
        statement_timeout: statement_timeout(loose),
        // Nothing proves itself by it: the progress row does.
        ..settings(session, loose, "")
    };
    format!(
        ";{}{}",
        session.role.local(),
        messages::set_local(&settings)
    )
}

pub(super) fn lock_timeout(loose: &Loose<'_>) -> Duration {
    let option = loose.step.section().options.lock_timeout;
    option.unwrap_or(loose.timeouts.lock_timeout)
}

fn statement_timeout(loose: &Loose<'_>) -> Duration {
    let option = loose.step.section().options.statement_timeout;
    option.unwrap_or(Duration::ZERO)
}

fn settings<'a>(session: &'a Session, loose: &Loose<'a>, nonce: &'a str) -> Settings<'a> {
    Settings {
        nonce,
        lock_timeout: lock_timeout(loose),
        statement_timeout: Duration::ZERO,
        idle_timeout: Duration::ZERO,
        major: session.major,
        search_path: loose.search_path,
        role: &session.role,
    }
}
