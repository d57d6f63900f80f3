//! What may go wrong on a wire, and what went over one.

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    ToServer,
    ToClient,
}

/// What befalls a connection at a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Both ends are closed before it passes.
    Cut,
    /// Both ends are closed when so many bytes of it have passed; fewer than it has.
    Torn { bytes: usize },
    /// To the server: the client is cut off, and what it had sent arrives when
    /// [`super::FaultyWire::let_through`] is called. To the client: it comes late.
    Held(Until),
    /// From it on nothing passes either way, and nobody is told, until
    /// [`super::FaultyWire::end_silence`] closes both ends.
    Silent,
    /// The same for the moment that it takes to kill the client.
    Killed,
}

/// When what was held on its way to the server is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// While the run may still ask what became of it.
    Meanwhile,
    /// When the run has ended.
    ItsEnd,
    /// When the run behind it has ended, or waits.
    TheNext,
}

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The connection, in the order of connecting; requests to cancel aren't counted.
    pub(crate) connection: usize,
    pub(crate) way: Way,
    /// The message, from 0 on; a client's first one is that without a type.
    pub(crate) message: usize,
    pub(crate) fate: Fate,
}

/// What one connection carried: the messages' types and lengths; the first one of a client, which
/// has no type, is a `0`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) to_server: Vec<(char, usize)>,
    pub(crate) to_client: Vec<(char, usize)>,
}
