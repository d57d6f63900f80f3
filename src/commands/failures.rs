//! Turning what the rooms say into failures: one place for the words
//! "what was attempted".

use std::time::Duration;

use crate::outcome::{Aftermath, Failure, FailureKind, MigrationRef, ServerError, cure};
use crate::plan::{Refusal, Unplannable};
use crate::postgres::{ConnectError, Error, SurveyError, Unreached, grant_for_admin};
use crate::target::{Host, PasswordFile, PasswordSource, SessionAttributes, Target};

const PASSWORD: &str = "put it into the URL, PGPASSWORD or ~/.pgpass, or say with `--password-command` \
                        how to get one";
const BY_HAND: &str = "run the command by hand to see what it says: nothing of it is shown here, since \
                       it may hold a password";

/// The host that messages name.
pub(super) fn host(target: &Target) -> String {
    target
        .hosts
        .first()
        .map_or_else(String::new, Host::to_string)
}

/// A connection that couldn't be opened.
pub(super) fn connecting(refused: ConnectError) -> Failure {
    let attempted = format!("connect to {}", refused.host);
    let hint = match refused.why {
        Unreached::NotListening => "is the server running there? check host and port",
        Unreached::NoSocket => {
            "is the server running? if so, check the socket's folder and the port"
        }
        Unreached::UnknownHost => "check the host's name",
        Unreached::Unanswered(_) => {
            "is that the server's address, and does no firewall swallow the packets? `connect_timeout` \
             in the URL gives it more seconds"
        }
        Unreached::Broken => {
            "is the server up, and no proxy in front of it without one? try again in a moment"
        }
        Unreached::NotPostgres => "check host and port",
        Unreached::TooOld => "proj-migrate needs PostgreSQL 13 or newer",
        Unreached::Unfit(wanted) => return unfit(&attempted, refused.error, wanted),
        Unreached::NoPassword => PASSWORD,
        Unreached::Answered | Unreached::Other => "",
    };
    let mut failure = during(&attempted, refused.error);
    let FailureKind::Server {
        causes,
        hint: advice,
        ..
    } = &mut failure.kind
    else {
        return failure;
    };
    // It says no more than our own words before it.
    causes.retain(|cause| cause != "error connecting to server");
    if !hint.is_empty() {
        *advice = Some(hint.to_owned());
    }
    failure
}

/// Where a password was looked for, and where it may be put.
pub(super) fn without_password(target: &Target, host: &str) -> Failure {
    let mut causes = vec!["the server asks for a password, and none is given".to_owned()];
    if let PasswordSource::File(PasswordFile {
        path: Some(path), ..
    }) = &target.password
    {
        causes.push(format!(
            "{} has no line for this host, port, database and user",
            path.display()
        ));
    }
    let attempted = format!("connect to {host}");
    server_failure(&attempted, None, causes, Some(PASSWORD.to_owned()))
}

/// No host is the kind that was wanted.
fn unfit(attempted: &str, error: Error, wanted: SessionAttributes) -> Failure {
    let mut failure = during(attempted, error);
    if let FailureKind::Server { hint, .. } = &mut failure.kind {
        let word = wanted.word();
        *hint = Some(format!(
            "`target_session_attrs={word}` is wanted (of several hosts `read-write`, unless told \
             otherwise): name a host that is, or ask for another kind"
        ));
    }
    failure
}

/// No connection was free for somebody who only looks, and so didn't wait for long.
pub(super) fn no_connection_to_look(refused: ConnectError, budget: Duration) -> Failure {
    let mut failure = connecting(refused);
    if let FailureKind::Server { hint, .. } = &mut failure.kind {
        *hint = Some(format!(
            "the server had no free connection for {} s, and who only reads waits no longer: try \
             again in a moment, or raise max_connections, the pool's size or the role's connection \
             limit",
            budget.as_secs().max(1)
        ));
    }
    failure
}

/// `error` happened while trying to `attempted`.
pub(super) fn during(attempted: &str, error: Error) -> Failure {
    let (server, causes) = match error {
        Error::Interrupted(signal) | Error::Unanswered(signal) => {
            return Failure::new(FailureKind::Interrupted {
                signal,
                migration: None,
            });
        }
        Error::Server(error) => (Some(*error), Vec::new()),
        Error::PasswordCommand(reason) => {
            let causes = vec![format!("the password command failed: {reason}")];
            return server_failure(attempted, None, causes, Some(BY_HAND.to_owned()));
        }
        Error::Tls(error) => {
            let causes = vec![error.to_string()];
            return server_failure(attempted, None, causes, Some(error.hint()));
        }
        Error::Lost(causes) => (None, causes),
        Error::Protocol(message) => (None, vec![message]),
        Error::Text(lost) => (None, vec![lost.to_string()]),
    };
    let hint = server.as_ref().and_then(cure);
    server_failure(attempted, server, causes, hint)
}

/// A table of ours couldn't be created. Without the right to, somebody else must: with
/// which DDL?
pub(super) fn uncreated(table: &str, ddl: &str, error: Error) -> Failure {
    let denied = matches!(error.sqlstate(), Some("42501"));
    let mut failure = during(&format!("create {table}"), error);
    if let (true, FailureKind::Server { hint, .. }) = (denied, &mut failure.kind) {
        *hint = Some(format!(
            "grant this role CREATE on the schema, or have its owner create the table and make this role its owner:\n{ddl}",
        ));
    }
    failure
}

/// A [`FailureKind::Server`].
pub(super) fn server_failure(
    attempted: &str,
    error: Option<ServerError>,
    causes: Vec<String>,
    hint: Option<String>,
) -> Failure {
    Failure::new(FailureKind::Server {
        attempted: attempted.to_owned(),
        error: error.map(Box::new),
        causes,
        hint,
        migration: None,
    })
}

/// Somebody else was faster each time.
pub(super) fn ever_changing() -> Failure {
    server_failure(
        "run the plan: the ledger changes all the time",
        None,
        Vec::new(),
        Some("see who else writes it, then run the command again".to_owned()),
    )
}

/// As [`server_failure`], while a migration was at work.
pub(super) fn step_failure(
    attempted: &str,
    migration: (MigrationRef, Aftermath),
    error: Option<ServerError>,
    causes: Vec<String>,
) -> Failure {
    let hint = error.as_ref().and_then(cure);
    Failure::new(FailureKind::Server {
        attempted: attempted.to_owned(),
        error: error.map(Box::new),
        causes,
        hint,
        migration: Some(migration),
    })
}

/// The ledger couldn't be read, or can't be trusted.
pub(super) fn surveying(target: &Target, error: SurveyError) -> Failure {
    match error {
        SurveyError::Role(error) => unassumed(target, *error),
        SurveyError::Postgres(error) => during("read the ledger", error),
        SurveyError::Trap(relation, trap) => {
            Failure::new(FailureKind::Refused(Refusal::Ledger { relation, trap }))
        }
    }
}

/// `--role` can't be assumed: it isn't there, or not for this login.
fn unassumed(target: &Target, error: ServerError) -> Failure {
    let role = target.role.clone().unwrap_or_default();
    let hint = if error.sqlstate == "42501" {
        format!(
            "{} must be a member of it: have an administrator run `{}`",
            target.user,
            grant_for_admin(&role, &target.user)
        )
    } else {
        "upper and lower case count in `--role`; roles are listed by `\\du` in psql".to_owned()
    };
    let attempted = format!("become the role {role}");
    server_failure(&attempted, Some(error), Vec::new(), Some(hint))
}

/// There is no plan.
pub(super) fn unplannable(reason: Unplannable) -> Failure {
    Failure::new(match reason {
        Unplannable::Files(problems) => FailureKind::Files {
            problems,
            unreachable: None,
        },
        Unplannable::Refused(refusal) => FailureKind::Refused(refusal),
    })
}
