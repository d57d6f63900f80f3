//! What became of a migration that didn't finish.

/// What became of a migration that didn't finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Aftermath {
    /// Its transaction was rolled back: nothing of it is left.
    RolledBack,
    /// It ended its own transaction: what it did before may be committed.
    Ended,
    /// A non-transactional section stopped: so many statements of it are done.
    Partial {
        /// How many are done.
        done: usize,
        /// 1-based: where it stopped. What stands between was rolled back with it: the
        /// author's own `BEGIN … COMMIT`.
        at: usize,
        /// How many there are.
        of: usize,
    },
    /// The same, and the end of the statement at which it stopped was not seen.
    InDoubt {
        /// How many are done.
        done: usize,
        /// 1-based: where it stopped.
        at: usize,
        /// How many there are.
        of: usize,
    },
}
