//! Opening a connection: the hosts in order, their addresses in order, one attempt each.

use std::cell::Cell;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding as Binding, SslNegotiation};

use super::error::Error;
use super::fitness::{misfit, passes};
use super::link;
use super::network::{hosts_in_order, set_network};
use super::password::password;
use super::places::{Place, places};
use super::probe::stranger;
use super::session::Session;
use super::unreached::{ConnectError, Unreached};
use crate::target::{ChannelBinding, Host, Secret, SessionAttributes, Target, TlsNegotiation};

/// A server that hasn't answered after this is asked whether it is one.
const SUSPICIOUS: Duration = Duration::from_secs(2);
/// How long it may take to say who it is while it still may be a server.
const MEANWHILE: Duration = Duration::from_secs(5);
/// The same when connecting has failed: a report waits for it.
const IN_THE_END: Duration = Duration::from_secs(2);
/// The oldest major that is tested.
const OLDEST_MAJOR: u32 = 13;

/// A session on the first host of `target` that answers and will do.
///
/// # Errors
/// What the hosts said when none does: of several, all of it. An answer of the server itself
/// (wrong password, no such database, no TLS as asked) ends the search at once, unless it is only
/// starting up.
pub async fn connect(target: &Target) -> Result<Session, ConnectError> {
    let mut errors = Vec::new();
    for wanted in passes(target.session) {
        errors.clear();
        for host in hosts_in_order(target) {
            let places = places(target, host).await;
            match connect_to_one(target, &places, *wanted).await {
                Ok(session) => return Ok(session),
                Err(error) if error.is_final() => return Err(error),
                Err(error) => errors.push(error),
            }
        }
    }
    Err(ConnectError::of_all(errors))
}

/// A session at the first address of a host that answers and will do.
async fn connect_to_one(
    target: &Target,
    places: &[Place],
    wanted: SessionAttributes,
) -> Result<Session, ConnectError> {
    let mut errors = Vec::new();
    for place in places {
        let mut error = match heeding_strangers(target, place, wanted).await {
            Ok(session) => return Ok(session),
            Err(error) => error,
        };
        if error.why == Unreached::NoPassword {
            let said = "the server asks for a password, and none is given";
            error.error = Error::Lost(vec![said.to_owned()]);
        }
        if error.is_final() {
            return Err(error);
        }
        errors.push((place.host.to_string(), error));
    }
    Err(ConnectError::of_addresses(errors))
}

/// The host that messages name.
pub(super) fn first_host(target: &Target) -> String {
    let first = target.hosts.first();
    first.map(ToString::to_string).unwrap_or_default()
}

/// One attempt. Many a stranger greets and then waits as we do: one that has not answered in a
/// while is asked who it is, and so is one that hung up.
async fn heeding_strangers(
    target: &Target,
    place: &Place,
    wanted: SessionAttributes,
) -> Result<Session, ConnectError> {
    let mut attempt = pin!(connect_to(target, place, wanted));
    let (mut error, said) = tokio::select! {
        biased;
        ended = &mut attempt => match ended {
            Err(error) if error.may_be_a_stranger() => (error, stranger(&place.host, IN_THE_END).await),
            ended => return ended,
        },
        said = stranger_by_and_by(&place.host) => {
            let error = Error::Lost(Vec::new());
            (ConnectError::new(place.shown.to_string(), error), Some(said))
        }
    };
    if let Some(said) = said {
        error.not_postgres(&said);
    }
    Err(error)
}

/// What a stranger says after a while; nothing ever, where it may be a server that is slow.
async fn stranger_by_and_by(host: &Host) -> String {
    sleep(SUSPICIOUS).await;
    match stranger(host, MEANWHILE).await {
        Some(said) => said,
        None => pending().await,
    }
}

/// One attempt, which takes no longer than the target allows.
async fn connect_to(
    target: &Target,
    Place { shown, host }: &Place,
    wanted: SessionAttributes,
) -> Result<Session, ConnectError> {
    let unreached = |error, why| ConnectError {
        host: shown.to_string(),
        error,
        why,
    };
    // Whoever prints passwords has a time limit of its own.
    let password = password(target, shown).await;
    let password = password.map_err(|error| unreached(error, Unreached::Other))?;
    // Not the time-out of tokio-postgres, which ends where the server's first word is awaited.
    let limit = target.connect_timeout.unwrap_or(Duration::MAX);
    let why = Cell::new(Unreached::Other);
    let config = config(target, host, password.as_ref());
    let attempt = timeout(limit, link::open(target, host, &config, &why)).await;
    let Ok(opened) = attempt else {
        let error = Error::Lost(vec![format!("no answer within {limit:?}")]);
        return Err(unreached(error, Unreached::Unanswered(limit)));
    };
    let (link, unencrypted) = opened.map_err(|error| {
        let answered = matches!(error, Error::Server(_) | Error::Tls(_));
        let why = if answered {
            Unreached::Answered
        } else {
            why.get()
        };
        unreached(error, why)
    })?;
    // What can't be read may be newer than we know of.
    if (1..OLDEST_MAJOR).contains(&link.major) {
        let error = Error::Protocol(format!("the server is PostgreSQL {}", link.version));
        return Err(unreached(error, Unreached::TooOld));
    }
    let session = Session::new((shown.clone(), host.clone()), link, unencrypted)
        .becoming(target.role.as_deref());
    let misfit = match timeout(limit, misfit(&session, wanted)).await {
        Ok(Ok(misfit)) => misfit,
        Ok(Err(error)) => return Err(ConnectError::new(shown.to_string(), error)),
        Err(_) => {
            let error = Error::Lost(vec![format!("no answer within {limit:?}")]);
            return Err(unreached(error, Unreached::Unanswered(limit)));
        }
    };
    match misfit {
        None => Ok(session),
        Some(reason) => {
            let error = Error::Lost(vec![reason.to_owned()]);
            Err(unreached(error, Unreached::Unfit(wanted)))
        }
    }
}

fn config(target: &Target, host: &Host, password: Option<&Secret>) -> Config {
    let mut config = Config::new();
    set_network(&mut config, target, host);
    config
        .user(&target.user)
        .dbname(&target.database)
        .application_name(&target.application_name);
    if let Some(options) = &target.options {
        config.options(options);
    }
    if let Some(password) = password {
        config.password(password.reveal());
    }
    config.channel_binding(match target.channel_binding {
        ChannelBinding::Disable => Binding::Disable,
        ChannelBinding::Prefer => Binding::Prefer,
        ChannelBinding::Require => Binding::Require,
    });
    config.ssl_negotiation(match target.tls.negotiation {
        TlsNegotiation::Postgres => SslNegotiation::Postgres,
        TlsNegotiation::Direct => SslNegotiation::Direct,
    });
    config
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
