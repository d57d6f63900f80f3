//! Translating tokio-postgres errors into our own.

use std::error::Error as _;

use tokio_postgres::error::{DbError, ErrorPosition, Severity};

use super::tls::TlsError;
use crate::migration::TextLost;
use crate::outcome::{ServerError, Signal};

/// What can go wrong when talking to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The server answered with an error.
    Server(Box<ServerError>),
    /// The connection is gone; the causes, outermost first.
    Lost(Vec<String>),
    /// A migration's text can't be read on, or isn't the one that was planned.
    Text(TextLost),
    /// The command that prints passwords failed; why, without anything that it printed.
    PasswordCommand(String),
    /// A connection couldn't be encrypted as asked.
    Tls(TlsError),
    /// A reply that we can't read; never expected.
    Protocol(String),
    /// A signal came while no statement of ours was running.
    Interrupted(Signal),
    /// A signal came, the statement was cancelled, and the server gave no answer in time.
    Unanswered(Signal),
}

impl Error {
    /// The server's SQLSTATE, if it is a server's error.
    pub fn sqlstate(&self) -> Option<&str> {
        match self {
            Self::Server(error) => Some(&error.sqlstate),
            _ => None,
        }
    }

    /// Whether the server has no connection left for us; see
    /// [`ServerError::is_too_many_connections`].
    pub fn is_too_many_connections(&self) -> bool {
        matches!(self, Self::Server(error) if error.is_too_many_connections())
    }

    /// What `error`, of a connection that couldn't be opened, says.
    pub(super) fn of_connecting(error: tokio_postgres::Error) -> Self {
        match TlsError::behind(&error) {
            Some(found) => Self::Tls(found),
            None => error.into(),
        }
    }

    /// Whether the text that one of our own checks raises stands in it.
    pub(super) fn raised(&self, text: &str) -> bool {
        match self {
            Self::Server(error) => error.sqlstate == "22P02" && error.message.contains(text),
            _ => false,
        }
    }
}

impl From<Box<ServerError>> for Error {
    fn from(error: Box<ServerError>) -> Self {
        Self::Server(error)
    }
}

impl From<TextLost> for Error {
    fn from(lost: TextLost) -> Self {
        Self::Text(lost)
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(error) => Self::Server(Box::new(server_error(error))),
            None => Self::Lost(causes(&error)),
        }
    }
}

/// The error and its sources, outermost first, each once.
fn causes(error: &tokio_postgres::Error) -> Vec<String> {
    let mut causes = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        // An outer error often repeats the inner one's text at its end.
        if let Some(last) = causes.last_mut()
            && let Some(own) = last.strip_suffix(&text)
        {
            *last = own.trim_end_matches([':', ' ']).to_owned();
        }
        causes.push(text);
        source = cause.source();
    }
    causes.retain(|cause| !cause.is_empty());
    causes.dedup();
    causes
}

/// The fields of an error or notice.
pub(super) fn server_error(error: &DbError) -> ServerError {
    let (position, internal) = match error.position() {
        Some(ErrorPosition::Original(at)) => (Some(*at as usize), None),
        Some(ErrorPosition::Internal { position, query }) => {
            (None, Some((*position as usize, query.clone())))
        }
        None => (None, None),
    };
    ServerError {
        severity: severity(error),
        sqlstate: error.code().code().to_owned(),
        message: error.message().to_owned(),
        detail: error.detail().map(str::to_owned),
        hint: error.hint().map(str::to_owned),
        context: error.where_().map(str::to_owned),
        position,
        internal,
        schema: error.schema().map(str::to_owned),
        table: error.table().map(str::to_owned),
        column: error.column().map(str::to_owned),
        constraint: error.constraint().map(str::to_owned),
    }
}

/// The untranslated severity.
fn severity(error: &DbError) -> String {
    match error.parsed_severity() {
        Some(Severity::Panic) => "PANIC",
        Some(Severity::Fatal) => "FATAL",
        Some(Severity::Error) => "ERROR",
        Some(Severity::Warning) => "WARNING",
        Some(Severity::Notice) => "NOTICE",
        Some(Severity::Debug) => "DEBUG",
        Some(Severity::Info) => "INFO",
        Some(Severity::Log) => "LOG",
        None => error.severity(),
    }
    .to_owned()
}
