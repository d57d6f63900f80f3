//! The sender: messages go out without waiting for each other's replies, which are
//! read in order. What is in flight is bounded, in number and in bytes.

use std::collections::VecDeque;

use tokio_postgres::SimpleQueryStream;

use super::error::Error;
use super::session::{Discard, Session, Watch};

/// Bounds of what is in flight; beyond them memory grows and nothing gets faster.
const MOST_MESSAGES: usize = 1_000;
const MOST_BYTES: usize = 1 << 20;

/// How many messages may be in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// As many as the bounds allow.
    Pipelined,
    /// Each reply is read before the next message goes out.
    StepByStep,
}

/// Messages in flight, each with a place `P` that tells what it was.
pub(super) struct Pipeline<'a, P> {
    session: &'a Session,
    watch: Watch<'a>,
    most_messages: usize,
    in_flight: VecDeque<(P, usize, SimpleQueryStream)>,
    bytes_in_flight: usize,
    failure: Option<(P, Error)>,
    /// The places behind the failure that the server ran all the same.
    ran_on: Vec<P>,
    /// Told of each reply without an error.
    done: &'a dyn Fn(&P),
}

impl<'a, P> Pipeline<'a, P> {
    pub(super) fn new(
        session: &'a Session,
        watch: Watch<'a>,
        pace: Pace,
        done: &'a dyn Fn(&P),
    ) -> Self {
        Self {
            session,
            watch,
            most_messages: match pace {
                Pace::Pipelined => MOST_MESSAGES,
                Pace::StepByStep => 1,
            },
            in_flight: VecDeque::new(),
            bytes_in_flight: 0,
            failure: None,
            ran_on: Vec::new(),
            done,
        }
    }

    /// Sends `sql`, reading replies first when the bounds are reached. Sends nothing once a
    /// reply was an error; returns whether it was sent.
    pub(super) async fn push(&mut self, place: P, sql: &str) -> bool {
        while self.in_flight.len() >= self.most_messages
            || (!self.in_flight.is_empty() && self.bytes_in_flight + sql.len() > MOST_BYTES)
        {
            self.read_one().await;
        }
        if self.failure.is_some() {
            return false;
        }
        match self.session.send(sql).await {
            Ok(reply) => {
                self.bytes_in_flight += sql.len();
                self.in_flight.push_back((place, sql.len(), reply));
                true
            }
            Err(error) => {
                self.failure = Some((place, error));
                // Whether any of it went out before the connection was lost can't be told.
                true
            }
        }
    }

    /// Reads every reply that is still to come. Returns the place and the error of the
    /// first one that failed in this pipeline, if any.
    pub(super) async fn drain(&mut self) -> Option<&(P, Error)> {
        while !self.in_flight.is_empty() {
            self.read_one().await;
        }
        self.failure.as_ref()
    }

    /// Notes a failure that came by another way than a message of this pipeline.
    pub(super) fn fail(&mut self, place: P, error: Error) {
        self.failure.get_or_insert((place, error));
    }

    /// The first failure, and the places behind it that the server ran all the same. In a
    /// failed transaction it skips all but its end.
    pub(super) fn into_failure(self) -> Option<(P, Error, Vec<P>)> {
        let (place, error) = self.failure?;
        Some((place, error, self.ran_on))
    }

    async fn read_one(&mut self) {
        let Some((place, bytes, reply)) = self.in_flight.pop_front() else {
            return;
        };
        self.bytes_in_flight -= bytes;
        let answer = self.session.read(reply, self.watch, &mut Discard).await;
        match answer {
            // Only the first error tells; what is behind it is skipped by the server.
            Err(Error::Server(error)) if self.failure.is_some() && error.sqlstate == "25P02" => {}
            Ok(()) | Err(Error::Server(_)) if self.failure.is_some() => self.ran_on.push(place),
            Err(_) if self.failure.is_some() => {}
            Ok(()) => (self.done)(&place),
            Err(error) => self.failure = Some((place, error)),
        }
    }
}
