//! The signals that end a run.

use std::fmt;

/// The signals that end a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Signal {
    /// SIGHUP
    #[serde(rename = "SIGHUP")]
    Hangup,
    /// SIGINT (Ctrl-C)
    #[serde(rename = "SIGINT")]
    Interrupt,
    /// SIGTERM
    #[serde(rename = "SIGTERM")]
    Terminate,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hangup => "SIGHUP",
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        })
    }
}
