//! Why no connection came about: what messages advise, and whether to try again, hang on it.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use super::error::Error;
use crate::outcome::ServerError;
use crate::target::SessionAttributes;

/// The server is starting up or shutting down.
const CANNOT_CONNECT_NOW: &str = "57P03";

/// A connection that couldn't be opened: the last host tried, and its error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectError {
    /// The host as messages show it.
    pub host: String,
    /// The error.
    pub error: Error,
    /// What kind of error that is.
    pub why: Unreached,
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// The server answered, with an error.
    Answered,
    /// Nothing listens there.
    NotListening,
    /// There is no such socket.
    NoSocket,
    /// The host's name has no address.
    UnknownHost,
    /// Nothing was heard for so long.
    Unanswered(Duration),
    /// The network, or whoever listens there, ended it.
    Broken,
    /// What listens there speaks another protocol.
    NotPostgres,
    /// The server is older than we support.
    TooOld,
    /// The server is not the kind that was wanted.
    Unfit(SessionAttributes),
    /// The server asks for a password, and there is none.
    NoPassword,
    /// Something else.
    Other,
}

impl ConnectError {
    /// `error` came from `host` once it was connected to.
    #[must_use]
    pub fn new(host: String, error: Error) -> Self {
        let why = match error {
            Error::Server(_) | Error::Tls(_) => Unreached::Answered,
            _ => Unreached::Other,
        };
        Self { host, error, why }
    }

    /// `error` is what `host` answered.
    #[must_use]
    pub fn refused(host: String, error: ServerError) -> Self {
        Self::new(host, Error::Server(Box::new(error)))
    }

    /// Whether it may pass by itself: a server that isn't up yet, restarts, or is full.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match (self.why, &self.error) {
            (Unreached::Answered, Error::Server(error)) => error.is_transient(),
            (
                // A name may have no address until its service is up.
                Unreached::UnknownHost
                | Unreached::NotListening
                | Unreached::NoSocket
                | Unreached::Unanswered(_)
                | Unreached::Broken
                // Somebody may be about to promote a standby.
                | Unreached::Unfit(_),
                _,
            ) => true,
            _ => false,
        }
    }

    /// Whether no other host is tried after it: the server answered, and isn't only starting up.
    pub(super) fn is_final(&self) -> bool {
        match (self.why, &self.error) {
            (Unreached::Answered, Error::Server(error)) => error.sqlstate != CANNOT_CONNECT_NOW,
            (Unreached::Answered | Unreached::NoPassword, _) => true,
            (_, Error::PasswordCommand(_)) => true,
            _ => false,
        }
    }

    /// What the addresses of one host said, each with the host at that address: where all say the
    /// same, the host said it.
    pub(super) fn of_addresses(tried: Vec<(String, Self)>) -> Self {
        let said = |error: &Self| (error.why, error.reason());
        let first = tried.first().map(|(_, error)| said(error));
        let agree = tried.iter().all(|(_, error)| Some(said(error)) == first);
        let mut errors: Vec<Self> = tried
            .into_iter()
            .map(|(found, error)| match agree {
                true => error,
                false => Self {
                    host: found,
                    ..error
                },
            })
            .collect();
        if agree {
            errors.truncate(1);
        }
        Self::of_all(errors)
    }

    /// What all hosts said, in one; of one host, what it said. It may pass if one of them may.
    pub(super) fn of_all(mut errors: Vec<Self>) -> Self {
        let Some(last) = errors.pop() else {
            let error = Error::Protocol("no host was named".to_owned());
            return Self::new(String::new(), error);
        };
        if errors.is_empty() {
            return last;
        }
        errors.push(last);
        let hosts: Vec<&str> = errors.iter().map(|error| error.host.as_str()).collect();
        let said = errors
            .iter()
            .map(|error| format!("{}: {}", error.host, error.reason()));
        let why = (errors.iter().find(|error| error.is_transient())).or(errors.first());
        Self {
            host: format!("any of {}", hosts.join(", ")),
            error: Error::Lost(said.collect()),
            // The server's words stand among the causes.
            why: match why.map(|error| error.why) {
                Some(Unreached::Answered) => Unreached::Broken,
                Some(why) => why,
                None => Unreached::Other,
            },
        }
    }

    /// Whether it looks like what another protocol's server leads to.
    pub(super) fn may_be_a_stranger(&self) -> bool {
        match self.why {
            Unreached::Broken | Unreached::Unanswered(_) | Unreached::NotPostgres => true,
            Unreached::Other => matches!(self.error, Error::Lost(_)),
            _ => false,
        }
    }

    /// What listens there speaks another protocol: this.
    pub(super) fn not_postgres(&mut self, said: &str) {
        self.why = Unreached::NotPostgres;
        self.error = Error::Lost(vec![match said {
            "" => "what listens there does not speak PostgreSQL's protocol".to_owned(),
            said => {
                format!("what listens there does not speak PostgreSQL's protocol: it says `{said}`")
            }
        }]);
    }

    /// What happened, in one line.
    #[must_use]
    pub fn reason(&self) -> String {
        match (&self.error, self.why) {
            (_, Unreached::Unanswered(limit)) => format!("no answer within {limit:?}"),
            (Error::Server(error), _) => error.to_string(),
            (Error::Tls(error), _) => error.to_string(),
            (Error::Lost(causes), _) => causes.last().cloned().unwrap_or_default(),
            (Error::Protocol(message), _) => message.clone(),
            (Error::PasswordCommand(reason), _) => format!("the password command failed: {reason}"),
            (Error::Text(error), _) => error.to_string(),
            (Error::Interrupted(signal) | Error::Unanswered(signal), _) => signal.to_string(),
        }
    }
}

impl Unreached {
    /// What `error`, met while connecting, means.
    pub(super) fn of(error: &tokio_postgres::Error) -> Self {
        if error.as_db_error().is_some() {
            return Self::Answered;
        }
        if error.is_closed() {
            return Self::Broken;
        }
        let text = error.to_string();
        if text.starts_with("unexpected message") || text.starts_with("error parsing response") {
            return Self::NotPostgres;
        }
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(error) = cause.downcast_ref::<io::Error>() {
                return Self::of_io(error);
            }
            if cause.to_string() == "password missing" {
                return Self::NoPassword;
            }
            source = cause.source();
        }
        Self::Other
    }

    fn of_io(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::ConnectionRefused => Self::NotListening,
            Kind::NotFound => Self::NoSocket,
            Kind::InvalidData => Self::NotPostgres,
            Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::BrokenPipe
            | Kind::UnexpectedEof
            | Kind::TimedOut
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown => Self::Broken,
            // The resolver's errors have no kind of their own.
            _ if error.to_string().contains("lookup address") => Self::UnknownHost,
            _ => Self::Other,
        }
    }
}
