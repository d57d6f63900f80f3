//! What a trial has seen so far: the tables that were there before it, which locks it holds on
//! them by now, and which files they lie in.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::{Duration, Instant};

use super::sql::{BEFORE, DEFERRABLE, Deferrable, NOW};
use crate::migration::SectionStatement;
use crate::outcome::{LockMode, Rewrite, TriedLock, TriedStatement};
use crate::postgres::error::Error;
use crate::postgres::rows::{flag, parsed, required};
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Sighting {
    /// By oid; empty before the first look.
    before: BTreeMap<u32, Relation>,
    has_looked: bool,
    held: HashSet<(u32, LockMode)>,
    moved: BTreeSet<String>,
    /// When each statement of the step at work was sent.
    sent: Vec<Instant>,
}

/// Something that was there before.
#[derive(Debug)]
struct Relation {
    name: String,
    is_sequence: bool,
    file: Option<u32>,
}

/// A lock that is held now.
struct Held {
    oid: u32,
    mode: LockMode,
    file: Option<u32>,
    bytes: Option<u64>,
}

/// Which statement was sent when, and how long it took.
pub(super) type Ran<'s> = (&'s SectionStatement, Instant, Duration);

impl Sighting {
    /// Looks what is there before the first statement.
    pub(super) async fn read_before(
        &mut self,
        session: &Session,
        watch: Watch<'_>,
    ) -> Result<(), Error> {
        for row in session.rows(BEFORE, watch).await? {
            let relation = Relation {
                name: required(&row, "name")?.to_owned(),
                is_sequence: required(&row, "kind")? == "S",
                file: parsed(&row, "file")?,
            };
            if let Some(oid) = parsed(&row, "oid")? {
                self.before.insert(oid, relation);
            }
        }
        self.has_looked = true;
        self.pass_over(session, watch).await
    }

    /// What is held by now is nobody's of the next statement: our own messages took it.
    pub(super) async fn pass_over(
        &mut self,
        session: &Session,
        watch: Watch<'_>,
    ) -> Result<(), Error> {
        let held = read_held(session, watch).await?;
        self.held
            .extend(held.iter().map(|held| (held.oid, held.mode)));
        Ok(())
    }

    /// Looks what a statement did.
    pub(super) async fn read_behind(
        &mut self,
        session: &Session,
        (statement, sent, took): Ran<'_>,
        watch: Watch<'_>,
    ) -> Result<TriedStatement, Error> {
        self.sent.push(sent);
        let first = statement.text.lines().next().unwrap_or_default();
        let mut tried = TriedStatement {
            statement: statement.index + 1,
            text: first.trim_end().to_owned(),
            duration_us: micros(took),
            locks: Vec::new(),
            rewrites: Vec::new(),
        };
        if !self.has_looked {
            return Ok(tried);
        }
        let mut locks: BTreeMap<String, LockMode> = BTreeMap::new();
        // A TRUNCATE's new file is an empty one.
        let may_rewrite = !first
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("truncate");
        for held in read_held(session, watch).await? {
            let is_new = self.held.insert((held.oid, held.mode));
            let Some(relation) = self.before.get_mut(&held.oid) else {
                continue;
            };
            if relation.is_sequence {
                if is_new && held.mode == LockMode::RowExclusive {
                    self.moved.insert(relation.name.clone());
                }
                continue;
            }
            if is_new {
                let strongest = locks.entry(relation.name.clone()).or_insert(held.mode);
                *strongest = held.mode.max(*strongest);
            }
            if held.mode == LockMode::AccessExclusive
                && held.file.is_some()
                && held.file != relation.file
            {
                relation.file = held.file;
                if may_rewrite {
                    tried.rewrites.push(Rewrite {
                        table: relation.name.clone(),
                        bytes: held.bytes,
                    });
                }
            }
        }
        tried.rewrites.sort_by(|a, b| a.table.cmp(&b.table));
        let lock = |(table, mode)| TriedLock {
            table,
            mode,
            held_us: 0,
        };
        tried.locks = locks.into_iter().map(lock).collect();
        Ok(tried)
    }

    /// The step has ended: so long were the locks of its statements held.
    pub(super) fn settle(&mut self, tried: &mut [TriedStatement]) {
        for (statement, sent) in tried.iter_mut().zip(self.sent.drain(..)) {
            for lock in &mut statement.locks {
                lock.held_us = micros(sent.elapsed());
            }
        }
    }

    /// The strong locks that are held on what was there before, as messages name them.
    pub(super) fn strong_locks(&self) -> Vec<String> {
        let strong = self.held.iter().filter(|(_, mode)| mode.is_strong());
        let mut named: Vec<String> = strong
            .filter_map(|(oid, mode)| {
                let relation = self.before.get(oid)?;
                Some(format!("{mode} on {}", relation.name))
            })
            .collect();
        named.sort();
        named
    }

    /// Sequences that were moved, in name order.
    pub(super) fn moved_sequences(self) -> Vec<String> {
        self.moved.into_iter().collect()
    }
}

/// The deferrable constraints that there are now.
pub(super) async fn read_deferrable(
    session: &Session,
    watch: Watch<'_>,
) -> Result<Vec<Deferrable>, Error> {
    let rows = session.rows(DEFERRABLE, watch).await?;
    let deferrable = rows.iter().map(|row| {
        Ok(Deferrable {
            name: required(row, "name")?.to_owned(),
            is_deferred: flag(row, "is_deferred")?,
        })
    });
    deferrable.collect()
}

async fn read_held(session: &Session, watch: Watch<'_>) -> Result<Vec<Held>, Error> {
    let mut held = Vec::new();
    for row in session.rows(NOW, watch).await? {
        let mode = LockMode::of_pg_locks(required(&row, "mode")?);
        if let (Some(oid), Some(mode)) = (parsed(&row, "oid")?, mode) {
            held.push(Held {
                oid,
                mode,
                file: parsed(&row, "file")?,
                bytes: parsed(&row, "bytes")?,
            });
        }
    }
    Ok(held)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
