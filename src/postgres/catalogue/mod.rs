//! Reading a database's schema from its catalogues: one query a catalogue, whatever the
//! number of objects, all in one message and one snapshot (`gather.rs`).
//!
//! To add a kind of object: a file with its query and its reader here, a row in [`PARTS`], and
//! its facts with their DDL in `schema/`. Queries run with an empty search path, under which
//! functions and types are those of `pg_catalog`; relations are qualified, because temporary
//! ones would come first.

mod access_methods;
mod aggregates;
mod base_types;
mod broken;
mod built_in;
mod casts;
mod collations;
mod columns;
mod comments;
mod composites;
mod constraints;
mod conversions;
mod default_classes;
mod default_privileges;
mod deparse;
mod dependencies;
mod dictionaries;
mod domain_constraints;
mod domains;
mod enums;
mod event_triggers;
mod extensions;
mod foreign;
mod gather;
mod index_traits;
mod indexes;
mod languages;
mod namespaces;
mod operator_classes;
mod operator_families;
mod operator_members;
mod operators;
mod part;
mod policies;
mod privileges;
mod publications;
mod ranges;
mod routines;
mod row;
mod rules;
mod security_labels;
mod sequences;
mod signature;
mod statistics;
mod stillness;
mod subscriptions;
mod tables;
mod text_search;
mod transforms;
mod triggers;
mod type_names;
mod unlisted;
mod views;

use std::time::Duration;

use self::broken::broken;
use self::gather::{Proof, gather};
use self::part::{Major, Part, Sight};
use self::row::Row;
use super::error::Error;
use super::session::Session;
use super::watch::Watch;
use crate::schema::{AbsentNames, LeftOut, Rights, Selection, Snapshot};

/// The queries. Sequences come before columns and these before tables, which take what they
/// have read; tables and default operator classes before constraints and indexes, which are
/// written by means of them.
const PARTS: &[Part] = &[
    dependencies::PART,
    namespaces::PART,
    extensions::PART,
    languages::PART,
    access_methods::PART,
    collations::PART,
    enums::PART,
    domains::PART,
    domain_constraints::PART,
    ranges::PART,
    base_types::PART,
    routines::PART,
    aggregates::PART,
    operators::PART,
    operator_families::PART,
    operator_classes::PART,
    casts::PART,
    transforms::PART,
    conversions::PART,
    text_search::PARSERS,
    text_search::TEMPLATES,
    dictionaries::DICTIONARIES,
    dictionaries::CONFIGURATIONS,
    foreign::WRAPPERS,
    foreign::SERVERS,
    foreign::USER_MAPPINGS,
    sequences::PART,
    columns::PART,
    composites::PART,
    tables::PART,
    constraints::PART,
    default_classes::PART,
    indexes::PART,
    views::PART,
    rules::PART,
    triggers::PART,
    policies::PART,
    statistics::PART,
    publications::PART,
    subscriptions::PART,
    event_triggers::PART,
    comments::PART,
    security_labels::PART,
    unlisted::PART,
];

/// What is read besides with `--privileges`.
const RIGHTS: &[Part] = &[privileges::PART, default_privileges::PART, built_in::PART];

/// How often a schema that changes meanwhile is read, once others are known to write.
const TRIES: usize = 3;

/// Views are deparsed under ACCESS SHARE locks on what they read. Whoever waits for one behind an
/// ALTER TABLE must not hold the others: the next ALTER, and all readers behind it, would queue.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '1s'";

/// How often a lock is waited for, and the pause in between, in which nothing is held: a minute and
/// a half in all.
const WAITS: u32 = 30;
const PAUSE: Duration = Duration::from_secs(2);

/// What reading came to.
#[derive(Debug)]
pub enum Read {
    /// The schema, what is left out of it, and what of the selection finds nothing.
    Snapshot(Box<Snapshot>, LeftOut, AbsentNames),
    /// It changed each time while it was read.
    Changing,
    /// Somebody held what it takes to read it, all the time: the server's error of the last try.
    Locked(Error),
    /// The server could not write objects of it as SQL: its error, and these objects by its own
    /// descriptions, each with an error of its own.
    Broken(Error, Vec<(String, String)>),
    /// It holds what nothing here reads: the server's descriptions, sorted.
    Unwritable(Vec<String>),
}

/// The schema of the session's database.
///
/// The server deparses by its current catalogues, not by the transaction's snapshot: when they
/// changed meanwhile, all is read anew.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_schema(
    session: &Session,
    selection: &Selection,
    watch: Watch<'_>,
) -> Result<Read, Error> {
    let rights: &[Part] = match selection.rights {
        Rights::LeftOut => &[],
        Rights::Included => RIGHTS,
    };
    let parts: Vec<&Part> = PARTS.iter().chain(rights).collect();
    let major = Major(session.major, sight(session, watch).await?);
    let mut waits = 0;
    let mut proofs = [Proof::Stillness]
        .into_iter()
        .chain([Proof::Signatures; TRIES]);
    let mut next = proofs.next();
    while let Some(proof) = next {
        let gathered = match gather(session, (&parts, major), proof, watch).await {
            Err(error) if is_lock_wait(&error) => {
                waits += 1;
                if waits == WAITS {
                    return Ok(Read::Locked(error));
                }
                watch.pause(PAUSE).await?;
                continue;
            }
            Err(error @ (Error::Server(_) | Error::Protocol(_))) if !is_refusal(&error) => {
                return Ok(Read::Broken(error, broken(session, watch).await?));
            }
            gathered => gathered?,
        };
        next = proofs.next();
        let Some(gathered) = gathered else {
            continue;
        };
        let unwritable = gathered.unwritable();
        if !unwritable.is_empty() {
            return Ok(Read::Unwritable(unwritable));
        }
        let left_out = LeftOut::of(&gathered, selection);
        let absent = AbsentNames::of(&gathered, selection);
        let snapshot = Snapshot::new(gathered, selection);
        return Ok(Read::Snapshot(Box::new(snapshot), left_out, absent));
    }
    Ok(Read::Changing)
}

fn is_lock_wait(error: &Error) -> bool {
    matches!(error, Error::Server(error) if error.is_lock_wait())
}

/// Whether the role may not read something, which the error names.
fn is_refusal(error: &Error) -> bool {
    error.sqlstate() == Some("42501")
}

/// What the role may read of the catalogues: only 13 has to be asked.
async fn sight(session: &Session, watch: Watch<'_>) -> Result<Sight, Error> {
    if session.major > 13 {
        return Ok(Sight::Clear);
    }
    let question = format!("{}{}", session.role.local(), subscriptions::IS_CLEAR);
    let rows = session.rows(&question, watch).await?;
    match rows.first() {
        Some(row) if Row(row).flag("is_clear")? => Ok(Sight::Clear),
        _ => Ok(Sight::NoSubscriptions),
    }
}

/// These queries as one transaction in one message.
pub(super) fn in_transaction(session: &Session, queries: &[String]) -> String {
    format!("{}commit", begun(session, queries))
}

/// The same without its end.
fn begun(session: &Session, queries: &[String]) -> String {
    format!(
        "begin isolation level repeatable read, read only;{role}{SETTINGS}{transaction_timeout}\
         {queries}",
        role = session.role.local(),
        transaction_timeout = session.no_transaction_timeout(),
        queries = queries
            .iter()
            .map(|query| format!("{query};"))
            .collect::<String>(),
    )
}

/// What decides how the server writes expressions, the same for every session.
const SETTINGS: &str = "\
    set local search_path = '';\
    set local datestyle = 'ISO, MDY';\
    set local intervalstyle = 'postgres';\
    set local timezone = 'UTC';\
    set local extra_float_digits = 1;\
    set local bytea_output = 'hex';\
    set local lc_monetary = 'C';\
    set local quote_all_identifiers = off;\
    set local standard_conforming_strings = on;\
    set local row_security = off;\
    set local statement_timeout = 0;\
    set local lock_timeout = 0;\
    set local idle_in_transaction_session_timeout = 0;";
