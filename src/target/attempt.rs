//! How a connection is tried: in which order, for how long, and what the server must be.

use std::time::Duration;

/// libpq's `load_balance_hosts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HostOrder {
    /// As given.
    #[default]
    AsGiven,
    /// Shuffled for each connection, and the addresses of a name too.
    Random,
}

/// libpq's `target_session_attrs`: which of several servers will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SessionAttributes {
    /// The first that answers.
    #[default]
    Any,
    /// One whose transactions may write unless told otherwise.
    ReadWrite,
    /// One whose transactions may not.
    ReadOnly,
    /// One that isn't a standby.
    Primary,
    /// A standby.
    Standby,
    /// A standby, and if there is none the first that answers.
    PreferStandby,
}

impl SessionAttributes {
    /// All of them, in libpq's order.
    pub const ALL: [Self; 6] = [
        Self::Any,
        Self::ReadWrite,
        Self::ReadOnly,
        Self::Primary,
        Self::Standby,
        Self::PreferStandby,
    ];

    /// libpq's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::ReadWrite => "read-write",
            Self::ReadOnly => "read-only",
            Self::Primary => "primary",
            Self::Standby => "standby",
            Self::PreferStandby => "prefer-standby",
        }
    }
}

/// How TCP finds out that the other side is gone. What is left open is the system's default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tcp {
    /// Whether a silent connection is probed.
    pub keepalives: Keepalives,
    /// How long silence lasts before the first probe.
    pub keepalives_idle: Option<Duration>,
    /// The pause between two probes.
    pub keepalives_interval: Option<Duration>,
    /// After how many unanswered probes the connection counts as lost.
    pub keepalives_count: Option<u32>,
    /// How long what was sent may stay unacknowledged.
    pub user_timeout: Option<Duration>,
}

/// Whether a silent connection is probed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keepalives {
    /// Yes.
    #[default]
    On,
    /// No.
    Off,
}
