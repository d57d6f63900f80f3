//! What a watcher has told already, and when it is time to tell more.

use std::time::Duration;

use tokio::time::Instant;

use super::activity::Work;
use super::look::SeenWait;
use super::subject::Subject;
use super::watch::Watch;
use crate::outcome::{Beat, Beats, Blocker, Event, Phase, Wait};

/// How often what waits is told again.
const AGAIN: Duration = Duration::from_secs(30);
/// How soon new blockers are told after others: on a busy table they change all the time.
const NEWS_AFTER: Duration = Duration::from_secs(2);

/// What was told.
#[derive(Debug, Default)]
pub(super) struct Told {
    wait: Option<Wait>,
    /// Since when it was seen waiting without a break, by when what waits began.
    waits: Option<(Instant, Instant)>,
    /// When a statement was last seen not to wait, by when it began.
    worked: Option<(Instant, Instant)>,
    said: Option<Said>,
    /// The last second told of a statement, by when that began.
    second: Option<(Instant, u64)>,
    /// When the first statement that was seen began.
    begun: Option<Instant>,
    beats: Beats,
    phase: Option<(Instant, Phase)>,
}

/// The last line about blockers.
#[derive(Debug)]
struct Said {
    at: Instant,
    /// All that were ever named.
    named: Vec<(i32, Option<String>)>,
}

impl Told {
    /// What it waited for when it was last seen waiting.
    pub(super) fn last_wait(&self) -> Option<&Wait> {
        self.wait.as_ref()
    }

    /// Takes the phase that the server tells.
    pub(super) fn phase(&mut self, work: &Work, phase: Option<Phase>) {
        self.phase = phase.map(|phase| (work.statement_since, phase));
    }

    /// Tells that another second is over, when it is.
    pub(super) fn time(&mut self, subject: &Subject, work: &Work, watch: Watch<'_>) {
        // Behind the last statement it is being ended, which has no number.
        if work.statement >= subject.statements {
            return;
        }
        let began = work.statement_since;
        let elapsed = began.elapsed();
        let second = elapsed.as_secs();
        let before = self.second.filter(|(statement, _)| *statement == began);
        let before = before.map_or(0, |(_, second)| second);
        let begun = *self.begun.get_or_insert(began);
        let in_all = begun.elapsed().max(elapsed);
        let beat = self.beats.at(in_all);
        if second <= before && beat == Beat::Second {
            return;
        }
        self.second = Some((began, second));
        let waits = self
            .waits
            .is_some_and(|(work_begun, _)| work_begun == work.since);
        let phase = self
            .phase
            .as_ref()
            .filter(|(statement, _)| *statement == began);
        watch.events.emit(Event::Progress {
            migration: subject.migration.clone(),
            statement: work.statement + 1,
            statements: subject.statements,
            elapsed,
            in_all,
            phase: phase.map(|(_, phase)| phase.clone()),
            // A line about the wait says more.
            beat: if waits { Beat::Second } else { beat },
        });
    }

    /// Tells of the wait when that is news; `None` ends it.
    pub(super) fn wait(
        &mut self,
        subject: &Subject,
        work: &Work,
        seen: Option<SeenWait>,
        watch: Watch<'_>,
    ) {
        let now = Instant::now();
        let Some(seen) = seen else {
            self.waits = None;
            self.worked = Some((work.statement_since, now));
            return;
        };
        let since = match (self.waits, self.worked) {
            (Some((begun, since)), _) if begun == work.since => since,
            (_, Some((statement, at))) if statement == work.statement_since => at,
            _ => work.statement_since,
        };
        self.waits = Some((work.since, since));
        let wait = Wait {
            sought: seen.sought,
            waited: seen.waited.unwrap_or(now - since),
            blockers: seen.blockers,
        };
        // It got the lock while its blockers were asked for.
        if wait.blockers.is_empty() {
            return;
        }
        // What ends by itself a moment later isn't worth a line.
        if wait.waited >= subject.patience(work.family) && self.is_news(&wait.blockers, now) {
            watch.events.emit(Event::Blocked {
                migration: subject.migration.clone(),
                wait: wait.clone(),
            });
        }
        self.wait = Some(wait);
    }

    /// Whether it is time for a line about these blockers; then they count as named.
    fn is_news(&mut self, blockers: &[Blocker], now: Instant) -> bool {
        let named = blockers
            .iter()
            .map(|blocker| (blocker.session.pid, blocker.prepared.clone()));
        let Some(said) = &mut self.said else {
            let named = named.collect();
            self.said = Some(Said { at: now, named });
            return true;
        };
        let new: Vec<_> = named.filter(|name| !said.named.contains(name)).collect();
        let after = match new.is_empty() {
            true => AGAIN,
            false => NEWS_AFTER,
        };
        if now - said.at < after {
            return false;
        }
        said.at = now;
        said.named.extend(new);
        true
    }
}
