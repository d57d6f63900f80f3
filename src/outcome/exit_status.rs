//! The exit statuses, as the README documents them.

use super::Signal;

/// What a process of ours ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done, or nothing to do.
    Done,
    /// 1: a check found something.
    Found,
    /// 2: usage, settings or unparsable files.
    Usage,
    /// 3: a statement or the connection failed, or the outcome is unknown.
    Failed,
    /// 4: refused.
    Refused,
    /// 5: the lock or a lock wait ran out.
    LockTimeout,
    /// 129, 130, 143: interrupted.
    Interrupted(Signal),
}

impl ExitStatus {
    /// The number that the process returns.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Found => 1,
            Self::Usage => 2,
            Self::Failed => 3,
            Self::Refused => 4,
            Self::LockTimeout => 5,
            Self::Interrupted(Signal::Hangup) => 129,
            Self::Interrupted(Signal::Interrupt) => 130,
            Self::Interrupted(Signal::Terminate) => 143,
        }
    }
}
