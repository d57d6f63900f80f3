//! The sender: messages go out without waiting for each other's replies, which are
//! read in order. What is in flight is bounded, in number and in bytes.

use std::collections::VecDeque;

use tokio_postgres::SimpleQueryStream;

use super::error::Error;
use super::reply::Completed;
use super::session::Session;
use super::watch::Watch;

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

/// The first message that failed, and what came of those behind it.
pub(super) struct Failed<P> {
    /// What it was.
    pub(super) place: P,
    /// How many of its statements were completed before the error.
    pub(super) completed: usize,
    /// The error.
    pub(super) error: Error,
    /// The messages behind it that the server ran all the same. In a failed transaction it
    /// skips all but its end.
    pub(super) ran_on: Vec<P>,
}

/// Whether all went well so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drained {
    Well,
    Failed,
}

/// Messages in flight, each with a place `P` that tells what it was.
pub(super) struct Pipeline<'a, P> {
    session: &'a Session,
    watch: Watch<'a>,
    most_messages: usize,
    in_flight: VecDeque<(P, usize, SimpleQueryStream)>,
    bytes_in_flight: usize,
    failure: Option<Failed<P>>,
    /// Told of each reply without an error, and of the number that it began with.
    done: &'a dyn Fn(&P, Option<i32>),
}

impl<'a, P> Pipeline<'a, P> {
    pub(super) fn new(
        session: &'a Session,
        watch: Watch<'a>,
        pace: Pace,
        done: &'a dyn Fn(&P, Option<i32>),
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
                self.fail(place, error);
                // Whether any of it went out before the connection was lost can't be told.
                true
            }
        }
    }

    /// Takes up a message that was sent before there was this pipeline.
    pub(super) fn adopt(&mut self, place: P, bytes: usize, reply: SimpleQueryStream) {
        self.bytes_in_flight += bytes;
        self.in_flight.push_back((place, bytes, reply));
    }

    /// Reads every reply that is still to come, and tells whether one failed so far.
    pub(super) async fn drain(&mut self) -> Drained {
        while !self.in_flight.is_empty() {
            self.read_one().await;
        }
        match self.failure {
            Some(_) => Drained::Failed,
            None => Drained::Well,
        }
    }

    /// Notes a failure that came by another way than a message of this pipeline.
    pub(super) fn fail(&mut self, place: P, error: Error) {
        self.failure.get_or_insert(Failed {
            place,
            completed: 0,
            error,
            ran_on: Vec::new(),
        });
    }

    /// The first failure.
    pub(super) fn into_failure(self) -> Option<Failed<P>> {
        self.failure
    }

    async fn read_one(&mut self) {
        let Some((place, bytes, reply)) = self.in_flight.pop_front() else {
            return;
        };
        self.bytes_in_flight -= bytes;
        let mut completed = Completed::default();
        let answer = self.session.read(reply, self.watch, &mut completed).await;
        match (answer, &mut self.failure) {
            // Only the first error tells; what is behind it is skipped by the server, which
            // parses it all the same, or ends.
            (Err(Error::Server(error)), Some(_))
                if ["25P02", "42601"].contains(&error.sqlstate.as_str())
                    || error.severity == "FATAL" => {}
            (Ok(()) | Err(Error::Server(_)), Some(failed)) => failed.ran_on.push(place),
            (Err(_), Some(_)) => {}
            (Ok(()), None) => (self.done)(&place, completed.number),
            (Err(error), None) => {
                self.failure = Some(Failed {
                    place,
                    completed: completed.statements,
                    error,
                    ran_on: Vec::new(),
                });
            }
        }
    }
}
