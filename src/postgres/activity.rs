//! What a worker is at: told by whoever drives its session, read by its watcher.
//!
//! Only bookkeeping: nothing here waits, asks the server or fails.

use std::cell::{Cell, RefCell};

use tokio::time::Instant;

use crate::migration::SectionStatement;
use crate::outcome::{CutShort, GaveUp};
use crate::sql::StatementKind;

/// What one session is at.
#[derive(Debug, Default)]
pub(super) struct Activity {
    backend: Cell<Option<Backend>>,
    /// The beginning of what is sent to a backend that nobody knows.
    text: RefCell<String>,
    work: Cell<Option<Work>>,
    /// Whether what runs has set `lock_timeout` itself.
    is_authors_wait: Cell<bool>,
    cut_short: Cell<Option<CutShort>>,
    waited_out: Cell<Option<WaitedOut>>,
}

/// How the tries of a statement outside of a transaction ended that met lock time-outs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitedOut {
    /// How often it was tried.
    pub tries: usize,
    /// Why it isn't tried again.
    pub gave_up: GaveUp,
    /// Why the watcher ended the last try.
    pub cut_short: Option<CutShort>,
}

/// Something that the server is at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    /// Who is at it.
    pub(super) backend: Backend,
    /// Since when: the transaction, or the statement outside of one.
    pub(super) since: Instant,
    /// Index of the statement whose reply is awaited; behind the last one the transaction is
    /// being ended.
    pub(super) statement: usize,
    /// Since when.
    pub(super) statement_since: Instant,
    /// Of which family.
    pub(super) family: Family,
}

/// Which backend it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    /// The one with this pid.
    Pid(i32),
    /// Whichever a pooler chose for the statement: known by its text.
    Chosen,
}

/// As much of a text as tells it from others.
const TELLING: usize = 1000;

/// What a statement's waiting means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// It waits for locks, `lock_timeout` each.
    Ordinary,
    /// With CONCURRENTLY: it waits for other transactions without a time-out.
    Concurrent,
}

impl Activity {
    /// Another section begins, served by a backend that nobody knows yet.
    pub(super) fn reset(&self) {
        self.backend.set(None);
        self.is_authors_wait.set(false);
        self.waited_out.set(None);
    }

    /// The backend that serves the session from now on; `None`: nobody knows.
    pub(super) fn served_by(&self, pid: Option<i32>) {
        self.backend.set(pid.map(Backend::Pid));
    }

    /// A pooler chooses a backend for each statement from now on.
    pub(super) fn served_by_any(&self) {
        self.backend.set(Some(Backend::Chosen));
    }

    /// What is sent next; nothing when that can't be told apart.
    pub(super) fn sends(&self, text: &str) {
        let begins = text.get(..text.floor_char_boundary(TELLING));
        begins
            .unwrap_or_default()
            .clone_into(&mut self.text.borrow_mut());
    }

    /// The beginning of what was sent.
    pub(super) fn text(&self) -> String {
        self.text.borrow().clone()
    }

    /// The section sets `lock_timeout`: how long it waits is its author's affair.
    pub(super) fn waits_as_its_author_says(&self) {
        self.is_authors_wait.set(true);
    }

    /// Whether the section has set `lock_timeout`.
    pub(super) fn is_authors_wait(&self) -> bool {
        self.is_authors_wait.get()
    }

    /// A transaction, or a statement outside of one, is at its statement `index`.
    pub(super) fn begin(&self, index: usize, family: Family) {
        let since = Instant::now();
        self.cut_short.set(None);
        self.work.set(self.backend.get().map(|backend| Work {
            backend,
            since,
            statement: index,
            statement_since: since,
            family,
        }));
    }

    /// The transaction is at its statement `index` now.
    pub(super) fn advance(&self, index: usize) {
        if let Some(work) = self.work.get() {
            self.work.set(Some(Work {
                statement: index,
                statement_since: Instant::now(),
                ..work
            }));
        }
    }

    /// There is nothing to watch.
    pub(super) fn rest(&self) {
        self.work.set(None);
    }

    /// What the server is at.
    pub(super) fn work(&self) -> Option<Work> {
        self.work.get()
    }

    /// The watcher cancels it; `None`: it came too late.
    pub(super) fn cut_short(&self, why: Option<CutShort>) {
        self.cut_short.set(why);
    }

    /// Why the watcher has cancelled it, once.
    pub(super) fn take_cut_short(&self) -> Option<CutShort> {
        self.cut_short.take()
    }

    /// A statement outside of a transaction isn't tried again.
    pub(super) fn waited_out(&self, how: WaitedOut) {
        self.waited_out.set(Some(how));
    }

    /// How the tries of the last statement that wasn't tried again ended, once.
    pub(super) fn take_waited_out(&self) -> Option<WaitedOut> {
        self.waited_out.take()
    }
}

/// Whether the statement sets how long its section waits for locks.
pub(super) fn sets_lock_timeout(statement: &SectionStatement) -> bool {
    statement.kind == StatementKind::Set
        && (statement.text.to_ascii_lowercase()).contains("lock_timeout")
}
