//! Writing corrections: the ledger's rows and the log of them, in one transaction, under the
//! lock and after the check that every step of `up` makes.

use super::assumption::Assumption;
use super::error::Error;
use super::interrupt::Interrupt;
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::log;
use super::messages::{self, BUSY, Begun, CHANGED, Check, LockBy, NOT_OURS, Settings};
use super::nonce::nonce;
use super::quote::literal;
use super::session::Session;
use super::watch::Watch;
use crate::migration::{Checksum, Migration, stored_script};
use crate::plan::{Change, Correction};
use crate::target::Timeouts;

/// How many bytes of statements go into one message, unless a single one is longer.
const MESSAGE_BYTES: usize = 256 * 1024;

/// The changes of one transaction.
pub struct CorrectionsOf<'a> {
    /// The ledger.
    pub ledger: &'a LedgerTable,
    /// What it must look like.
    pub assumption: Assumption,
    /// What is changed.
    pub changes: &'a [Correction],
    /// Why, for the log.
    pub reason: Option<&'a str>,
    /// The waiting times.
    pub timeouts: &'a Timeouts,
}

/// How the transaction ended.
#[derive(Debug)]
pub enum Corrected {
    /// Committed.
    Done,
    /// Somebody else holds the lock (or a lock on a table); nothing was done.
    Busy,
    /// The ledger isn't as assumed; nothing was done.
    Changed,
    /// The log table couldn't be made; nothing was done.
    NoLog(Error),
    /// The connection was lost after COMMIT was sent.
    Unknown(Vec<String>),
}

/// Writes the changes and their log.
///
/// # Errors
/// [`Error`] of the server or the connection; nothing was done.
pub async fn write_corrections(
    session: &Session,
    of: &CorrectionsOf<'_>,
    watch: Watch<'_>,
) -> Result<Corrected, Error> {
    let nonce = nonce();
    let ended = match write(session, of, &nonce, watch).await {
        Ok(None) => commit(session, &nonce, watch).await,
        Ok(Some(early)) => Ok(early),
        Err(error) => Err(error),
    };
    if !matches!(ended, Ok(Corrected::Done)) && !session.is_closed() {
        let calm = Interrupt::default();
        session.execute("rollback", watch.heeding(&calm)).await?;
    }
    match ended {
        Err(error) if error.raised(BUSY) || error.sqlstate() == Some("55P03") => {
            Ok(Corrected::Busy)
        }
        // 23505: somebody recorded the version meanwhile.
        Err(error) if error.raised(CHANGED) || error.sqlstate() == Some("23505") => {
            Ok(Corrected::Changed)
        }
        other => other,
    }
}

/// Everything but COMMIT; an end before it, if there is one.
async fn write(
    session: &Session,
    of: &CorrectionsOf<'_>,
    nonce: &str,
    watch: Watch<'_>,
) -> Result<Option<Corrected>, Error> {
    let begin = messages::begin(&Settings {
        role: &session.role,
        nonce,
        lock_timeout: of.timeouts.lock_timeout,
        statement_timeout: std::time::Duration::ZERO,
        idle_timeout: std::time::Duration::ZERO,
        major: session.major,
        search_path: None,
    });
    session.execute(&begin, watch).await?;
    let check = messages::check(&Check {
        major: session.major,
        nonce,
        begun: Begun::Seen,
        lock: LockBy::Transaction(LockKey::of_ledger(of.ledger)),
        ledger: of.ledger,
        create_ledger: None,
        assumption: &of.assumption,
        lease: None,
    });
    let quiet = "set local search_path = pg_catalog, pg_temp;set local row_security = off";
    session.execute(&format!("{check};{quiet}"), watch).await?;
    match log::create_if_missing(session, of.ledger, watch).await {
        Err(error) if error.sqlstate() == Some("42501") => {
            return Ok(Some(Corrected::NoLog(error)));
        }
        made => made?,
    }
    let mut message = String::new();
    for change in of.changes {
        if !message.is_empty() {
            message.push(';');
        }
        message.push_str(&statement(of, change));
        if message.len() >= MESSAGE_BYTES {
            session.execute(&message, watch).await?;
            message.clear();
        }
    }
    if !message.is_empty() {
        session.execute(&message, watch).await?;
    }
    Ok(None)
}

async fn commit(session: &Session, nonce: &str, watch: Watch<'_>) -> Result<Corrected, Error> {
    let sql = format!(
        "select (case when current_setting('proj_migrate.tx', true) is distinct from '{nonce}' \
         then '{NOT_OURS}' else '1' end)::int4;commit"
    );
    match session.execute(&sql, watch).await {
        Ok(()) => Ok(Corrected::Done),
        Err(Error::Lost(causes)) => Ok(Corrected::Unknown(causes)),
        Err(error) => Err(error),
    }
}

/// The statement that logs a change and makes it; it raises unless exactly one row is as it
/// was seen. Runs under `search_path = pg_catalog, pg_temp`.
fn statement(of: &CorrectionsOf<'_>, correction: &Correction) -> String {
    let log = log::insert(of.ledger);
    let action = correction.change.kind();
    let logged = log::values(&correction.version, action, of.reason);
    let ledger = of.ledger.sql();
    let version = literal(correction.version.as_str());
    let (seen, written) = match &correction.change {
        Change::MarkApplied(migration) | Change::Baseline(migration) => {
            return format!(
                "with logged as ({log} values ({logged}, null)) {}",
                insert(of.ledger, migration)
            );
        }
        Change::Forget => ("true".to_owned(), format!("delete from {ledger} l")),
        Change::Restamp {
            migration, seen, ..
        } => (is_as_seen(*seen), update(of.ledger, migration)),
    };
    format!(
        "with old as (select l.* from {ledger} l where l.version = {version} and {seen} for update), \
         logged as ({log} select {logged}, to_jsonb(old) from old), \
         written as ({written} where l.version in (select old.version from old) returning 1) \
         select (case when count(*) <> 1 then '{CHANGED}' else '1' end)::int4 from written"
    )
}

/// Whether the row's checksum is the one that was seen; what isn't a checksum of ours was
/// seen as none.
fn is_as_seen(seen: Option<Checksum>) -> String {
    match seen {
        Some(checksum) => format!("lower(l.checksum) = '{checksum}'"),
        None => "coalesce(l.checksum, '') !~* '^sha256:[0-9a-f]{64}$'".to_owned(),
    }
}

/// A row whose script was left out on purpose stays without one.
fn update(ledger: &LedgerTable, migration: &Migration) -> String {
    let script = literal(stored_script(migration));
    let mut values = messages::stamp(migration);
    values.push((
        "script",
        format!(
            "case when l.checksum is not null and l.script is null then null else {script} end"
        ),
    ));
    let set: Vec<_> = values
        .into_iter()
        .filter(|(column, _)| ledger.columns.has(column))
        .map(|(column, value)| format!("{column} = {value}"))
        .collect();
    format!("update {} l set {}", ledger.sql(), set.join(", "))
}

fn insert(ledger: &LedgerTable, migration: &Migration) -> String {
    let mut row = vec![("version", literal(migration.version.as_str()))];
    row.extend(messages::stamp(migration));
    row.push(("script", literal(stored_script(migration))));
    row.push(("tool_version", literal(env!("CARGO_PKG_VERSION"))));
    messages::insert_row(ledger, row)
}
