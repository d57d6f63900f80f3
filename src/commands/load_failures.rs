//! Why a schema file wasn't loaded, as a failure with its place and its cure.

use crate::migration::{ErrorPlace, Script};
use crate::outcome::{
    Aftermath, Failure, FailureKind, LoadEnd, LoadFailure, Loading, cure, load_cure,
};
use crate::postgres::{Error, NotLoaded, Why};

/// The failure of a load that stopped.
pub(super) fn not_loaded(script: &Script, stopped: NotLoaded, loading: Loading) -> Failure {
    let (at, end, cure) = end(script, stopped.why, loading);
    let aftermath = match (&end, stopped.committed) {
        (LoadEnd::Ended, _) => Aftermath::Ended,
        (_, 0) => Aftermath::RolledBack,
        (_, done) => Aftermath::Partial {
            done,
            at: at.unwrap_or(done + 1),
            of: script.statements,
        },
    };
    Failure::new(FailureKind::Load(Box::new(LoadFailure {
        path: script.path.clone(),
        statements: script.statements,
        end,
        aftermath,
        cure,
    })))
}

/// The statement at which it stopped, from 1, where one did; how; and what to do.
fn end(script: &Script, why: Why, loading: Loading) -> (Option<usize>, LoadEnd, Option<String>) {
    match why {
        Why::Statement(index, error) => {
            let place = ErrorPlace {
                position: error.position,
                context: error.context.as_deref(),
            };
            let cure = load_cure(&error, loading);
            let location = script.locate(index, place);
            let statement = index + 1;
            let end = LoadEnd::Statement {
                statement,
                location,
                error,
            };
            (Some(statement), end, cure)
        }
        Why::Ended => (None, LoadEnd::Ended, None),
        Why::Interrupted(signal) => (None, LoadEnd::Interrupted(signal), None),
        Why::Unknown(causes) => (None, LoadEnd::Unknown(causes), None),
        Why::Other(attempted, error) => failed(attempted, error),
        Why::Busy => failed(
            "go on: another run took the lock between two transactions",
            Error::Lost(Vec::new()),
        ),
        Why::NotEmpty(contents) => failed("load into it", Error::Lost(contents.named)),
    }
}

fn failed(attempted: &'static str, error: Error) -> (Option<usize>, LoadEnd, Option<String>) {
    let (error, causes) = match error {
        Error::Server(error) => (Some(error), Vec::new()),
        Error::Lost(causes) => (None, causes),
        Error::Text(lost) => (None, vec![lost.to_string()]),
        Error::Tls(error) => (None, vec![error.to_string()]),
        Error::Protocol(message) | Error::PasswordCommand(message) => (None, vec![message]),
        Error::Interrupted(signal) | Error::Unanswered(signal) => {
            return (None, LoadEnd::Interrupted(signal), None);
        }
    };
    let cure = error.as_deref().and_then(cure);
    let end = LoadEnd::Failed {
        attempted,
        error,
        causes,
    };
    (None, end, cure)
}
