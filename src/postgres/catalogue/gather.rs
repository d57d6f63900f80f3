//! One try at reading the catalogues: the transaction with all queries, its rows read as they
//! come, and the proof that the catalogues stayed as they were.

use tokio_postgres::{SimpleQueryMessage, SimpleQueryRow};

use super::super::error::Error;
use super::super::reply::{ResultSets, Take};
use super::super::session::{Session, of_the_primary};
use super::super::watch::Watch;
use super::deparse::fill;
use super::part::{Major, Part, Reading};
use super::row::Row;
use super::signature::{self, Signature};
use super::stillness::{self, Position};
use super::{LOCK_TIMEOUT, begun, in_transaction, is_lock_wait};
use crate::schema::Gathered;

/// How a try proves that nobody changed the schema while it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing was written at all; else by signatures, the first of which is taken at the end
    /// of the transaction: it is that of the transaction's snapshot all the same.
    Stillness,
    /// By signatures, the first of which is taken before anything can go wrong.
    Signatures,
}

/// What is known of the moment when reading began.
enum Beginning {
    /// Nobody was writing, and here was the write-ahead log.
    Still(Position),
    /// The catalogues' signature.
    Signed(Signature),
    /// Nothing.
    Unknown,
}

/// Everything there is, in one transaction; `None` when somebody changed it meanwhile. What the
/// server refuses, or tells in part, is of interest only when nobody did: somebody may have
/// dropped what it was at.
pub(super) async fn gather(
    session: &Session,
    (parts, major): (&[&Part], Major),
    proof: Proof,
    watch: Watch<'_>,
) -> Result<Option<Gathered>, Error> {
    let opening = match proof {
        Proof::Stillness => stillness::NOBODY_WRITES.to_owned(),
        Proof::Signatures => signature::query(),
    };
    let queries = parts.iter().map(|part| (part.query)(major));
    let head = [LOCK_TIMEOUT.to_owned(), opening].into_iter();
    let queries: Vec<String> = head.chain(queries).collect();
    let position = match proof {
        Proof::Stillness => Some(session.send(&of_the_primary(stillness::POSITION)).await?),
        Proof::Signatures => None,
    };
    let reply = session.send(&begun(session, &queries)).await?;
    let mut before = ResultSets::default();
    if let Some(position) = position {
        // Where the server has no such function, nothing is known.
        refusal(session.read(position, watch, &mut before).await)?;
    }
    let mut rows = Rows::new(parts, session.major);
    let mut refused = refusal(session.read(reply, watch, &mut rows).await)?;
    if let (None, None, Some(query)) = (&refused, &rows.failed, rows.reading.deparse.query()) {
        let mut deparsed = ResultSets::default();
        let reply = session.send(&of_the_primary(&query)).await?;
        refused = refusal(session.read(reply, watch, &mut deparsed).await)?;
        let found = &mut rows.reading.gathered.found;
        let mut filled = deparsed
            .0
            .iter()
            .flatten()
            .map(|row| fill(&Row(row), found));
        rows.failed = filled.find_map(Result::err);
    }
    let beginning = match (proof, rows.opening.as_slice()) {
        (_, []) => Beginning::Unknown,
        (Proof::Signatures, opening) => Beginning::Signed(Signature::of(opening)?),
        (Proof::Stillness, opening) => match position_of(&before)? {
            Some(position) if stillness::nobody_writes(opening)? => Beginning::Still(position),
            _ => Beginning::Unknown,
        },
    };
    let (is_same, read) = match refused {
        Some(error) if is_lock_wait(&error) => {
            session.execute("rollback", watch).await?;
            return Err(error);
        }
        Some(error) => {
            session.execute("rollback", watch).await?;
            (is_still_as(session, beginning, watch).await?, Err(error))
        }
        None => {
            let is_same = has_stayed(session, beginning, watch).await?;
            let read = rows.failed.map_or(Ok(rows.reading.gathered), Err);
            (is_same, read)
        }
    };
    match is_same {
        Some(true) => read.map(Some),
        Some(false) => Ok(None),
        // The signature itself was refused.
        None if proof == Proof::Signatures => read.map(Some),
        None => Ok(None),
    }
}

/// What the server refused, if it did; any other error stays one.
fn refusal(ended: Result<(), Error>) -> Result<Option<Error>, Error> {
    match ended {
        Ok(()) => Ok(None),
        Err(error @ Error::Server(_)) => Ok(Some(error)),
        Err(error) => Err(error),
    }
}

fn position_of(sets: &ResultSets) -> Result<Option<Position>, Error> {
    match sets.0.first() {
        Some(rows) => Position::of(rows),
        None => Ok(None),
    }
}

/// Ends the transaction; whether everything is as it was when that began.
async fn has_stayed(
    session: &Session,
    beginning: Beginning,
    watch: Watch<'_>,
) -> Result<Option<bool>, Error> {
    let beginning = match beginning {
        Beginning::Still(position) if is_still_at(session, &position, watch).await? => {
            session.execute("commit", watch).await?;
            return Ok(Some(true));
        }
        Beginning::Still(_) | Beginning::Unknown => Beginning::Signed(Signature::of(
            &session.rows(&signature::query(), watch).await?,
        )?),
        signed @ Beginning::Signed(_) => signed,
    };
    session.execute("commit", watch).await?;
    is_still_as(session, beginning, watch).await
}

/// Whether everything is as it was, asked outside of the transaction; `None` when it isn't known
/// how it was.
async fn is_still_as(
    session: &Session,
    beginning: Beginning,
    watch: Watch<'_>,
) -> Result<Option<bool>, Error> {
    match beginning {
        Beginning::Still(position) => {
            let is_still = is_still_at(session, &position, watch).await?;
            Ok(is_still.then_some(true))
        }
        Beginning::Signed(signature) => {
            let ended = in_transaction(session, &[signature::query()]);
            let ended = Signature::of(&session.rows(&ended, watch).await?)?;
            Ok(Some(signature == ended))
        }
        Beginning::Unknown => Ok(None),
    }
}

async fn is_still_at(
    session: &Session,
    position: &Position,
    watch: Watch<'_>,
) -> Result<bool, Error> {
    let now = Position::of(&session.rows(stillness::POSITION, watch).await?)?;
    Ok(now.as_ref() == Some(position))
}

/// The rows of the opening query, and what becomes of those of the parts: read as they come,
/// while the server is at the next query.
struct Rows<'a> {
    opening: Vec<SimpleQueryRow>,
    parts: std::slice::Iter<'a, &'a Part>,
    /// Whose rows come: none before and during the opening query.
    at: Option<&'a Part>,
    is_open: bool,
    reading: Reading,
    failed: Option<Error>,
}

impl<'a> Rows<'a> {
    fn new(parts: &'a [&'a Part], major: u32) -> Self {
        let mut reading = Reading::default();
        reading.gathered.major = major;
        Self {
            opening: Vec::new(),
            parts: parts.iter(),
            at: None,
            is_open: false,
            reading,
            failed: None,
        }
    }
}

impl Take for Rows<'_> {
    fn take(&mut self, message: SimpleQueryMessage) {
        match (message, self.at) {
            (SimpleQueryMessage::RowDescription(_), _) if !self.is_open => self.is_open = true,
            (SimpleQueryMessage::RowDescription(_), _) => self.at = self.parts.next().copied(),
            (SimpleQueryMessage::Row(row), None) => self.opening.push(row),
            (SimpleQueryMessage::Row(row), Some(part)) if self.failed.is_none() => {
                self.failed = (part.read)(&Row(&row), &mut self.reading).err();
            }
            _ => {}
        }
    }
}
