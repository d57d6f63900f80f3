//! Waiting for a server that is not up yet: only for what passes by itself, with a line whenever
//! there is news.

use std::time::{Duration, Instant};

use super::failures;
use crate::outcome::{Event, Failure, FailureKind};
use crate::postgres::{ConnectError, Watch};
use crate::target::{ServerWait, Target};

const SAY_EVERY: Duration = Duration::from_secs(30);

/// The waiting of one command.
pub(super) struct ServerPatience {
    wait: Option<ServerWait>,
    since: Instant,
    said: Option<(String, Instant)>,
}

impl ServerPatience {
    /// It begins now; without `wait` it is over at once.
    pub(super) fn new(wait: Option<ServerWait>) -> Self {
        Self {
            wait,
            since: Instant::now(),
            said: None,
        }
    }

    /// `target`, with no more time for one attempt than is left for all.
    pub(super) fn limited(&self, target: &Target) -> Target {
        let left = self.wait.map(|wait| {
            let left = wait.timeout.saturating_sub(self.since.elapsed());
            // The last attempt is to have a chance.
            left.max(wait.interval)
        });
        Target {
            connect_timeout: match (left, target.connect_timeout) {
                (Some(left), Some(own)) => Some(left.min(own)),
                (left, own) => left.or(own),
            },
            ..target.clone()
        }
    }

    /// Pauses before the next attempt.
    ///
    /// # Errors
    /// `refused` as a failure: it does not pass by itself, or the time is over; a signal.
    pub(super) async fn attempt_again(
        &mut self,
        refused: ConnectError,
        watch: Watch<'_>,
    ) -> Result<(), Failure> {
        let Some(wait) = self.wait.filter(|_| refused.is_transient()) else {
            return Err(failures::connecting(refused));
        };
        let waited = self.since.elapsed();
        let left = wait.timeout.saturating_sub(waited);
        if left.is_zero() {
            return Err(given_up(failures::connecting(refused), wait));
        }
        self.say(&refused, waited, watch);
        // The last attempt is made when the time is over.
        (watch.pause(wait.interval.min(left)).await)
            .map_err(|error| failures::during("wait for the server", error))
    }

    fn say(&mut self, refused: &ConnectError, waited: Duration, watch: Watch<'_>) {
        let reason = refused.reason();
        let is_news = self
            .said
            .as_ref()
            .is_none_or(|(said, at)| *said != reason || at.elapsed() >= SAY_EVERY);
        if is_news {
            self.said = Some((reason.clone(), Instant::now()));
            watch.events.emit(Event::WaitingForServer {
                host: refused.host.clone(),
                reason,
                waited,
            });
        }
    }
}

/// The failure of the last attempt, with what was tried before.
fn given_up(mut failure: Failure, wait: ServerWait) -> Failure {
    if let FailureKind::Server { hint, .. } = &mut failure.kind {
        let waited = format!(
            "it was tried for {:?}; `--wait-timeout` gives it longer",
            wait.timeout
        );
        *hint = Some(match hint.take() {
            Some(hint) => format!("{hint}\n{waited}"),
            None => waited,
        });
    }
    failure
}
